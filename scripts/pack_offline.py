"""Pack the offline edition into a zip file with the same bytes on every machine.

Usage: python scripts/pack_offline.py SITE_DIR ZIP_FILE [FILE ...]

Everything below SITE_DIR, and each FILE beside it, lies in one folder, named after the zip file
without "-offline". Entries have the time of SOURCE_DATE_EPOCH (seconds since 1970, UTC;
reproducible-builds.org) and the mode 644.

Exit status: 0 packed, 2 misuse.
"""

import os
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

OLDEST = 315532800  # 1980, when the calendar of zip files begins


def pack(files: dict[str, Path], target: Path, built: time.struct_time) -> None:
    """Write the files, by their names in the folder, into the zip file `target`, dated `built`."""
    folder = target.stem.removesuffix("-offline")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", built[:6])
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # Unix, also where this runs on another system
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack the folder named first, and the files named last; return the exit status."""
    names = sys.argv[1:] if arguments is None else arguments
    site, target, *beside = map(Path, names) if len(names) > 1 else (Path(), Path())
    if not (site / "index.html").is_file() or not all(path.is_file() for path in beside):
        print(
            "usage: pack_offline.py SITE_DIR ZIP_FILE [FILE ...] (SITE_DIR: a built offline "
            "edition; FILE: one that exists)",
            file=sys.stderr,
        )
        return 2
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch.isdecimal():
        print(
            "pack_offline.py: set SOURCE_DATE_EPOCH to the seconds since 1970 of the last commit",
            file=sys.stderr,
        )
        return 2
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    pack(files | {path.name: path for path in beside}, target, time.gmtime(max(int(epoch), OLDEST)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
