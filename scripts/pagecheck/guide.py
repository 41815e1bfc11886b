"""Read the files of a copy of the guide, and the lists in editorial/ that its rules go by.

A file that cannot be read gives one finding and is left out; everything else is still checked.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from findings import Finding
from mkdocs_config import ConfigError, Loader, parse

from pagecheck.pages import Page, Place, numbered, read_texts

ADDRESSES, BANNED = "editorial/addresses.txt", "editorial/banned-words.yml"
FACTS, SOURCES = "editorial/facts.json", "editorial/sources.yml"
PAGE = re.compile(r"docs/(?!\.)(.+\.(?:md|markdown|mdown|mkdn?))", re.IGNORECASE)
TEXTS = "md markdown mdown mkd mkdn yml yaml json txt html css js svg toml in py webmanifest"
NOT_OURS = re.compile(r"\.(?!github|ci|pictures).*|site|site-offline|node_modules|__pycache__")
CONFLICT = re.compile(r"^(?:<{7} .*|={7}|>{7} .*)$", re.MULTILINE)


class Guide:
    """A copy of the guide: its files, pages and lists, and what is wrong with reading them."""

    def __init__(self, root: Path, today: date) -> None:
        self.root, self.today = root, today
        self.faults: list[Finding] = []
        self.paths: list[str] = []
        for folder, folders, files in os.walk(root):
            folders[:] = [each for each in folders if not NOT_OURS.fullmatch(each)]
            below = Path(folder).relative_to(root)
            self.paths += ((below / file).as_posix() for file in files if file[0] != ".")
        texts = {path: self.read(path) for path in sorted(self.paths)}
        self.files = {path: text for path, text in texts.items() if text is not None}
        read = {path[5:]: texts[path] for path in texts if PAGE.fullmatch(path)}
        self.pages = {name: Page(name, text) for name, text in read.items() if text is not None}
        self.assets = [path for path in texts if path[:5] == "docs/" and not PAGE.fullmatch(path)]
        self.unread = read.keys() - self.pages.keys()
        self.texts = [text for page in self.pages.values() for text in page.texts]
        for path in self.files:
            if path.startswith("docs/.pictures/"):
                self.texts += read_texts(numbered(path, self.files[path]))
        self.settings = list(self.yaml("mkdocs.yml"))
        self.nav = {
            node.value: node.start_mark.line + 1
            for path, node, is_name in self.settings
            if path.split(".")[0] == "nav" and not is_name
        }
        self.banned = [entry for _, entry in self.entries(BANNED, words=1, instead=0, why=0)]
        self.facts = list(self.entries(FACTS, id=0, page=0, fact=0, must_mention=2))
        self.sources = dict(self.lines(SOURCES, r"(https://[\w-]+(?:\.[\w-]+)+/\S*): \S.*"))
        self.words = frozenset(dict(self.lines("editorial/medical-words.txt", r"(\S+)")))
        self.addresses = dict(self.lines(ADDRESSES, r"(/\S*)"))
        self.terms = self.read_terms()

    def fault(self, path: str, line: int, message: str) -> None:
        """Note something wrong with a file."""
        self.faults.append(Finding(path, line, message))

    def read(self, path: str) -> str | None:
        """The text of a file; None if it is no text, or cannot be used as it stands."""
        if Path(path).suffix[1:].lower() not in ["", *TEXTS.split()]:
            return None
        data = (self.root / path).read_bytes()
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return self.fault(path, line, "this is not UTF-8; save the file as UTF-8")
        if match := CONFLICT.search(text):
            mend = "keep the right lines, and take <<<<<<<, ======= and >>>>>>> away"
            line = text.count("\n", 0, match.start()) + 1
            return self.fault(path, line, f"this is left from a merge; {mend}")
        return text

    def yaml(self, path: str) -> Iterator[tuple[str, yaml.Node, bool]]:
        """The names and values of a YAML file (see `named`); none if it cannot be read."""
        text, seen = self.files.get(path, ""), set()
        try:
            parse(Path(path), text)
        except ConfigError as error:
            message = f"this line {error.finding.message}; compare it with the lines around it"
            return self.faults.append(error.finding._replace(message=message))
        for names, node, is_name in named(yaml.compose(text, Loader)):
            if is_name and (names, node.value) in seen:
                message = f"{node.value}: stands here again, and only one counts; make it one"
                self.fault(path, node.start_mark.line + 1, message)
            seen |= {(names, node.value)} if is_name else set()
            yield names, node, is_name

    def entries(self, path: str, **depths: int) -> Iterator[tuple[Place, dict[str, Any]]]:
        """The entries of a YAML list that have what they need (see `is_nested`)."""
        root = yaml.compose(self.files.get(path, ""), Loader) if [*self.yaml(path)] else None
        for node in root.value if isinstance(root, yaml.SequenceNode) else [root] if root else ():
            entry, line = Loader("").construct_document(node), node.start_mark.line + 1
            values = entry if isinstance(entry, dict) else {}
            lacking = [n for n, depth in depths.items() if not is_nested(values.get(n), depth)]
            if lacking:
                message = f"this entry has no {lacking[0]} of the kind that others have"
                self.fault(path, line, f"{message}; write it as there")
            else:
                yield Place(path, line), entry

    def lines(self, path: str, pattern: str) -> Iterator[tuple[str, int]]:
        """The entries of a list, one a line, and their lines; each must be in its place."""
        previous = ""
        for number, line in enumerate(self.files.get(path, "").split("\n"), 1):
            if line.startswith("#") or not line.strip():
                continue
            if not (match := re.fullmatch(pattern, line.rstrip())):
                self.fault(path, number, "this line is not like the others; write it as they are")
            elif (line.casefold(), line) <= (previous.casefold(), previous):
                message = f'"{line}" stands below "{previous}"; sort the lines, each one once'
                self.fault(path, number, message)
            previous = line
            yield match[1] if match else line.strip(), number

    def read_terms(self) -> dict[str, str]:
        """The terms of the glossary, also those in brackets, in small letters; and their ids."""
        terms, page = {}, self.pages.get("glossary.md")
        for id_, heading in page.headings.items() if page else ():
            if heading.kind == "h2" and heading.words != "Sources":
                forms = heading.words.lower().split("(")
                terms.update((form.strip(" )"), id_) for form in forms)
        return terms

    def is_missing(self, name: str) -> bool:
        """Whether a page was never there. (Of one that is gone, the list of addresses tells.)"""
        is_gone = name.endswith(".md") and f"/{name.removesuffix('.md')}/" in self.addresses
        return name not in self.pages and name not in self.unread and not is_gone


def is_nested(value: object, depth: int) -> bool:
    """Whether a value is a text (depth 0), a list of texts (1), or a list of such lists (2)."""
    if not depth:
        return isinstance(value, str) and value != ""
    return (
        isinstance(value, list)
        and value != []
        and all(is_nested(each, depth - 1) for each in value)
    )


def named(node: yaml.Node | None, path: str = "") -> Iterator[tuple[str, yaml.Node, bool]]:
    """The names and values in a YAML node; before each, the names and numbers that lead to it,
    such as nav.3, and behind it, whether it is a name."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield path, key, True
            yield from named(value, f"{path}.{key.value}".lstrip("."))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from named(value, f"{path}.{number}".lstrip("."))
    elif node and node.value:
        yield path, node, False
