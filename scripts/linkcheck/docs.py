"""The Markdown folder of a site: which file became which page, and how pages are rendered."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any, NamedTuple

from linkcheck.check import Finding
from linkcheck.config import read_config
from linkcheck.resolve import Site

#: What MkDocs takes for Markdown.
SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")


class Docs(NamedTuple):
    """The Markdown folder, and what the site has of it."""

    folder: Path
    pages: dict[str, str]  # the file of the site that each file becomes
    sources: dict[str, str]  # and the other way round
    settings: dict[str, Any]  # of each Markdown extension
    templates: list[Path]  # mkdocs.yml, the theme's overrides, and styles that may be joined
    in_folders: bool  # whether a page is the index of a folder of its own (use_directory_urls)
    rooted: bool  # whether a link may start at the root of the folder

    def target(self, source: str, path: str) -> str | None:
        """The file of the site that a path written in a Markdown file leads to."""
        name = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        return self.pages.get(name.lstrip("/") if self.rooted else name)


def load_docs(folder: Path, site: Site) -> Docs:
    """List the Markdown folder and read how its pages are rendered."""
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    stems = [posixpath.splitext(name)[0] for name in files if name.endswith(SUFFIXES)]
    in_folders = any(f"{stem}/index.html" in site.files for stem in stems)
    # In this order a folder's index.md wins over its README.md.
    pages = {name: page_of(name, in_folders) for name in sorted(files)}
    sources = {page: name for name, page in pages.items()}
    config = folder.parent / "mkdocs.yml"
    options = read_config(config, folder)
    settings: dict[str, Any] = {"toc": {}, "tables": {}, "fenced_code": {}}  # MkDocs adds these
    listed = options.get("markdown_extensions") or ()
    for item in [listed] if isinstance(listed, dict) else listed:
        for name, setting in (item if isinstance(item, dict) else {item: None}).items():
            settings[name] = setting or {}
    templates = [*([config] if options else ()), *sorted(folder.rglob("*.css"))]
    theme = options.get("theme")
    if isinstance(theme, dict) and theme.get("custom_dir"):
        templates += sorted((folder.parent / theme["custom_dir"]).rglob("*.html"))
    rules = options.get("validation") or {}
    rooted = "relative_to_docs" in str(rules.get("links", rules))
    return Docs(folder, pages, sources, settings, templates, in_folders, rooted)


def page_of(source: str, in_folders: bool) -> str:
    """The file of the site that a file of the docs folder becomes."""
    stem, suffix = posixpath.splitext(source)
    if suffix not in SUFFIXES:
        return source
    folder, name = posixpath.split(stem)
    if name in ("index", "README"):
        return posixpath.join(folder, "index.html")
    return f"{stem}/index.html" if in_folders else f"{stem}.html"


def with_template(finding: Finding, docs: Docs) -> Finding:
    """The finding with the template, setting or style it comes from, if just one line of these has
    the last name of its address in it. An entry of the navigation is none: MkDocs checks those.
    """
    name = re.split(r"[?#]", finding.url)[0].removesuffix("/").rpartition("/")[2] or finding.url
    word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-]|\.md\b)")
    hits = [
        f"; from {path}:{number}"
        for path in ([] if finding.source or len(name) < 4 else docs.templates)
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if word.search(line)
    ]
    return finding._replace(note=finding.note + hits[0]) if len(hits) == 1 else finding
