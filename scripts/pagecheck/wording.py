"""Rules about words: facts and spelling are errors, style is advice."""

import functools
import re
from typing import Any

import harper

from pagecheck.guide import CONFIG, FACTS, WORDS, Guide, is_complete
from pagecheck.pages import Block, Page
from pagecheck.rules import Faults, LineFaults, Place, error, warning

MAX_WORDS, MAX_SENTENCES = 25, 4  # in a sentence, in a paragraph
# A new sentence begins after . ! or ?, but not after "Dr." or "9 a.m.".
SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b[DM][rs]\.)(?<!\bMrs\.)(?<!\b\w\.)[\"”)]*\s+(?=[\"“(]?[A-Z0-9])"
)
CALLS_FOR_HELP = ("danger", "warning")  # boxes that say what to do at once: no link leads away
SMALL_WORDS = "a an and as at but by for from if in into of on or that the to up when with your"
READ = ("p", "li", "dd", "td", "figcaption")  # the kinds of blocks that are read as sentences


def read_blocks(page: Page) -> list[Block]:
    """The blocks of a page that are read as sentences."""
    return [block for block in page.blocks if block.kind in READ]


@functools.cache
def any_of(words: tuple[str, ...], endings: str = "") -> re.Pattern[str]:
    """A pattern for some words, the longest first, in capitals or not."""
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"(?<![\w-])({listed}){endings}(?![\w-])", re.IGNORECASE)


@error
def fact(page: Page, guide: Guide) -> LineFaults:
    """A page states each of its facts in editorial/facts.json, in one paragraph, item or cell.

    Bad: It can ache, where the fact asks for the word hurt
    Good: It can hurt
    """
    lost, names = {}, [page.name]
    names += [name for name, old in guide.pages.items() if old.moved_to == page.name]
    for entry in filter(is_complete, guide.facts) if page.html else ():
        if entry["page"] in names and (number := line_that_lost(entry, read_blocks(page))):
            words = " and ".join(f"({' or '.join(words)})" for words in entry["must_mention"])
            fix = f"put it back, in one paragraph with {words}, or add your word to its"
            said = f'fact {entry["id"]}, "{entry["fact"]}" is gone'
            lost[entry["id"]] = number, f"{said}; {fix} must_mention in {FACTS}"
    yield from lost.values() if len(lost) <= 3 else ()
    if len(lost) > 3:
        fix = f"put them back, or write in {FACTS} which page states them"
        yield 1, f"{len(lost)} facts are gone: {', '.join(lost)}; {fix}"


def line_that_lost(entry: dict[str, Any], blocks: list[Block]) -> int:
    """The line that most likely stated a fact before; 0 if a block states it."""
    wanted = [any_of(tuple(words), r"[\w-]*") for words in entry["must_mention"]]
    wanted += [re.compile(re.escape(word)) for word in re.findall(r"\w{4,}", entry["fact"].lower())]
    texts = [f"{block.heading} {block.words}".lower() for block in blocks]
    hits = [[bool(words.search(text)) for words in wanted] for text in texts]
    size = len(entry["must_mention"])
    if any(all(each[:size]) for each in hits):
        return 0
    often = [1 + sum(each) for each in zip(*hits, strict=True)]  # a rare word tells more
    scores = [sum(hit / n for hit, n in zip(each, often, strict=True)) for each in hits]
    return blocks[scores.index(max(scores))].number if blocks else 1


@functools.cache
def speller(words: frozenset[str]) -> harper.Linter:
    """The speller for American English, with some more words."""
    linter = harper.Linter(harper.Dialect.AMERICAN)
    linter.import_words(sorted(words))
    names = linter.get_default_lint_config()
    linter.set_lint_config({name: name == "SpellCheck" for name in names})
    return linter


def texts(guide: Guide) -> Faults:
    """All texts that readers read."""
    for page in guide.pages.values():
        for name in ("title", "description"):
            text = str(page.front_matter.get(name) or "")
            yield Place(page.path, page.line_with(f"{name}:")), text
        for number, words in (line for block in page.blocks for line in block.lines):
            yield Place(page.path, number), words
    for path in [path for path in guide.files if path.startswith("docs/.pictures/")]:
        for words in re.findall(r"<(?:title|desc)\b[^>]*>([^<]+)", guide.files[path]):
            yield guide.line_of(path, words), words
    for section, value, _ in guide.settings:
        if section in ("site_name", "site_description", "copyright"):
            yield guide.line_of(CONFIG, value), value


@error
def spelling(guide: Guide) -> Faults:
    """Words are in the dictionary of American English, or in editorial/medical-words.txt.

    Bad: blefarospasm
    Good: blepharospasm
    """
    linter = speller(frozenset(guide.words))
    for place, text in texts(guide):
        for lint in linter.lint(text, language=harper.Language.PLAINTEXT):
            if len(lint.problem_text) == 1:
                continue
            better = [f'"{each.replacement_text}"' for each in lint.suggestions[:2]]
            fix = f"did you mean {' or '.join(better)}?" if better else "look at it again."
            fix = f"{fix} If it is right, add it to {WORDS}"
            yield place, f'"{lint.problem_text}" is not in the dictionary; {fix}'


@warning
def sentence(page: Page, guide: Guide) -> LineFaults:
    """A sentence has at most 25 words and a line of its own, a paragraph at most 4 sentences.

    Bad: It can hurt. It can come and go.
    Good: the same on two lines
    """
    for block in read_blocks(page):
        count = 0
        for number, words in block.lines:
            parts = SENTENCE_END.split(words)
            count += len(parts)
            longest = max(len(part.split()) for part in parts)
            if longest > MAX_WORDS:
                yield number, f"this sentence has {longest} words; split it"
            elif len(parts) > 1 and block.kind in ("p", "dd"):
                yield number, "start a new line for each sentence, so that changes are easy to see"
        if count > MAX_SENTENCES:
            yield block.number, f"this paragraph has {count} sentences; make two of it"


@warning
def banned_word(page: Page, guide: Guide) -> LineFaults:
    """Words that editorial/banned-words.yml lists are not used.

    Bad: suffers from dystonia
    Good: has dystonia
    """
    blocks = [block for block in page.blocks if block.kind != "source"]
    for entry in guide.banned:
        pattern = any_of(tuple(map(str, entry.get("words") or ())))
        for number, words in (line for block in blocks for line in block.lines):
            if match := pattern.search(words):
                fix = f"write {entry.get('instead')}"
                yield number, f'"{match[0]}" {entry.get("why")}; {fix}'


@warning
def heading_case(page: Page, guide: Guide) -> LineFaults:
    """A heading has one capital, at its start, and in names.

    Bad: ## How Doctors Help, ## GET HELP
    Good: ## How doctors help
    """
    for block in page.headings:
        words = re.findall(r"[A-Za-z][\w'\u2019-]*", block.words)[1:]
        large = [word for word in words if word != word.lower() and word not in guide.words]
        small = [word for word in words if word.islower() and word not in SMALL_WORDS.split()]
        if any(len(word) > 3 and word.isupper() for word in large) or len(large) > 1 > len(small):
            fix = f'write "{large[0].lower()}", or add the name to editorial/medical-words.txt'
            yield block.number, f"a heading has one capital; {fix}"


@warning
def term_link(page: Page, guide: Guide) -> LineFaults:
    """The first use of a term of the glossary on a page is a link to it.

    Bad: You may have an EEG.
    Good: A test of your brain ([EEG](glossary.md#eeg)).
    """
    pattern = any_of(tuple(guide.terms), "(?:s|es|ing)?")
    names = [value for section, value, _ in guide.settings if section == "site_name"]
    seen = {guide.terms[match[1].lower()] for name in names for match in pattern.finditer(name)}
    for block in page.blocks if page.name != "glossary.md" else ():
        linked = " ".join(words for _, words in block.links)
        # A heading with the term explains it below.
        linked += block.words if block.kind.startswith("h") else ""
        seen |= {guide.terms[match[1].lower()] for match in pattern.finditer(linked)}
        is_read = block.kind in ("p", "li", "dd", "td") and block.box not in CALLS_FOR_HELP
        for number, words in block.lines if is_read else ():
            for match in pattern.finditer(words):
                id_ = guide.terms[match[1].lower()]
                if id_ not in seen:
                    fix = f"write [{match[0]}](glossary.md#{id_})"
                    yield number, f'the first "{match[0]}" is not linked to its meaning; {fix}'
                seen.add(id_)
