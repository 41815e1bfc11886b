"""Read a copy of the guide: its pages, mkdocs.yml, and the lists in editorial/."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pagecheck.pages import Page, line_of, read_yaml

# What rules yield: a line of the page, or a file and its line; and what to do there.
PageFindings = Iterator[tuple[int, str]]
GuideFindings = Iterator[tuple[str, int, str]]

CONFIG = "mkdocs.yml"
ADDRESSES = "editorial/addresses.txt"
BANNED = "editorial/banned-words.yml"
FACTS = "editorial/facts.json"
SEARCH_WORDS = "editorial/search-words.yml"
SOURCES = "editorial/sources.yml"
WORDS = "editorial/medical-words.txt"
FOLDERS = ("*", "docs/**/*", "editorial/*", "overrides/**/*")
TEXTS = [".css", ".html", ".js", ".json", ".markdown", ".md", ".svg", ".txt", ".yml"]
PAGE = re.compile(r"docs/[^.].*\.(?:md|markdown)", re.IGNORECASE)
PART = re.compile(r"\[start:([\w-]+)\](.*?)\[end:\1\]", re.DOTALL)


class Guide:
    """A copy of the guide."""

    def __init__(self, root: Path, today: date) -> None:
        self.root = root
        self.today = today
        self.files: dict[str, str] = {}
        self.pages: dict[str, Page] = {}
        self.parts: dict[str, str] = {}  # what pages can show, as "file" or "file:part"
        for folder in FOLDERS:
            for path in sorted(root.glob(folder)):
                if path.suffix.lower() in TEXTS:
                    self.add_file(path)
        self.settings = [*walk(self.load(CONFIG))]
        self.sources = self.load(SOURCES) or {}
        self.facts = self.load_entries(FACTS)
        self.banned = self.load_entries(BANNED)
        self.words = self.read_lines(WORDS)
        self.addresses = self.read_lines(ADDRESSES)
        self.terms = self.read_terms()

    def add_file(self, file: Path) -> None:
        """Keep the text of a file, and read it if it is a page."""
        path = file.relative_to(self.root).as_posix()
        name = path.removeprefix("docs/")
        text = file.read_text("utf-8-sig", "replace")
        self.files[path] = text
        self.parts[name] = text
        for part in PART.finditer(text):
            self.parts[f"{name}:{part[1]}"] = part[2]
        if PAGE.fullmatch(path):
            self.pages[name] = Page(name, text)

    def load(self, path: str) -> Any:
        """The values of a YAML or JSON file; nothing if there are none."""
        values, _ = read_yaml(self.files.get(path, ""))
        return values

    def load_entries(self, path: str) -> list[dict[str, Any]]:
        """The entries of a list, each of which has names and values."""
        values = self.load(path)
        entries = values if isinstance(values, list) else []
        return [entry for entry in entries if isinstance(entry, dict)]

    def read_lines(self, path: str) -> list[str]:
        """The entries of a list that has one in each line."""
        entries = []
        for line in self.files.get(path, "").split("\n"):
            if line.strip() and not line.startswith("#"):
                entries.append(line.strip())
        return entries

    def read_terms(self) -> dict[str, str]:
        """The ids of the terms of the glossary, by term; also of those in brackets."""
        terms = {}
        glossary = self.pages.get("glossary.md")
        for heading in glossary.headings[1:] if glossary else ():
            for term in heading.words.lower().split("("):
                terms[term.strip(" )")] = heading.id
        terms.pop("sources", None)
        return terms

    def line_of(self, path: str, part: str) -> tuple[str, int]:
        """A file and its first line that has a text in it."""
        return path, line_of(self.files.get(path, ""), part)

    def values(self, option: str) -> list[str]:
        """The values of an option in mkdocs.yml, and of those below it."""
        found = []
        for section, value, is_name in self.settings:
            if section.split(".")[0] == option and not is_name:
                found.append(value)
        return found

    def named_in_templates(self, pattern: str) -> set[str]:
        """What the templates ask for, such as fields of the front matter."""
        names = set()
        for path, text in self.files.items():
            if path.startswith("overrides/"):
                names.update(re.findall(pattern, text))
        return names


def walk(value: Any, section: str = "") -> Iterator[tuple[str, str, bool]]:
    """Names and values in mkdocs.yml: the dotted path to each, it, and whether it is a name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield section, str(name), True
            yield from walk(inner, f"{section}.{name}".lstrip("."))
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, section)
    elif value:
        yield section, value, False


def any_of(words: Iterable[str], endings: str = "") -> re.Pattern[str]:
    """A pattern for some words, the longest first, in capitals or not."""
    longest_first = sorted(words, key=len, reverse=True)
    listed = "|".join(map(re.escape, longest_first)) or "(?!)"
    return re.compile(rf"(?<![\w-])({listed}){endings}(?![\w-])", re.IGNORECASE)
