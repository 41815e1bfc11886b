"""Rules about the form of a page: front matter, HTML, headings, boxes, lists, leftovers."""

import re
from datetime import date, timedelta

from pagecheck.guide import Guide
from pagecheck.pages import Page
from pagecheck.rules import LineFaults, did_you_mean, error, warning

FIELDS = {"description", "reviewed", "title", "search", "template", "moved_to"}
BOXES = ["key-points", "danger", "warning", "call-doctor"]
ITEM = re.compile(r"( *)(?:[-*+]|\d+\.)\s+\S")
TAG = re.compile(r"<(/?)([a-z][\w-]*+)(?![:@/.])[^<>]*>")
UNCLOSED = ["br", "hr", "img", "input", "wbr"]  # elements that have no end tag
ELEMENTS = "div figure figcaption span a abbr b bdi cite del details em i ins kbd li mark ol p q s"
ELEMENTS += " small strong sub summary sup table tbody td th thead time tr u ul"
NO_LIST = 'not a list; put an empty line above it, and begin each item with "- " or "1. "'
# What readers would see, and what to write instead.
LEFTOVERS = {
    r"^[-*+•·▪◦‣\u2013]\s?\w|^\[[ xX]?\]|^\d\d?[.)]\s|^[a-z][.)]\s": NO_LIST,
    r"^#{1,6}\s": "not a heading; put an empty line above it",
    r"^!!!|^\?\?\?|^:::": 'not a box; write !!! warning "Its title"',
    r"^\|": "not a table; put an empty line above it, and | --- | --- | below its first row",
    r"\]\s+\(": "remove the space between ] and (, or it is not a link",
    r"\]\(": "not a link; write [words](address), without spaces in the address",
    r"\*\*|__": "bold text is not closed; write ** at both ends",
    r"(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|`": "this mark is not closed; remove it",
    r"\{[%{#]|\{[:.\w]": "not understood; an id is written {#its-name}, after a heading",
    r"==|~~|\+\+|\^\^|:[a-z][a-z0-9_+-]*:|\\|^:\s": "not Markdown syntax; remove it",
    r"\[(?!\^)[^\]]*\]": "not a link; write [words](address), or use ( )",
    r"\b(?:TODO|FIXME|TBD|XXX|[Ll]orem ipsum)\b": "leftover note; remove it",
}
# What is wrong in a line as it is written.
WRITTEN = {
    "[\0-\x08\x0b-\x1f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]": "this"
    " cannot be seen; type the words around it again",
    r"(?<![\w(<\"\[/.])(?:https?://|www\.)\w": "readers cannot press this; write [whose page it"
    " is](its address)",
    r"!\[\s*\]\(": "write in the [ ] what the picture shows",
    r"[<{][^<>{}]*\b(?:style|on[a-z]+)\s*=": "this has no effect in this guide; remove it",
}
ADVICE = {
    r"(?<![\w*])\*[^\s*][^*]*\*(?![\w*])": "italics are hard to read; write **bold**, or no mark",
    r"(?i)\[(?:click )?here\]\(|\[(?:this |read |learn )?(?:link|page|more)\]\(": "say where the"
    " link leads",
}


@error
def file_name(page: Page, guide: Guide) -> LineFaults:
    """The name of a page is its address: small letters, numbers, hyphens and .md.

    Bad: My sleep.markdown
    Good: my-sleep.md
    """
    if not re.fullmatch(r"([a-z0-9]+[-/])*[a-z0-9]+\.md", page.name):
        yield 1, "write the name with small letters and hyphens, as in my-sleep.md"


@error
def front_matter(page: Page, guide: Guide) -> LineFaults:
    """A page begins with a description of its own and the date of its last review.

    Bad: reviewed: 31.11.2026
    Good: reviewed: 2026-11-29
    """
    fields, known = page.front_matter, FIELDS | guide.named_in_templates(r"\bmeta\.(\w+)")
    if not fields:
        fix = "start the page with a line ---, the fields of other pages, and a line ---"
        fix = f"{fix}; a value that has a colon in it needs quotes"
        yield page.broken_line, f"the front matter is missing or cannot be read; {fix}"
    for name in fields.keys() - known:
        fix = did_you_mean(name.lower(), known, "remove it", 0.7)
        yield page.line_with(f"{name}:"), f"{name} is not a front matter field; {fix}"
    if not fields or fields.keys() - known or page.moved_to:
        return
    if not fields.get("description") or not fields.get("reviewed"):
        fix = f"write `description: what it tells` and `reviewed: {guide.today}` between the ---"
        yield 1, f"the front matter is not complete; {fix}"
        return
    for other in guide.pages.values():
        if (
            other.front_matter.get("description") == fields["description"]
            and other.name < page.name
        ):
            yield 2, f"the same description as in {other.path}; write what only this page tells"
    try:
        reviewed = date.fromisoformat(str(fields["reviewed"]))
        if reviewed > guide.today + timedelta(1):
            yield page.line_with("reviewed:"), f"{reviewed} is in the future"
    except ValueError:
        fix = f"write it as `reviewed: {guide.today}`"
        yield page.line_with("reviewed:"), f'"{fields["reviewed"]}" is not a date; {fix}'


@warning
def review_due(page: Page, guide: Guide) -> LineFaults:
    """A page is read against its sources once a year.

    Bad: reviewed: 2024-01-31
    Good: a date of the last 12 months
    """
    reviewed = str(page.front_matter.get("reviewed") or guide.today)
    if reviewed < str(guide.today - timedelta(366)):
        fix = "review this page as CONTRIBUTING.md says, then change the date"
        yield page.line_with("reviewed:"), f"the last review is over a year ago; {fix}"


@error
def html(page: Page, guide: Guide) -> LineFaults:
    """HTML is closed, or it takes in the rest of the page; and browsers know it.

    Bad: <figure> without </figure>, <div style="color: red">, <your name>
    Good: <figure>, its lines, then </figure>
    """
    opened: list[tuple[str, int]] = []
    for number, raw in page.written:
        for slash, name in TAG.findall(re.sub("`[^`]*`", "", raw).lower()):
            if name not in [*ELEMENTS.split(), *UNCLOSED]:
                yield number, f"readers would not see <{name}>; write it in Markdown, or with ( )"
            elif not slash:
                opened += [(name, number)] if name not in UNCLOSED else []
            elif name not in dict(opened):
                yield number, f"</{name}> closes nothing; remove it, or add <{name}> above"
            else:
                opened.remove([each for each in opened if each[0] == name][-1])
    for name, number in opened:
        yield number, f"<{name}> is not closed; write </{name}> after what belongs to it"


@error
def heading(page: Page, guide: Guide) -> LineFaults:
    """A page has one title with one #, and no level of headings is left out.

    Bad: # Treatment, then ### Shots
    Good: # Treatment, then ## Shots
    """
    level = 0
    for block in page.headings:
        above, level = level, int(block.kind[1])
        if not above and level > 1:
            yield block.number, "a page begins with its title; write # and a space before it"
        elif above and (level == 1 or level > above + 1):
            yield block.number, f"wrong level; write {'#' * (above + 1 if level > 1 else 2)} here"
    if page.html and not level:
        yield page.written[0][0], "this page has no title; write # and its title here"


@error
def id_twice(page: Page, guide: Guide) -> LineFaults:
    """An id is used once on a page, as a link leads to the first only.

    Bad: ## Shots {#risks} and ## Pills {#risks}
    Good: ## Shots {#risks-of-shots} and ## Pills {#risks-of-pills}
    """
    for id_ in {each for each in page.ids if page.ids.count(each) > 1}:
        numbers = [number for number, raw in page.written if re.search(rf'[#"]{id_}\b', raw)]
        yield numbers[-1], f"the id {id_} is used twice on this page; write another"


@error
def box(page: Page, guide: Guide) -> LineFaults:
    """A box starts with !!!, its kind and its title in straight quotes; 4 spaces indent its text.

    Bad: !!! wraning Call now
    Good: !!! warning "Call now", an empty line, then 4 spaces and its text
    """
    is_in_box, is_first, above = False, False, ""
    for number, raw in page.written:
        line = raw.rstrip().expandtabs(4)
        indent = len(line) - len(line.lstrip())
        if re.match(r" *(!!(?!\[)|\?\?\?)", line):
            is_in_box = is_first = True
            kind = (re.findall(r"[\w-]+", line) or [""])[0]
            if kind not in BOXES:
                fix = did_you_mean(kind.lower(), BOXES, f"use one of {', '.join(BOXES)}")
                yield number, f'there is no box of the kind "{kind}"; {fix}'
            elif not re.fullmatch(r'!!! [a-z-]+ "[^"“”]+"', line):
                fix = f'write !!! {kind} "Its title", with straight quotes'
                yield number, f"wrong box syntax; {fix}"
        elif line:
            if is_in_box and indent < 4 and (indent or above or is_first):
                yield number, f"this line is outside the box; indent it by 4 spaces, not {indent}"
            is_in_box, is_first = is_in_box and indent >= 4, False
        above = line


@error
def list_form(page: Page, guide: Guide) -> LineFaults:
    """A list ends with an empty line, and a list in a list is indented by 4 spaces.

    Bad: - rest, and on the next line: Ask your doctor.
    Good: - rest, then an empty line, then: Ask your doctor.
    """
    is_in_list, indent = False, 0
    for number, raw in page.written:
        line = raw.expandtabs(4)
        if match := ITEM.match(line):
            if is_in_list and len(match[1]) > indent and len(match[1]) % 4:
                yield number, "indent a list in a list by 4 spaces, or it joins the other list"
            is_in_list, indent = True, len(match[1])
        elif is_in_list and line.strip() and not line.startswith((" ", "<", "[^")):
            yield number, "this line joins the list above; put an empty line above it, or indent it"
        is_in_list = is_in_list and line.strip() != ""


@warning
def list_length(page: Page, guide: Guide) -> LineFaults:
    """A list has at most 7 items; one of links or boxes to tick may be longer.

    Bad: a list of 12 signs
    Good: two lists, each with a line above it that says what they have in common
    """
    count = indent = 0
    for number, raw in page.written:
        own_indent = len(raw) - len(raw.lstrip())
        if ITEM.match(raw) and "- [" not in raw:
            count, indent = count + 1, own_indent
        elif raw.strip() and own_indent <= indent:
            count = 0
        if count == 8 and ITEM.match(raw):
            yield number, "this list has over 7 items; make two lists of it"


@error
def leftover(page: Page, guide: Guide) -> LineFaults:
    """No marks, notes or invisible characters are left over.

    Bad: • rest, **now, {{ name }}, [words] (address), TODO, <!-- ask Ann -->
    Good: - rest
    """
    kept = dict(page.written)
    for number, raw in enumerate(page.lines, 1):
        if "<!--" in raw and kept.get(number, raw) != raw:
            yield number, "comments are published too; remove it"
        yield from ((number, message) for message in matches(raw, WRITTEN))
    for block in page.blocks:
        if block.kind == "pre":
            yield block.number, "readers see this as program code; remove spaces at its start"
        for number, words in block.lines if block.kind != "pre" else ():
            yield from ((number, message) for message in matches(words, LEFTOVERS))


def matches(text: str, patterns: dict[str, str]) -> list[str]:
    """What the first of some patterns says that is in a text, if any."""
    found = ((re.search(pattern, text), fix) for pattern, fix in patterns.items())
    return [f'"{match[0]}": {fix}' for match, fix in found if match][:1]


@warning
def style(page: Page, guide: Guide) -> LineFaults:
    """Words are not in italics, and the words of a link say where it leads.

    Bad: It can *hurt*; read [more](symptoms.md)
    Good: It can **hurt**; read about [symptoms](symptoms.md)
    """
    for number, raw in page.written:
        yield from ((number, message) for message in matches(raw, ADVICE))
