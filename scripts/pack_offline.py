"""Pack the offline edition into a zip file, with the same bytes on every machine.

Usage: python scripts/pack_offline.py SITE_DIR ZIP_FILE README_FILE

All files are in one folder, named after the zip file without "-offline", and dated
SOURCE_DATE_EPOCH (seconds since 1970).
"""

import os
import sys
import time
import zipfile
from pathlib import Path


def pack(site: Path, target: Path, readme: Path) -> None:
    """Write the zip file `target`."""
    oldest = 315532800  # 1980: a zip file can hold no earlier date
    date = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), oldest))[:6]
    folder = target.stem.removesuffix("-offline")
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    files[readme.name] = readme
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name, path in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{name}", date)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # Unix, whichever system runs this
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    if len(sys.argv) != 4 or not Path(sys.argv[1], "index.html").is_file():
        sys.exit("usage: pack_offline.py SITE_DIR ZIP_FILE README_FILE (SITE_DIR: offline edition)")
    pack(*map(Path, sys.argv[1:]))
