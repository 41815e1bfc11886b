"""Write the service worker, which keeps the hosted edition readable with no network.

Usage: python scripts/write_service_worker.py SITE_DIR

The worker names each file that it keeps by its hash, so this runs when no page changes any more:
after scripts/secure_pages.py. What scripts/service_worker.js does with the list stands there.

Exit status: 0 written, 2 misuse.
"""

import argparse
import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from built_pages import site_argument

WORKER = "service-worker.js"
SOURCE = Path(__file__).with_name("service_worker.js")

# For search engines and shared links; and what a reader takes away is kept by the reader.
NOT_KEPT = ("sitemap.xml", "sitemap.xml.gz", "assets/images/share.png", WORKER, "downloads/*")


def files_to_keep(site: Path) -> dict[str, str]:
    """Return the SHA-256 (base64) of each file to keep, by its address below the guide's root."""
    kept = {}
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name = path.relative_to(site)
        if not any(name.match(pattern) for pattern in NOT_KEPT):
            digest = hashlib.sha256(path.read_bytes()).digest()
            kept[name.as_posix().removesuffix("index.html")] = base64.b64encode(digest).decode()
    return kept


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the worker of the edition in the folder named; return the exit status."""
    parser = argparse.ArgumentParser(description="Write the service worker of the hosted edition.")
    site_argument(parser)
    site = parser.parse_args(arguments).site
    files = json.dumps(files_to_keep(site))
    text = f"const FILES = {files}\n{SOURCE.read_text(encoding='utf-8')}"
    (site / WORKER).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
