"""Read Markdown pages into texts that know their lines.

One sentence stands on one line, and a blank line ends a block. So the start of a line tells what it
is (a heading, an item, a definition, a row of a table), and no parser of Markdown is needed.
"""

import difflib
import html
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import yaml
from markdown.extensions.toc import slugify, unique

SNIPPET = re.compile(r'\s*--8<-- "([^":]+)(?::([\w-]+))?"\s*')
SECTION = re.compile(r"<!-- --8<-- \[(?:start|end):[\w-]+\] -->")
COMMENT = re.compile(r"<!--(?! --8<-- \[)(?:.*?-->|[^\n]*)", re.DOTALL)
BOX = re.compile(r"(?:!!!|\?\?\?)\+?\s*([\w-]+)(?:\s+[\"“](.*?)[\"”])?")
HEADING = re.compile(r"(#{1,6})\s*(.*?)(?:\s*\{:?\s*(?:#([\w-]+)|\.|data-)[^{}]*\})?")
ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s+(\[[ xX]\]\s+)?")
GIVEN_ID = re.compile(  # of a heading, of a link, of HTML
    r'(?:^\s*#.*?|[\])])\s*\{:?\s*#([\w-]+)[^{}]*\}|<(?!svg)[a-z]+\s[^>]*?\bid="([^"]+)"'
)
CAPTION = re.compile(r"<(figcaption|title|desc)\b[^>]*>")
LINK = re.compile(  # [words](address "title"), with pairs of brackets in both
    r'!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+"[^"]*")?\)'
)
HIDDEN = re.compile(r"(?<=[)\]*`])\{:?\s*[#.][^{}]*\}|^\{:?\s*[#.][^{}]*\}$|</?[a-z][^<>]*>|\*\*")
READ = ("p", "li", "task", "dd", "td", "figcaption", "box")  # the kinds that are read as sentences


class Place(NamedTuple):
    """A line of a file."""

    path: str
    line: int


# Where something is wrong, what it is and what to do about it, and whether that can wait.
Found = tuple[Place, str] | tuple[Place, str, bool]
Line = tuple[str, Place]  # a line as it is written


class Text(NamedTuple):
    """A line that readers read."""

    raw: str  # as it is written, without the marks of its block
    place: Place
    kind: str  # one of READ, h1 to h6, dt (the term of a definition), picture, description
    heading: str = ""  # the nearest heading above
    box: str = ""  # the kind of the box that it stands in
    block: int = 0  # the number of its paragraph, item and so on

    @property
    def words(self) -> str:
        """The text as it is read; marks that mean nothing to Markdown stay, as readers see them."""
        return self.words_without("$.")

    def words_without(self, address: str) -> str:
        """The text as it is read, less the links whose address begins like a pattern."""
        raw = re.sub("`([^`]+)`", r"\1", HIDDEN.sub("", self.raw))
        words = LINK.sub(lambda link: "" if re.match(address, link[2]) else link[1], raw)
        return html.unescape(words).strip()


class Page:
    """A page of the folder docs/: its head, its lines, and its texts with their links and ids."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.start = name, Place(f"docs/{name}", 1)
        self.faults: list[Found] = []
        self.head: dict[str, str] = {}  # empty if it cannot be read, and perhaps the page with it
        self.at: dict[str, Place] = defaultdict(lambda: self.start)  # the lines of its head
        for match in COMMENT.finditer(text):
            place = self.start._replace(line=text.count("\n", 0, match.start()) + 1)
            self.faults.append((place, "comments are published too; take this one away"))
        lines = numbered(self.start.path, COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text))
        self.lines = lines[self.read_head(lines) :]
        is_moved = {"moved_to", "template"} & self.head.keys()
        self.moved_to = self.head.get("moved_to", "") if is_moved else None
        said = Text(self.head.get("description", ""), self.at["description"], "description")
        self.texts = [said, *read_texts(self.lines)]
        self.blocks = [list(b) for _, b in itertools.groupby(self.texts, lambda text: text.block)]
        self.links = [(text.place, m[2]) for text in self.texts for m in LINK.finditer(text.raw)]
        self.given_ids = [
            (m[1] or m[2], place) for raw, place in self.lines for m in GIVEN_ID.finditer(raw)
        ]
        self.headings = self.read_headings()
        self.ids = dict(self.given_ids).keys() | self.headings.keys()
        stem = re.sub(r"(^|/)index$", "", name.rpartition(".")[0])
        self.address = f"/{stem}/" if stem else "/"
        ids = self.headings if self.moved_to is None else ()
        self.addresses = [self.address, *(f"{self.address}#{id_}" for id_ in ids)]

    def read_head(self, lines: Sequence[Line]) -> int:
        """Read the values between two lines `---`; return how many lines they take."""
        ends = [number for number, (raw, _) in enumerate(lines) if raw.rstrip() == "---"][:2]
        if len(ends) < 2 or ends[0]:
            mend = "begin it with a line ---, what stands there on other pages, and a line ---"
            self.faults.append((self.start, f"this page does not begin with a head; {mend}"))
            return len(lines)
        try:  # every value as text: a 31 November would be an error of its own
            head = yaml.load("\n".join(raw for raw, _ in lines[1 : ends[1]]), yaml.BaseLoader)
            self.head = {str(name): str(value) for name, value in head.items()}
        except (yaml.YAMLError, AttributeError) as error:
            mark = getattr(error, "problem_mark", None)
            mend = "write `name: value`, and quotes around a value that has a colon in it"
            place = lines[mark.line + 1 if mark else 1][1]
            self.faults.append((place, f"this head cannot be read; {mend}"))
        self.at.update((raw.partition(":")[0], place) for raw, place in lines[: ends[1]])
        return ends[1] + 1

    def read_headings(self) -> dict[str, Text]:
        """The headings, by the ids that the build gives them."""
        given = {place: id_ for id_, place in self.given_ids}
        taken = {*given.values()}
        headings = [text for text in self.texts if re.fullmatch("h[1-6]", text.kind)]
        ids = [
            given.get(each.place) or unique(slugify(each.words, "-"), taken) for each in headings
        ]
        return dict(zip(ids, headings, strict=True))


def numbered(path: str, text: str) -> list[Line]:
    """The lines of a file."""
    return [(raw, Place(path, number)) for number, raw in enumerate(text.split("\n"), 1)]


def likely(word: str, words: Iterable[str], cutoff: float = 0.6) -> str:
    """The question whether one of some words was meant, if one is near."""
    close = difflib.get_close_matches(word, list(words), 1, cutoff)
    return f"did you mean {close[0]}?" if close else ""


def read_texts(lines: Sequence[Line]) -> list[Text]:
    """Tell what each line of a page or a drawing is by how it starts, and by the lines above it."""
    texts, last, heading, box = [], Text("", Place("", 0), ""), "", ""
    is_drawing, is_new = False, True  # whether the next line begins a block
    for (raw, place), (after, _) in itertools.pairwise([*lines, ("", None)]):
        text, parts = raw.strip(), []  # the kind of each part, if it begins a block, and its words
        box = box if not text or raw[0] in " \t" else ""
        if not text or SNIPPET.fullmatch(text) or SECTION.fullmatch(text):
            pass
        elif match := BOX.fullmatch(text):
            box, parts = match[1], [("box", match[2] or "")]
        elif match := HEADING.fullmatch(text):
            heading, parts = "", [(f"h{len(match[1])}", match[2])]
        elif text.startswith("|"):
            parts = [("td", cell.strip(" -:")) for cell in text.strip("|").split("|")]
        elif match := CAPTION.search(text):
            parts = [("figcaption" if match[1] == "figcaption" else "picture", text)]
        elif text.startswith("<svg") or is_drawing:
            is_drawing = "</svg>" not in text
        elif match := ITEM.match(text):
            parts = [("task" if match[1] else "li", text[match.end() :])]
        elif text.startswith(":") and last.kind in ("dt", "dd"):
            parts = [("dd", text[1:].strip())]
        elif re.match(r"\s*:\s*\w", after):
            parts = [("dt", text)]
        else:
            parts = [("p", text.removeprefix(">").strip())] if is_new else [("", text)]
        for kind, part in parts:
            if kind:
                last = Text(part, place, kind, heading, box, last.block + 1)
            texts.append(last._replace(raw=part, place=place))
        heading = last.words if last.kind[:1] == "h" else heading
        is_new = not text or last.kind not in ("p", "li", "task", "dd", "figcaption")
    return [text for text in texts if text.words]
