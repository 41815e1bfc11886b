"""Rules of form: file name, head, title, boxes, treatments, and marks that readers would see."""

import itertools
import re
from collections.abc import Iterator
from datetime import date

from pagecheck.guide import Guide
from pagecheck.pages import Found, Page, likely

NAME = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*/)*[a-z0-9]+(-[a-z0-9]+)*\.md")
HEAD = ("description", "reviewed", "title", "search", "template", "moved_to", "downloads")
BOXES = ("key-points", "danger", "warning", "call-doctor", "note")
MAX_ITEMS = 7
TREATMENT = ["What it is", "What it may do", "How long it takes", "Risks"]

# What readers would see of the marks of Markdown and other programs, and what to do about it.
MARKS = {
    r"^:::.": "this mark is of another program; write a box, as on other pages",
    r"8<": 'show a part of another file with --8<-- "its-file.md:its-part", in straight quotes',
    r"\]\s+\(": "take the blank between ] and ( out, or this is no link",
    r"\]\(": "this is no link; write [words](address), with no blank in the address",
    r"(?<!\w)([*_])[^\s*_][^*_]*\1(?!\w)": "italics are hard to read; write **bold**, or no mark",
    r"\*|\b_|_\b|__|`": "this mark has no partner; take it away, or put it at the other end too",
    r"[\[\]]": "these brackets lead nowhere; write [words](address), or use ( )",
    r"\{\{|\{%|==|~~|\+\+|\^\^|:[a-z][a-z0-9_+-]*:|[\\|]|^:(?!::$)": "readers see it; take it away",
    "[\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd]": "this cannot be seen; take it out",
    r"[{}]": "an id is written {#its-name}, at the end of a heading or right behind a link",
    r"\b(TODO|FIXME|TBD|XXX|[Ll]orem ipsum)\b": "this is a note to ourselves; take it away",
}


def file_name(page: Page, guide: Guide) -> Iterator[Found]:
    """A name that makes a good address, and a place in the menu."""
    if not NAME.fullmatch(page.name):
        mend = "write small letters, hyphens and .md, as in my-sleep.md"
        yield page.start, f"a file name is an address; {mend}"
    elif guide.settings and page.name not in guide.nav and guide.nav.keys() <= guide.pages.keys():
        yield page.start, f"the menu lacks this page; add `- {page.name}` to nav: in mkdocs.yml"


def front_matter(page: Page, guide: Guide) -> Iterator[Found]:
    """A head with a description of the right length, and the date of the last review."""
    examples = {"description": "what it tells", "reviewed": guide.today}
    unknown = page.head.keys() - {*HEAD}
    for name in unknown:
        how = likely(name.lower(), HEAD, 0.7) or "take it away"
        yield page.at[name], f"{name}: means nothing in a head; {how}"
    for name in examples.keys() - page.head.keys() if page.head and not unknown else ():
        mend = f"add the line `{name}: {examples[name]}`"
        yield page.start, f"the head of this page lacks {name}; {mend}"
    size = len(page.head.get("description", ""))
    if "description" in page.head and not 50 <= size <= 160:
        yield page.at["description"], f"the description has {size} characters; write 50 to 160"
    place, text = page.at["reviewed"], page.head.get("reviewed", str(guide.today))
    try:
        age = (guide.today - date.fromisoformat(text)).days
    except ValueError:
        yield place, f'"{text}" is no day; write it as `reviewed: {guide.today}`'
        return
    if age < -1:
        yield place, f"{text} is still to come; write the day of the last review"
    elif age > 366:
        mend = "review this page as CONTRIBUTING.md says, then change the date"
        yield place, f"the last review, on {text}, is over a year ago; {mend}", True


def headings(page: Page, guide: Guide) -> Iterator[Found]:
    """A title at the top, then the key points."""
    texts = page.texts[1:]
    if texts and texts[0].kind != "h1":
        yield texts[0].place, "a page begins with its title; write one # and a blank before it"
    # On the home page, and on one with emergency cards, the key points come later.
    shown = [text.box or text.kind for text in texts]
    top = shown if "danger" in shown else shown[: [*shown, "h2"].index("h2")]
    if texts and page.name != "index.md" and "key-points" not in top:
        mend = 'put a box !!! key-points "Key points" under the title'
        yield texts[0].place, f"this page does not open with its key points; {mend}"


def boxes(page: Page, guide: Guide) -> Iterator[Found]:
    """A box is of a kind that we use, has a title, and holds its text."""
    is_in_box, above = False, ""
    for number, (raw, place) in enumerate(page.lines):
        raw = raw.rstrip().expandtabs(4)
        indent = len(raw) - len(raw.lstrip())
        if re.match(r"\s*(!(?!\[)|\?\?)", raw):
            following = (after for after, _ in page.lines[number + 1 :] if after.strip())
            fault = box_fault(raw, next(following, ""))
            is_in_box = not fault
            if fault:
                yield place, fault
        elif raw and is_in_box and 0 < indent < 4:
            yield place, f"the text of a box is indented by 4 blanks, not {indent}; mend each line"
            is_in_box = False
        elif raw and not indent:
            if is_in_box and above.startswith("    "):
                yield place, "this line falls out of the box above; indent it by 4 blanks"
            is_in_box = False
        above = raw


def box_fault(raw: str, following: str) -> str:
    """What is wrong with the line that begins a box, or with the next line of text, if anything."""
    match = re.fullmatch(r'!!! ([a-z-]+) "([^"“”]+)"', raw)
    kind = match[1] if match else (re.findall(r"[\w-]+", raw) or [""])[0]
    if kind not in BOXES:
        how = likely(kind.lower(), BOXES) or f"use one of {', '.join(BOXES)}"
        return f'there is no box of the kind "{kind}"; {how}'
    if not match:
        return f'a box begins otherwise; write !!! {kind} "Its title", with straight quotes'
    if not following.startswith((" ", "\t")):
        return "this box is empty; indent its text by 4 blanks, or take it away"
    if following.expandtabs(4).startswith("     "):
        return "the text of this box would be shown as code; indent it by 4 blanks, and no more"
    return ""


def lists(page: Page, guide: Guide) -> Iterator[Found]:
    """A list has at most 7 items; a treatment has its four terms, in their order."""
    firsts = [block[0] for block in page.blocks]
    for kind, items in itertools.groupby(firsts, lambda text: text.kind):
        places = [item.place for item in items]
        if kind == "li" and len(places) > MAX_ITEMS:
            yield places[MAX_ITEMS], f"this list has over {MAX_ITEMS} items; make two lists of it"
    terms = (text for text in page.texts if text.kind == "dt")
    for _, treatment in itertools.groupby(terms, lambda text: text.heading):
        texts = [*treatment]
        said = [text.words for text in texts]
        if said != TREATMENT and {*said} & {*TREATMENT}:
            mend = f"write, in this order, {', '.join(TREATMENT)}"
            yield texts[0].place, f"a treatment does not have its four terms; {mend}"


def marks(page: Page, guide: Guide) -> Iterator[Found]:
    """No mark of Markdown, of a template or of ourselves is left over for readers to see."""
    for block in page.blocks:
        odd = [text.place for text in block if text.raw.count("**") % 2]
        if len(odd) % 2:
            yield odd[-1], '"**": this mark has no partner; put it at the other end too'
    for text in page.texts:
        for pattern, mend in MARKS.items():
            if match := re.search(pattern, text.words):
                yield text.place, f'"{match[0]}": {mend}'
                break
