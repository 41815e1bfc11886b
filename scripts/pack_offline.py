"""Pack the offline edition into a zip file with the same bytes on every machine.

Usage: python scripts/pack_offline.py SITE_DIR ZIP_FILE

Every entry lies in one folder, named after the zip file without "-offline", and has the time of
SOURCE_DATE_EPOCH (seconds since 1970, UTC; reproducible-builds.org) and the mode 644.

Exit status: 0 packed, 2 misuse.
"""

import os
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path


def pack(site: Path, target: Path, built: time.struct_time) -> None:
    """Write every file below `site` into the zip file `target`, dated `built` (UTC)."""
    folder = target.stem.removesuffix("-offline")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{folder}/{path.relative_to(site).as_posix()}", built[:6])
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # Unix, also where this runs on another system
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack the folder named first into the zip file named second; return the exit status."""
    names = sys.argv[1:] if arguments is None else arguments
    if len(names) != 2 or not (Path(names[0]) / "index.html").is_file():
        print(
            "usage: pack_offline.py SITE_DIR ZIP_FILE (SITE_DIR: a built offline edition)",
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
    pack(Path(names[0]), Path(names[1]), time.gmtime(int(epoch)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
