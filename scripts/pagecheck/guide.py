"""Read a copy of the guide: its pages, mkdocs.yml, and the lists in editorial/."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pagecheck.pages import Page, read_yaml

# What rules yield: a file (or that of the page); its line, or words in it; what is wrong; a fix.
PageFindings = Iterator[tuple[int | str, str, str]]
GuideFindings = Iterator[tuple[str, int | str, str, str]]

CONFIG = "mkdocs.yml"
ADDRESSES = "editorial/addresses.txt"
BANNED = "editorial/banned-words.yml"
FACTS = "editorial/facts.json"
SEARCH_WORDS = "editorial/search-words.yml"
SOURCES = "editorial/sources.yml"
WORDS = "editorial/medical-words.txt"
FOLDERS = ["*", "docs/**/*", "editorial/*", "overrides/**/*"]
TEXTS = [".css", ".html", ".js", ".json", ".md", ".svg", ".txt", ".yml"]
PAGE = re.compile(r"docs/[^.].*\.md", re.IGNORECASE)
PART = re.compile(r"\[start:([\w-]+)\](.*?)\[end:\1\]", re.DOTALL)


class Guide:
    """A copy of the guide."""

    def __init__(self, root: Path, today: date) -> None:
        self.root = root
        self.today = today
        self.files = {}  # the text of each, by its path
        self.pages = {}  # by their names in docs/
        self.parts = {}  # what pages can show, as "file" or "file:part"
        for folder in FOLDERS:
            for file in sorted(root.glob(folder)):
                if file.suffix.lower() in TEXTS:
                    self.add_file(file)

        config, _ = read_yaml(self.files.get(CONFIG, ""))
        self.settings = [*walk(config)]
        sources, _ = read_yaml(self.files.get(SOURCES, ""))
        self.sources = sources or []
        self.words = self.read_words(WORDS)
        self.addresses = self.read_words(ADDRESSES)

    def add_file(self, file: Path) -> None:
        """Keep the text of a file, and read it if it is a page."""
        path = file.relative_to(self.root).as_posix()
        name = path.removeprefix("docs/")
        text = file.read_text("utf-8-sig", "replace")
        self.files[path] = self.parts[name] = text
        for part in PART.finditer(text):
            self.parts[f"{name}:{part[1]}"] = part[2]
        if PAGE.fullmatch(path):
            self.pages[name] = Page(name, text)

    def load(self, path: str) -> list[dict]:
        """The entries of a list, each of which has names and values."""
        entries, _ = read_yaml(self.files.get(path, ""))
        return [entry for entry in entries or [] if isinstance(entry, dict)]

    def read_words(self, path: str) -> list[str]:
        """The words of a list, in any lines but those of comments."""
        text = self.files.get(path, "")
        return re.sub(r"(?m)^#.*", "", text).split()

    def values(self, option: str) -> list[str]:
        """The values of an option in mkdocs.yml, and of those below it."""
        found = []
        for section, text, is_name in self.settings:
            if section.split(".")[0] == option and not is_name:
                found.append(text)
        return found


def walk(value: Any, section: str = "") -> Iterator[tuple]:
    """Names and values in mkdocs.yml: the path to each, it, and whether it is a name."""
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
    """A pattern for some words, in capitals or not."""
    listed = "|".join(re.escape(str(word)) for word in words) or "(?!)"
    return re.compile(rf"(?<![\w-])({listed}){endings}(?![\w-])", re.IGNORECASE)
