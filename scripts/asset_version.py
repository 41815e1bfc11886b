"""MkDocs hook: put a version that follows from the sources into the addresses of assets.

Browsers and web servers keep files for long. With a new address for each version, no reader gets
new pages with old styles. It needs no Git, and the same sources have the same version.

Zensical runs no hooks: ASSET_VERSION=$(python scripts/asset_version.py) zensical build
"""

import hashlib
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig


def version_of(sources: list[Path]) -> str:
    """Return a number that changes when a file of these files and folders changes."""
    digest = hashlib.sha256()
    for source in sources:
        for path in sorted([source, *source.rglob("*")]):
            if path.is_file():
                digest.update(path.relative_to(source).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return str(int(digest.hexdigest()[:8], 16))


def on_config(config: MkDocsConfig) -> None:
    """Set `extra.asset_version`, unless ASSET_VERSION in the environment has set it."""
    settings = Path(config.config_file_path)
    folders = [Path(config.docs_dir), settings.parent / "overrides", settings.parent / "editorial"]
    config.extra["asset_version"] = config.extra.get("asset_version") or version_of(
        [*folders, settings]
    )


if __name__ == "__main__":
    config = load_config()
    on_config(config)
    print(config.extra["asset_version"])
