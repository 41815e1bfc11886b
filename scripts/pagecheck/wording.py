"""Rules of words: which ones, where they come from, and where they are explained."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from markdown.extensions.toc import slugify

from pagecheck.reading import sentences
from pagecheck.values import Block, Finding, Known, Page, Term, described

CALLS_FOR_HELP = ("danger", "warning")  # boxes that say what to do at once, with nothing to follow
NAMES = ("BY", "CC", "MIT")  # capitals that stand for nothing a reader needs: names of licenses


@functools.cache
def any_of(forms: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for words, in any case, with any white space between them."""
    spaced = (
        r"\s+".join(map(re.escape, form.split())) for form in sorted(forms, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spaced)})(?![\w-])", re.IGNORECASE)


def banned_words(page: Page, known: Known) -> Iterator[Finding]:
    """None of the words that the guide does not use, titles of other sites aside."""
    for block in described(page):
        for banned in known.banned:
            for match in any_of(banned.forms).finditer(block.text):
                if not is_title_of_others(block, match.start()):
                    yield Finding(
                        block.place(match.start()),
                        f'"{match[0]}" {banned.why}; write {banned.instead}',
                    )


def is_title_of_others(block: Block, offset: int) -> bool:
    """Whether a character stands in a link that leads outside: then its words are not ours."""
    return any(link.start <= offset < link.end and is_outside(link.url) for link in block.links)


def is_outside(url: str) -> bool:
    """Whether an address leads to another host."""
    return re.match(r"(?i)(?:https?:)?//", url) is not None


def sources(page: Page, known: Known) -> Iterator[Finding]:
    """Links to other sites, and footnotes, lead to the sources that were checked."""
    for block in page.blocks:
        outside = [link for link in block.links if is_outside(link.url)]
        for link in outside:
            if link.url not in known.sources:
                yield Finding(
                    block.place(link.start),
                    f"{link.url} is not a source that was checked; use one of editorial/sources.yml, or"
                    ' check this one and add it there (CONTRIBUTING.md, "Add a source")',
                )
        if block.kind == "footnote" and not outside:
            yield Finding(
                block.place(),
                "this footnote links to no source; write who says it, and [the title](https://…)",
            )


def editors_notes(page: Page, known: Known) -> Iterator[Finding]:
    """What the editors add has a source."""
    for box in page.boxes:
        if box.kind == "note" and not any(
            note.place.path == box.place.path and box.place.line <= note.place.line <= box.last.line
            for note in page.notes
        ):
            message = "this note has no source; end its claim with a footnote, such as [^name]"
            yield Finding(box.place, message)


def glossary_links(page: Page, known: Known) -> Iterator[Finding]:
    """The first use of each glossary term links to its entry, from the same sentence.

    A term is a heading of the glossary, or the words in its brackets. Exempt: headings, captions,
    titles of boxes, boxes that call for help and tick boxes (there, a link leads away, or is
    pressed by mistake), the text of other links, the word "dystonia", the glossary.
    """
    if page.name == "glossary.md":
        return
    ids = {form.lower(): term.id for term in known.terms for form in term.forms}
    pattern = term_pattern(known.terms)
    seen = {"dystonia"}
    for block in page.blocks:
        if block.kind not in ("p", "li") or block.box in CALLS_FOR_HELP or block.is_task:
            continue
        ends = [start + len(text) for start, text in sentences(block.text)]
        for match in pattern.finditer(block.text):
            id_, start = ids[match["form"].lower()], match.start()
            linked = [link for link in block.links if link.start <= start < link.end]
            if id_ in seen or (linked and glossary_id(linked[0].url) != id_):
                continue
            seen.add(id_)
            end = next(end for end in ends if end > start)
            if not any(glossary_id(link.url) == id_ and link.start < end for link in block.links):
                yield Finding(
                    block.place(start),
                    f'the first "{match[0]}" of this page does not lead to the glossary;'
                    f" say it in plain words, then write ([{match[0]}](glossary.md#{id_}))",
                )
        seen |= {glossary_id(link.url) for link in block.links}


@functools.cache
def term_pattern(terms: tuple[Term, ...]) -> re.Pattern[str]:
    """A pattern for the terms of the glossary, the longest first, also with -s, -es or -ing."""
    forms = [form for term in terms for form in term.forms]
    listed = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?P<form>{listed})(?:s|es|ing)?(?![\w-])", re.IGNORECASE)


def glossary_id(url: str) -> str:
    """The entry of the glossary that an address leads to, if it does."""
    page, _, id_ = url.partition("#")
    return id_ if page == "glossary.md" else ""


def abbreviations(page: Page, known: Known) -> Iterator[Finding]:
    """The first use of an abbreviation says what it stands for, or leads to the glossary."""
    if page.name == "glossary.md":
        return
    seen = set(NAMES)
    for block in page.blocks:
        if block.kind not in ("p", "li", "figcaption") or block.box in CALLS_FOR_HELP:
            continue
        for match in re.finditer(r"(?<![\w-])[A-Z][A-Z0-9]+(?![\w-])", block.text):
            if match[0] in seen or is_title_of_others(block, match.start()):
                continue
            seen.add(match[0])
            if not is_spelled_out(match, block):
                yield Finding(
                    block.place(match.start()),
                    f'the first "{match[0]}" of this page is not spelled out; write the full words,'
                    f" then ({match[0]})",
                )


def is_spelled_out(match: re.Match[str], block: Block) -> bool:
    """Whether an abbreviation stands in or before brackets, is made of the first letters of words
    of its block, or leads to the glossary."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    initials = re.sub(r"\b(?:and|of|the|for)\b", "", match.string)
    firsts = "".join(word[0] for word in re.findall(r"\b[A-Za-z]\w*", initials) if word != match[0])
    return (
        (before.endswith("(") and after.startswith(")"))
        or after.startswith(" (")
        or match[0] in firsts
        or any(
            link.start <= match.start() < link.end and glossary_id(link.url) for link in block.links
        )
    )


def glossary_order(page: Page, known: Known) -> Iterator[Finding]:
    """The terms of the glossary have an address each, and stand in the order of the alphabet."""
    if page.name != "glossary.md":
        return
    previous = ""
    terms = {term.forms: term for term in known.terms}
    for block in page.blocks:
        if block.kind not in ("h2", "h3", "h4"):
            continue
        term = terms.get(tuple(form.strip(" )") for form in block.text.split("(")))
        if not term or not term.is_id_given:
            id_ = slugify(block.text.partition("(")[0], "-")
            message = f"this is not written as a term is; write ## {block.text} {{#{id_}}}"
            yield Finding(block.place(), message)
        if letters(block.text) < letters(previous):
            message = f'"{block.text}" stands below "{previous}"; sort the terms from A to Z'
            yield Finding(block.place(), message)
        previous = block.text


def letters(text: str) -> str:
    """The letters of a text, for sorting."""
    return re.sub(r"[^a-z]", "", text.lower())
