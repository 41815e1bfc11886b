"""Read a copy of the guide: its pages, mkdocs.yml, and the lists in editorial/."""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import markdown
import yaml

from pagecheck.pages import Page
from pagecheck.rules import Faults, Place, error

CONFIG, ADDRESSES = "mkdocs.yml", "editorial/addresses.txt"
SOURCES, FACTS = "editorial/sources.yml", "editorial/facts.json"
BANNED, WORDS = "editorial/banned-words.yml", "editorial/medical-words.txt"
PAGE = re.compile(r"docs/(?!\.)(.+\.(?:md|markdown))", re.IGNORECASE)
TEXTS = (".md", ".markdown", ".yml", ".yaml", ".json", ".txt", ".html", ".css", ".js", ".svg", "")
NOT_OURS = re.compile(r"\.(?!github|ci|pictures).*|site|site-offline|node_modules|__pycache__")
KINDS = ["health service", "journal", "medical college", "government", "patient group"]
KINDS += ["reference", "provider", "maker"]
EXTENSIONS = {"admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists"}
EXTENSIONS |= {"tables", "toc", "pymdownx.tasklist"}
UNREADABLE = {
    "[\udc80-\udcff]": "not UTF-8; save the file as UTF-8",
    r"^(?:<{7} .*|={7}|>{7} .*)$": "unresolved merge conflict; keep the right lines, and remove the"
    " lines of <, = and >",
}


class Guide:
    """A copy of the guide, and what is wrong with its files."""

    def __init__(self, root: Path, today: date) -> None:
        self.root, self.today = root, today
        self.faults: list[tuple[Place, str]] = []
        self.paths = sorted(self.list_files())
        texts = {path: self.read(path) for path in self.paths}
        self.files = {path: text for path, text in texts.items() if text is not None}
        self.settings = [*walk(self.load(CONFIG, {}))]
        names = {path: match[1] for path in self.paths if (match := PAGE.fullmatch(path))}
        self.names = {*names.values()}
        used = {value for section, value, _ in self.settings if section == "markdown_extensions"}
        used = used or EXTENSIONS
        builder = markdown.Markdown(extensions=sorted(used & EXTENSIONS | {"tables", "toc"}))
        texts = {name: self.files[path] for path, name in names.items() if path in self.files}
        self.pages = {name: Page(name, text, builder) for name, text in texts.items()}
        self.assets = [path for path in self.paths if path[:5] == "docs/" and path not in names]
        sources = self.load(SOURCES, {}).items()
        self.sources = {url: entry if isinstance(entry, dict) else {} for url, entry in sources}
        self.facts = [entry for entry in self.load(FACTS, []) if isinstance(entry, dict)]
        self.banned = [entry for entry in self.load(BANNED, []) if isinstance(entry, dict)]
        self.words = [word for line in self.read_lines(WORDS) for word in line.split()]
        self.addresses = self.read_lines(ADDRESSES)
        self.terms = self.read_terms()

    def list_files(self) -> Iterator[str]:
        """The paths of all files that somebody wrote."""
        for folder, folders, files in os.walk(self.root):
            folders[:] = [each for each in folders if not NOT_OURS.fullmatch(each)]
            below = Path(folder).relative_to(self.root)
            yield from ((below / file).as_posix() for file in files if file[0] != ".")

    def read(self, path: str) -> str | None:
        """The text of a file; None if it is no text or cannot be used as it is."""
        if Path(path).suffix.lower() not in TEXTS:
            return None
        data = (self.root / path).read_bytes()
        text = data.decode("utf-8-sig", "surrogateescape").replace("\r\n", "\n")
        for pattern, message in UNREADABLE.items():
            if match := re.search(pattern, text, re.MULTILINE):
                line = text.count("\n", 0, match.start()) + 1
                self.faults.append((Place(path, line), message))
                return None
        return text

    def load(self, path: str, empty: Any) -> Any:
        """The values of a YAML or JSON file, all as text; `empty` if it cannot be read."""
        text = self.files.get(path, "")
        try:
            values = yaml.load(text, yaml.CBaseLoader)
        except yaml.YAMLError as fault:
            mark = getattr(fault, "problem_mark", None)
            line, message = explain(text, mark.line + 1 if mark else 1, str(fault))
            self.faults.append((Place(path, line), message))
            return empty
        return values if isinstance(values, type(empty)) else empty

    def line_of(self, path: str, text: str) -> Place:
        """The first line of a file that has a text in it."""
        lines = enumerate(self.files.get(path, "").split("\n"), 1)
        return Place(path, next((number for number, raw in lines if text in raw), 1))

    def read_lines(self, path: str) -> list[str]:
        """The entries of a list that has one in each line."""
        lines = [line.strip() for line in self.files.get(path, "").split("\n")]
        return [line for line in lines if line and line[0] != "#"]

    def read_terms(self) -> dict[str, str]:
        """The ids of the terms of the glossary, by term; also of those in brackets."""
        page = self.pages.get("glossary.md")
        headings = [block for block in page.headings if block.kind == "h2"] if page else []
        forms = [(form, each.id) for each in headings for form in each.words.lower().split("(")]
        return {form.strip(" )"): id_ for form, id_ in forms if form != "sources"}

    def named_in_templates(self, pattern: str) -> set[str]:
        """What the templates ask for, such as fields of the front matter."""
        templates = [self.files[path] for path in self.files if path.startswith("overrides/")]
        return {*re.findall(pattern, "\n".join(templates))}

    def part(self, name: str, part: str | None) -> str:
        """The text of a file, or of a part of it, that a page shows; nothing if there is none."""
        text = self.files.get(f"docs/{name}", "")
        return text.partition(f"[start:{part}]")[2].partition(f"[end:{part}]")[0] if part else text

    def never_existed(self, name: str) -> bool:
        """Whether a page is not there and never was; `page-gone` names one that was."""
        return name not in self.names and f"/{name.removesuffix('.md')}/" not in self.addresses


def walk(value: Any, section: str = "") -> Iterator[tuple[str, str, bool]]:
    """The names and values in mkdocs.yml: the names that lead to it, it, whether it is a name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield section, str(name), True
            yield from walk(inner, f"{section}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, section)
    elif value:
        yield section, value, False


def explain(text: str, line: int, problem: str) -> tuple[int, str]:
    """Where a YAML file cannot be read, and the likely reason."""
    for number, raw in enumerate(text.split("\n")[:line], 1):
        if re.sub(r"'[^']*'|#.*", "", raw).count('"') % 2:
            return number, 'a quote is missing; write " at both ends of the value'
    if "mapping values" in problem:
        return line, 'a value that has a colon in it needs quotes; write " at both ends of it'
    if "start any token" in problem:
        return line, "a line cannot start like this; type spaces instead of a tab"
    return line, "this line cannot be read; compare its commas, quotes and spaces with other lines"


@error
def file(guide: Guide) -> Faults:
    """A file can be read: UTF-8, no open merge conflict, quotes and commas in their places.

    Bad: copyright: "Written by us.
    Good: copyright: "Written by us."
    """
    yield from guide.faults


def is_complete(fact: dict[str, Any]) -> bool:
    """Whether an entry of editorial/facts.json has all its fields."""
    return all(fact.get(name) for name in ("id", "page", "fact", "must_mention"))


@error
def entry(guide: Guide) -> Faults:
    """An entry of a list in editorial/ is complete.

    Bad: https://www.nhs.uk/: {owner: NHS}
    Good: https://www.nhs.uk/: {owner: NHS, year: 2023, kind: health service}
    """
    for url, fields in guide.sources.items():
        owner, year, kind = (fields.get(name, "") for name in ("owner", "year", "kind"))
        if not owner or not re.fullmatch(r"\d{4}|none", year) or kind not in KINDS:
            fix = "write {owner: Whose page it is, year: 2023, kind: journal}, or year: none"
            fix = f"{fix}; a kind is one of {', '.join(KINDS)}"
            yield guide.line_of(SOURCES, url), f"not complete; {fix}"
    for fact in guide.facts:
        if not is_complete(fact):
            fix = 'write "id", "page", "fact" and "must_mention": [["word"], ["word", "word"]]'
            yield guide.line_of(FACTS, str(fact.get("id"))), f"not complete; {fix}"
