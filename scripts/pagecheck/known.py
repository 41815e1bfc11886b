"""Reading the lists that the rules go by, all in editorial/, and the glossary."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from linkcheck.config import read_config
from markdown.extensions.toc import slugify

from pagecheck.values import (
    BannedWord,
    Fact,
    Finding,
    Known,
    Place,
    Term,
    UnreadableError,
    relative,
)

TERM = re.compile(r"##\s+(.*?)(?:\s*\{#([\w-]+)\})?\s*")


def load_known(root: Path, today: date) -> Known:
    """Read every list of the folder editorial/ of `root`, and the glossary.

    Raises UnreadableError, with the file and line, for a list that cannot be read.
    """
    config = read_config(root / "mkdocs.yml")
    lists, glossary = root / "editorial", root / "docs" / "glossary.md"
    return Known(
        banned=tuple(read_banned(lists / "banned-words.yml", root)),
        sources=frozenset(read_yaml(lists / "sources.yml", root, dict)),
        terms=tuple(read_terms(glossary.read_text("utf-8"))) if glossary.is_file() else (),
        facts=tuple(read_facts(lists / "facts.json", root)),
        addresses=entries(lists / "addresses.txt"),
        redirects=(config.get("extra") or {}).get("redirects") or {},
        nav=tuple(nav_pages(config.get("nav"))),
        words=frozenset(entries(lists / "medical-words.txt").values()),
        today=today,
    )


def read_yaml(path: Path, root: Path, kind: type) -> Any:
    """The content of a YAML file, which must be of a kind."""
    name = relative(path, root)
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        message = "cannot be read as YAML; write it like the entries above it"
        raise UnreadableError(name, line, message) from None
    if not isinstance(content, kind):
        raise UnreadableError(name, 1, "cannot be read; write each entry like the first")
    return content


def read_banned(path: Path, root: Path) -> Iterator[BannedWord]:
    """The words that the guide does not use."""
    listed = read_yaml(path, root, list)
    for entry, node in zip(listed, yaml.compose(path.read_text("utf-8")).value, strict=True):
        try:
            yield BannedWord(
                tuple(map(str, entry["words"])), str(entry["instead"]), str(entry["why"])
            )
        except (KeyError, TypeError):
            message = "this entry lacks words, instead or why; add it"
            raise UnreadableError(relative(path, root), node.start_mark.line + 1, message) from None


def nav_pages(nav: Any) -> Iterator[str]:
    """The files that the navigation of mkdocs.yml names, at any depth."""
    if isinstance(nav, str):
        yield nav
    for entry in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from nav_pages(entry)


def read_terms(glossary: str) -> Iterator[Term]:
    """The terms of the glossary: each heading, and the words in its brackets."""
    for line in glossary.split("\n"):
        if match := TERM.fullmatch(line):
            forms = tuple(form.strip(" )") for form in match[1].split("("))
            yield Term(match[2] or slugify(forms[0], "-"), forms, bool(match[2]))


def read_facts(path: Path, root: Path) -> Iterator[Fact]:
    """The facts that the pages must state."""
    name, text = relative(path, root), path.read_text("utf-8")
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        message = (
            f"cannot be read as JSON ({error.msg});"
            " look for a missing comma, quote or bracket here or just above"
        )
        raise UnreadableError(name, error.lineno, message) from None
    lines, line = text.split("\n"), 0
    for number, entry in enumerate(entries, 1):
        label = entry.get("id") if isinstance(entry, dict) else None
        line = next((n for n, text in enumerate(lines, 1) if n > line and f'"{label}"' in text), 1)
        try:
            words = tuple(tuple(map(str, alternatives)) for alternatives in entry["must_mention"])
            fact = Fact(entry["id"], entry["page"], entry["fact"], words, Place(name, line))
        except (KeyError, TypeError):
            fact = None
        if not fact or not all(words) or any(isinstance(a, str) for a in entry["must_mention"]):
            message = (
                f"fact {label or number} is not complete; give it id, page, fact and must_mention,"
                " a list of lists of words"
            )
            raise UnreadableError(name, line, message)
        yield fact


def entries(path: Path) -> dict[int, str]:
    """The lines of a list by their numbers, comments and blank lines aside."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    return {
        number: line.strip() for number, line in lines if line.strip() and not line.startswith("#")
    }


def unsorted(path: Path, root: Path) -> Iterator[Finding]:
    """Where the entries of a list are not in the order of the alphabet."""
    previous = ""
    for number, line in entries(path).items():
        if order(line) <= order(previous):
            message = (
                f'"{line}" stands below "{previous}"; sort the lines from A to Z, each one once'
            )
            yield Finding(Place(relative(path, root), number), message)
        previous = line


def order(line: str) -> tuple[str, str]:
    """What lines are sorted by: capitals count only where nothing else differs."""
    return line.casefold(), line


def repeated(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Facts that have the id of another fact."""
    seen: set[str] = set()
    for fact in facts:
        if fact.id in seen:
            yield Finding(fact.place, f"the id {fact.id} is taken; give this fact one of its own")
        seen.add(fact.id)
