"""What a rule is: a function that yields what is wrong with a page, or with the whole guide.

Its name is printed with its findings; its docstring says what it asks for, with an example of what
is wrong (`Bad:`) and of what is right (`Good:`).
"""

import difflib
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


class Place(NamedTuple):
    """A line of a file."""

    path: str
    line: int


LineFaults = Iterator[tuple[int, str]]  # what to do in a line of the page
Faults = Iterator[tuple[Place, str]]


class Rule(NamedTuple):
    """A rule: an error stops publication, a warning is advice."""

    name: str
    find: Callable[..., Iterator[tuple]]
    is_for_pages: bool
    is_warning: bool


RULES: list[Rule] = []


def error(find: Callable[..., Iterator[tuple]], is_warning: bool = False) -> Callable:
    """Add a function to the RULES."""
    is_for_pages = "page" in inspect.signature(find).parameters
    RULES.append(Rule(find.__name__.replace("_", "-"), find, is_for_pages, is_warning))
    return find


def warning(find: Callable[..., Iterator[tuple]]) -> Callable:
    """Add a function to the RULES, as advice."""
    return error(find, is_warning=True)


def did_you_mean(word: str, words: Iterable[str], otherwise: str, cutoff: float = 0.6) -> str:
    """A guess at the word that was meant, if one is near; else what to do instead."""
    close = difflib.get_close_matches(word, list(words), 1, cutoff)
    return f"did you mean {close[0]}?" if close else otherwise
