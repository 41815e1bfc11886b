"""Rules about the form of a page: front matter, HTML, headings, boxes, lists, leftovers."""

import re
from collections import defaultdict
from datetime import date, timedelta

from pagecheck.guide import Guide, PageFindings
from pagecheck.pages import SECTION, Page

FIELDS = ["description", "downloads", "moved_to", "reviewed", "search", "template", "title"]
BOXES = ["key-points", "danger", "warning", "call-doctor"]
BOX_START = re.compile(r" *(?:!!(?!\[)|\?\?\?)")
BOX = re.compile(rf'!!! ({"|".join(BOXES)}) "[^"“”]+"')
PHONE = re.compile(r"\[[^\]\d]*(\d[^\]]*)\]\(tel:([^)]*)\)")
ID = re.compile(r'(?:\{#|\bid=")([\w-]+)')
TAG = re.compile(r"<(/?)([a-z][\w-]*+)(?![:@/.])[^<>]*>")
VOID_ELEMENTS = ["br", "hr", "img"]
ELEMENTS = "a b br details div em figcaption figure hr i img p small span strong sub summary sup"
NO_LINK = "not a link; write [words](address), with no space before or in the address"
# What readers would see: what is wrong, and after a semicolon what to do.
SEEN = {
    r"^[-*+•·▪◦‣\u2013]\s?[\w[]|^\[[ xX]?\]|^\(?(\d\d?|[a-z])[.)][\sA-Z]|^o\s": "not a list; put an"
    ' empty line above it, begin each item with "- " or "1. ", indent a list in a list by 4 spaces',
    r"^#{1,6}\s": "not a heading; put an empty line above it",
    r"^!!!|^\?\?\?|^:::|^\[!": 'not a box; write !!! warning "Its title"',
    r"^\|": "not a table; put an empty line above it, and | --- | --- | below its first row",
    r"\w\([\w/.-]+\.md[)#]|\]\s*\(|\[(?!\^)[^\]]*\]": NO_LINK,
    r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`": "not closed; write it at both ends",
    r"\{[%{#:.\w]": "not understood; an id is {#its-name} after a heading",
    r"==|~~|\+\+|(?<!\[)\^|:[a-z][a-z0-9_+-]*:|\\|^:": "not Markdown syntax; remove it",
    r"\b(?:TODO|FIXME|TBD|XXX)\b": "leftover note; remove it",
}
# The same in a line as it is written.
WRITTEN = {
    "[\0-\x08\x0b-\x1f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]": "cannot be seen;"
    " type the words around it again",
    r"(?<![\w(<\"\[/.])(?:https?://|www\.)\w|\]\([^)\"]* [^\"]": NO_LINK,
    r"\[(\s*|[Hh]ere)\]\(": "says little; write where it leads, or what the picture shows",
    r"^\s*(?:[-*+]|\d+\.|#+)\s*$": "empty; remove it",
    r"^ {4,}\[\^[^\]]*\]:": "this source joins that above; remove the spaces before it",
    r"^\[\^[^\]]*\]:(?!.*\]\()": "no link; write [Whose page: its title](its address), 2023",
    r"[<{][^<>{}]*\b(?:style|on[a-z]+)\s*=": "this has no effect; remove it",
}


def front_matter(page: Page, guide: Guide) -> PageFindings:
    """A page begins with a description of its own and a date, between two lines ---.

    Bad: reviewed: 31.11.2026
    Good: reviewed: 2026-11-30
    """
    fields = page.fields
    if not fields:
        yield page.fault or (1, "no front matter", "put it between two lines ---")
        return
    if page.is_moved != (fields.get("template") == "moved.html"):
        fix = "write both template: moved.html and moved_to: new-page.md, or neither"
        yield 1, "it is unclear if this page moved", fix
    unknown = [name for name in fields if name not in FIELDS]
    for name in unknown:
        yield f"{name}:", f"{name} is not a front matter field", f"write {', '.join(FIELDS)}"
    if unknown or page.is_moved:
        return

    for name in ("description", "reviewed"):
        if not fields.get(name):
            yield 1, f"the line {name}: is missing", "add it between the two lines ---"
    day = str(fields.get("reviewed") or guide.today)
    if not is_day(day):
        yield "reviewed:", f'"{day}" is not a date', f"write it as {guide.today}"
    elif day > str(guide.today + timedelta(days=1)):  # where the reviewer is, it may be tomorrow
        yield "reviewed:", f"{day} is in the future", "write the date of the last review"
    for other in guide.pages.values():
        own = fields.get("description")
        if own and other is not page and own == other.fields.get("description"):
            yield "description:", f"the same as in {other.path}", "write one of its own"


def is_day(text: str) -> bool:
    """Whether a text is a date such as 2026-11-30."""
    try:
        return str(date.fromisoformat(text)) == text
    except ValueError:
        return False


def html(page: Page, guide: Guide) -> PageFindings:
    """Each HTML tag is closed, or it swallows the rest of the page; there are no comments.

    Bad: <figure> without </figure>, <your name>, <!-- ask Ann -->
    Good: <figure>, its lines, then </figure>
    """
    opened = defaultdict(list)
    for number, raw in page.written:
        if "<!--" in raw and not SECTION.fullmatch(raw):
            yield number, "comments are published too", "remove it"
        for slash, name in TAG.findall(raw.lower()):
            if name not in ELEMENTS.split():
                yield number, f"the browser hides <{name}>", "use Markdown, or ( ) for < >"
            elif slash and not opened[name]:
                yield number, f"</{name}> closes nothing", f"remove it, or add <{name}> above"
            elif slash:
                opened[name].pop()
            elif name not in VOID_ELEMENTS:
                opened[name].append(number)

    for name, numbers in opened.items():
        for number in numbers:
            yield number, f"<{name}> is not closed", f"write </{name}> below its text"


def heading(page: Page, guide: Guide) -> PageFindings:
    """A page has one title with one #, and no level of headings is left out.

    Bad: # Treatment, then ### Shots
    Good: # Treatment, then ## Shots
    """
    above = 0
    for text in page.headings:
        level = int(text.kind[1])
        if level > above + 1 or (level == 1 and above):
            yield text.number, "wrong number of #", "the title has one, and ### comes below ##"
        above = level
    if not page.headings and not page.is_moved:
        yield page.written[0][0], "this page has no title", "write # and its title here"


def id_twice(page: Page, guide: Guide) -> PageFindings:
    """An id is used once on a page, as a link leads to the first only.

    Bad: ## Shots {#risks} and ## Pills {#risks}
    Good: ## Shots {#risks-of-shots} and ## Pills {#risks-of-pills}
    """
    seen = set()
    for number, raw in page.written:
        for id_ in ID.findall(raw):
            if id_ in seen:
                fix = "end a heading with its own, such as {#its-own-name}"
                yield number, f"the id {id_} is used above on this page", fix
            seen.add(id_)

    for text in page.headings:
        if re.search(r"_\d$", text.id):  # Markdown made it of the same words
            yield text.number, "another heading has its id", "write {#its-own-name} at its end"


def box(page: Page, guide: Guide) -> PageFindings:
    """A box has a kind and a title in straight quotes; 4 spaces indent its text.

    Bad: !!! wraning Call now
    Good: !!! warning "Call now", an empty line, then 4 spaces and its text
    """
    is_in_box = is_empty = False
    above = ""
    for number, raw in page.written:
        line = raw.rstrip().expandtabs(4)
        indent = len(line) - len(line.lstrip())
        if BOX_START.match(line):
            is_in_box = is_empty = True
            if not BOX.fullmatch(line):
                fix = f'write !!! and {" or ".join(BOXES)}, then "Its title" in straight quotes'
                yield number, "this does not start a box", fix
        elif line and is_in_box:
            if indent < 4 and (is_empty or indent or above):
                yield number, "this line is outside the box", f"indent it by 4 spaces, not {indent}"
            is_empty = False
            is_in_box = indent >= 4
        above = line


def list_form(page: Page, guide: Guide) -> PageFindings:
    """A list ends with an empty line; 4 spaces indent a list in a list.

    Bad: - rest, and on the next line: Ask your doctor.
    Good: - rest, then an empty line, then: Ask your doctor.
    """
    block, above = "", 99  # the item above and its indent
    for text in page.texts:
        raw = page.lines[text.number - 1].expandtabs(4)
        indent = len(raw) - len(raw.lstrip())
        if text.kind not in ("li", "task"):
            above = 99
        elif text.block is not block:
            if indent > above and indent % 4:
                yield text.number, "this joins the list above", "indent it by 4 spaces more"
            above = indent
        elif indent <= above:
            yield text.number, "this joins the list above", "put an empty line above it"
        block = text.block


def leftover(page: Page, guide: Guide) -> PageFindings:
    """No marks, notes or invisible characters are left over.

    Bad: • rest, **now, {{ name }}, [words] (address), TODO
    Good: - rest
    """
    for number, raw in enumerate(page.lines, 1):
        yield from matches(number, raw, WRITTEN)
        for said, called in PHONE.findall(raw):
            if re.sub(r"\D", "", said) != re.sub(r"\D", "", called):
                yield number, f'"{said}" calls {called}', "write the same number twice"
    for text in page.texts:
        if text.kind == "pre":
            yield text.number, "readers see this as program code", "remove spaces at its start"
        else:
            yield from matches(text.number, text.words, SEEN)


def matches(number: int, text: str, patterns: dict[str, str]) -> PageFindings:
    """Which patterns are in a line, and what to do."""
    for pattern, message in patterns.items():
        if match := re.search(pattern, text):
            problem, _, fix = message.partition("; ")
            yield number, f'"{match[0]}": {problem}', fix
