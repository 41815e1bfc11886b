"""Pack the offline edition into a zip file, with the same bytes on every machine.

Usage: python scripts/pack_offline.py SITE_DIR ZIP_FILE

All files are in one folder, named after the zip file without "-offline", and dated
SOURCE_DATE_EPOCH (seconds since 1970).
"""

import os
import sys
import time
import zipfile
from pathlib import Path

OLDEST = 315532800  # 1980: a zip file can hold no earlier date


def pack(site: Path, target: Path) -> None:
    """Write the zip file `target`."""
    date = time.gmtime(max(int(os.environ["SOURCE_DATE_EPOCH"]), OLDEST))[:6]
    folder = target.stem.removesuffix("-offline")
    names = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo(f"{folder}/{name}", date)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # Unix, whichever system runs this
            archive.writestr(entry, (site / name).read_bytes(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    if len(sys.argv) != 3 or not Path(sys.argv[1], "index.html").is_file():
        sys.exit("usage: pack_offline.py SITE_DIR ZIP_FILE (SITE_DIR: the built offline edition)")
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
