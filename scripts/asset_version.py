"""MkDocs hook: put a version that follows from the sources into the addresses of assets.

Browsers and web servers keep files for long. With a new address for each version, no reader gets
new pages with old styles. It needs no Git, and the same sources have the same version.

Zensical runs no hooks: ASSET_VERSION=$(python scripts/asset_version.py) zensical build
"""

import hashlib
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig


def on_config(config: MkDocsConfig) -> None:
    """Set `extra.asset_version`, unless ASSET_VERSION in the environment has set it."""
    settings = Path(config.config_file_path)
    digest = hashlib.sha256()
    folders = [config.docs_dir, settings.parent / "overrides", settings.parent / "editorial"]
    for source in map(Path, [*folders, settings]):
        for path in sorted([source, *source.rglob("*")]):
            if path.is_file():
                digest.update(path.relative_to(source).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    if not config.extra.get("asset_version"):
        config.extra["asset_version"] = str(int(digest.hexdigest()[:8], 16))


if __name__ == "__main__":
    config = load_config()
    on_config(config)
    print(config.extra["asset_version"])
