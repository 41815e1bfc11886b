"""Rules about the form of a page: front matter, HTML, headings, boxes, lists, leftovers."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from pagecheck.guide import Guide, PageFindings
from pagecheck.pages import SECTION, Page

FIELDS = ["description", "downloads", "moved_to", "reviewed", "search", "template", "title"]
BOXES = ["key-points", "danger", "warning", "call-doctor"]
PHONE = re.compile(r"\[([^\]]*)\]\(tel:([^)]*)\)")
DIGITS = re.compile(r"\d")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
BOX_START = re.compile(r" *(?:!!(?!\[)|\?\?\?)\W*([\w-]*)")
ID = re.compile(r'(?:\{#|\bid=")([\w-]+)')
ITEM = re.compile(r"( *)(?:[-*+]|\d+\.)\s+\S")
TAG = re.compile(r"<(/?)([a-z][\w-]*+)(?![:@/.])[^<>]*>", re.IGNORECASE)
WITHOUT_END = ["br", "hr", "img", "input", "wbr"]
ELEMENTS = "a abbr b br details div em figcaption figure hr i img input kbd li mark ol p small"
ELEMENTS += " span strong sub summary sup table tbody td th thead tr u ul wbr"
NO_LIST = 'not a list; put an empty line above it, and begin each item with "- " or "1. "'
# What readers would see, and what to write instead.
SEEN = {
    r"^[-*+•·▪◦‣\u2013]\s?\w|^\[[ xX]?\]|^\d\d?[.)]\s|^[a-z][.)]\s": NO_LIST,
    r"^#{1,6}\s": "not a heading; put an empty line above it",
    r"^!!!|^\?\?\?|^:::": 'not a box; write !!! warning "Its title"',
    r"^\|": "not a table; put an empty line above it, and | --- | --- | below its first row",
    r"\w\([\w/.-]+\.md[)#]": "not a link; write [words](address)",
    r"\]\s+\(": "remove the space between ] and (, or it is not a link",
    r"\]\(": "not a link; write [words](address), without spaces in the address",
    r"\*\*|__": "bold text is not closed; write ** at both ends",
    r"(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`": "this mark is not closed; remove it",
    r"\{[%{#]|\{[:.\w]": "not understood; an id is written {#its-name}, after a heading",
    r"==|~~|\+\+|\^\^|:[a-z][a-z0-9_+-]*:|\\|^:\s": "not Markdown syntax; remove it",
    r"\[(?!\^)[^\]]*\]": "not a link; write [words](address), or use ( )",
    r"\b(?:TODO|FIXME|TBD|XXX)\b": "leftover note; remove it",
}
# What is wrong in a line as it is written.
WRITTEN = {
    "[\0-\x08\x0b-\x1f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]": "this"
    " cannot be seen; type the words around it again",
    r"(?<![\w(<\"\[/.])(?:https?://|www\.)\w": "readers cannot press this; write [whose page it"
    " is](its address)",
    r"!\[\s*\]\(": "write in the [ ] what the picture shows",
    r"\[\]\(": "write in the [ ] where the link leads",
    r"[<{][^<>{}]*\b(?:style|on[a-z]+)\s*=": "this has no effect in this guide; remove it",
}


def file_name(page: Page, guide: Guide) -> PageFindings:
    """The name of a page is its address: small letters, numbers, hyphens and .md.

    Bad: My sleep.markdown
    Good: my-sleep.md
    """
    if not re.fullmatch(r"([a-z0-9]+[-/])*[a-z0-9]+\.md", page.name):
        yield 1, "write the name with small letters and hyphens, as in my-sleep.md"


def front_matter(page: Page, guide: Guide) -> PageFindings:
    """A page begins with fields between two lines ---: a description, the date of its review.

    Bad: description: Signs: where they are
    Good: description: "Signs: where they are"
    """
    if not page.fields:
        missing = 0, "start the page with a line ---, the fields of other pages, and a line ---"
        line, message = page.fault or missing
        yield line + 1, message
        return
    unknown = [name for name in page.fields if name not in FIELDS]
    for name in unknown:
        line = page.line_with(f"{name}:")
        yield line, f"{name} is not a front matter field; use {', '.join(FIELDS)}"
    if unknown:
        return
    is_moved = page.fields.get("template") == "moved.html"
    if is_moved != bool(page.moved_to):
        yield 1, "a page that moved has both `template: moved.html` and `moved_to: new-page.md`"
    if page.moved_to:
        return
    for name in ("description", "reviewed"):
        if not page.fields.get(name):
            yield 1, f"the line `{name}: ...` is missing; add it between the two lines ---"


def description(page: Page, guide: Guide) -> PageFindings:
    """A page has a description of its own, as search engines show it.

    Bad: the description of another page
    Good: what only this page tells
    """
    own = page.fields.get("description")
    line = page.line_with("description:")
    for other in guide.pages.values():
        if other is page or not own:
            continue
        if own == other.fields.get("description"):
            fix = "write what only this page tells"
            yield line, f"the same description as in {other.path}; {fix}"


def reviewed(page: Page, guide: Guide) -> PageFindings:
    """The date of the last review is a day, and not in the future.

    Bad: reviewed: 31.11.2026
    Good: reviewed: 2026-11-30
    """
    text = str(page.fields.get("reviewed") or guide.today)
    line = page.line_with("reviewed:")
    try:
        if not DATE.fullmatch(text):
            raise ValueError
        if date.fromisoformat(text) > guide.today + timedelta(days=1):
            yield line, f"{text} is in the future; write the date of the last review"
    except ValueError:
        yield line, f'"{text}" is not a date; write it as {guide.today}'


def review_due(page: Page, guide: Guide) -> PageFindings:
    """A page is read against its sources once a year.

    Bad: reviewed: 2024-01-31
    Good: a date of the last 12 months
    """
    text = str(page.fields.get("reviewed") or guide.today)
    if text < str(guide.today - timedelta(days=366)):
        fix = "read it against its sources, then change the date"
        yield page.line_with("reviewed:"), f"the last review is over a year ago; {fix}"


def html(page: Page, guide: Guide) -> PageFindings:
    """Each HTML tag is closed, or it swallows the rest of the page; comments are not allowed.

    Bad: <figure> without </figure>, <your name>, <!-- ask Ann -->
    Good: <figure>, its lines, then </figure>
    """
    opened = defaultdict(list)
    for number, raw in page.written:
        if "<!--" in raw and not SECTION.fullmatch(raw):
            yield number, "comments are published too; remove it"
        for slash, tag in TAG.findall(re.sub("`[^`]*`", "", raw)):
            name = tag.lower()
            if name not in ELEMENTS.split():
                yield number, f"readers would not see <{name}>; write it in Markdown, or with ( )"
            elif slash and not opened[name]:
                yield number, f"</{name}> closes nothing; remove it, or add <{name}> above"
            elif slash:
                opened[name].pop()
            elif name not in WITHOUT_END:
                opened[name].append(number)
    for name, numbers in opened.items():
        for number in numbers:
            yield number, f"<{name}> is not closed; write </{name}> after what belongs to it"


def heading(page: Page, guide: Guide) -> PageFindings:
    """A page has one title with one #, and no level of headings is left out.

    Bad: # Treatment, then ### Shots
    Good: # Treatment, then ## Shots
    """
    above = 0
    for block in page.headings:
        level = int(block.kind[1])
        highest = 2 if above else 1
        if not highest <= level <= above + 1:
            marks = "#" * max(highest, min(level, above + 1))
            yield block.number, f"wrong level of heading; begin it with {marks}"
        above = level
    if not page.headings and not page.moved_to:
        yield page.written[0][0], "this page has no title; write # and its title here"


def id_twice(page: Page, guide: Guide) -> PageFindings:
    """An id is used once on a page, as a link leads to the first only.

    Bad: ## Shots {#risks} and ## Pills {#risks}
    Good: ## Shots {#risks-of-shots} and ## Pills {#risks-of-pills}
    """
    seen = set()
    for number, raw in page.written:
        for id_ in ID.findall(raw):
            if id_ in seen:
                yield number, f"the id {id_} is used above on this page; write another"
            seen.add(id_)
    for block in page.headings:
        base, _, number = block.id.rpartition("_")
        if number.isdigit() and base in page.ids:
            fix = f"write {{#its-own-name}} at the end of this heading, not {{#{base}}}"
            yield block.number, f"this heading and another have the id {base}; {fix}"


def box(page: Page, guide: Guide) -> PageFindings:
    """A box starts with !!!, its kind and its title in straight quotes; 4 spaces indent its text.

    Bad: !!! wraning Call now
    Good: !!! warning "Call now", an empty line, then 4 spaces and its text
    """
    is_in_box = is_empty = False
    above = ""
    for number, raw in page.written:
        line = raw.rstrip().expandtabs(4)
        indent = len(line) - len(line.lstrip())
        if match := BOX_START.match(line):
            is_in_box = is_empty = True
            if match[1] not in BOXES:
                fix = f"use {', '.join(BOXES)}"
                yield number, f'there is no box of the kind "{match[1]}"; {fix}'
            elif not re.fullmatch(r'!!! [a-z-]+ "[^"“”]+"', line):
                yield number, f'write !!! {match[1]} "Its title", with straight quotes'
        elif indent >= 4:
            is_empty = False
        elif line:
            if is_in_box and (is_empty or indent or above):
                yield number, f"this line is outside the box; indent it by 4 spaces, not {indent}"
            is_in_box = False
        above = line


def list_form(page: Page, guide: Guide) -> PageFindings:
    """A list ends with an empty line, and a list in a list is indented by 4 spaces.

    Bad: - rest, and on the next line: Ask your doctor.
    Good: - rest, then an empty line, then: Ask your doctor.
    """
    is_in_list = False
    indent = 0
    for number, raw in page.written:
        line = raw.expandtabs(4)
        if match := ITEM.match(line):
            own_indent = len(match[1])
            if is_in_list and own_indent > indent and own_indent % 4:
                yield number, "indent a list in a list by 4 spaces, or it joins the other list"
            is_in_list = True
            indent = own_indent
        elif not line.strip():
            is_in_list = False
        elif is_in_list and re.match(rf" {{0,{indent}}}(?!\s|<|\[\^|\{{)", line):
            yield number, "this line joins the list above; put an empty line above it, or indent it"


def leftover(page: Page, guide: Guide) -> PageFindings:
    """No marks, notes or invisible characters are left over.

    Bad: • rest, **now, {{ name }}, [words] (address), TODO
    Good: - rest
    """
    for number, raw in enumerate(page.lines, 1):
        yield from matches(number, raw, WRITTEN)
        for words, call in PHONE.findall(raw):
            said, called = DIGITS.findall(words), DIGITS.findall(call)
            if said and called and said != called:
                yield number, f'"{words}" calls {call}; write the same number twice'
    for block in page.blocks:
        if block.kind == "pre":
            yield block.number, "readers see this as program code; remove spaces at its start"
            continue
        for number, words in block.lines:
            yield from matches(number, words, SEEN)


def matches(number: int, text: str, patterns: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Which patterns are in a line, and what to do."""
    for pattern, fix in patterns.items():
        if match := re.search(pattern, text):
            yield number, f'"{match[0]}": {fix}'
