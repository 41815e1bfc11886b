"""Print a fingerprint of each page, which changes when the text of the page changes.

Usage: FINGERPRINTS=$(python scripts/fingerprints.py) mkdocs build

A page says who checked it only while its fingerprint is the one in editorial/sign-offs.yml.
Front matter and spaces at the ends of lines do not count; snippets do.
"""

import hashlib
from pathlib import Path

from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files
from mkdocs.utils.meta import get_data

SNIPPETS = "pymdownx.snippets"


def fingerprint(text: str, config: MkDocsConfig) -> str:
    """Return the fingerprint of a page's Markdown."""
    # A missing snippet does not stop this: the build reports it better.
    options = config.mdx_configs.get(SNIPPETS, {}) | {"check_paths": False}
    snippets = Markdown(extensions=[SNIPPETS], extension_configs={SNIPPETS: options})
    body, _ = get_data(text)
    lines = snippets.preprocessors["snippet"].run(body.splitlines())
    text = "\n".join(line.rstrip() for line in lines).strip()
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprints(config: MkDocsConfig) -> dict[str, str]:
    """Return the fingerprint of each page, by file name."""
    return {
        file.src_uri: fingerprint(Path(file.abs_src_path).read_text("utf-8-sig"), config)
        for file in get_files(config).documentation_pages()
    }


if __name__ == "__main__":
    pages = fingerprints(load_config())
    print(" ".join(f"{name}:{value}" for name, value in pages.items()))
