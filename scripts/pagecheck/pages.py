"""Read a page: its front matter, its lines as they are written, its blocks as readers get them."""

import html
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import markdown
import turbohtml
import yaml

EXTENSIONS = ["admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists"]
EXTENSIONS += ["tables", "toc", "pymdownx.tasklist"]
FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
SNIPPET = re.compile(r'\s*--8<-- "([^"]+)"\s*')
SECTION = re.compile(r"\s*<!-- --8<-- \[\w+:[\w-]+\] -->\s*")  # where a part starts or ends
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PARAGRAPHS = ("p", "li", "dd", "td", "figcaption")  # what is read as sentences
BLOCKS = (*HEADINGS, *PARAGRAPHS, "dt", "th", "pre")
# The markup of a line, which readers do not get.
MARKUP = re.compile(
    r"^\s*(?:[-*+>:]|\d+\.|#+)\s+(?:\[[ xX]\])?"  # a mark of a list or heading
    r"|\]\([^)]*\)|\{[^{}]*\}|</?[a-z][^<>:@]*>|\[\^[^\]]*\]"  # an address, id, tag, footnote
    r"|[\W_]"
)


class Block(NamedTuple):
    """A heading, paragraph, list item, table cell and so on."""

    kind: str  # its tag, or "box-title", "source" or "task"
    box: str  # the kind of box that it is in
    heading: str  # the heading above it
    id: str
    lines: list[tuple[int, str]]  # their numbers in the file, and their words

    @property
    def number(self) -> int:
        """The number of its first line."""
        return self.lines[0][0]

    @property
    def words(self) -> str:
        """All its words."""
        return " ".join(words for _, words in self.lines)


class Page:
    """A page of the folder docs/."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.path = f"docs/{name}"
        self.address = re.sub(r"(/index)?\.md$", "/", f"/{name}")
        self.text = text
        self.lines = text.split("\n")
        head = FRONT_MATTER.match(text)
        first = head[0].count("\n") if head else 0
        fields, self.fault = read_yaml(head[1] if head else "")
        self.fields: dict[str, Any] = fields if isinstance(fields, dict) else {}
        self.moved_to = str(self.fields.get("moved_to") or "")
        self.written = [*enumerate(self.lines, 1)][first:]  # the lines below it
        self.letters = {number: letters_of(raw) for number, raw in self.written}
        document = self.build()
        self.ids = [element.attr("id") for element in document.select("[id]")]
        self.links = [link.attr("href") for link in document.select("[href]")]
        self.links += [picture.attr("src") for picture in document.select("[src]")]
        self.blocks = [*self.read_blocks(document)]
        self.headings = [block for block in self.blocks if block.kind in HEADINGS]
        self.paragraphs = [block for block in self.blocks if block.kind in PARAGRAPHS]

    def build(self) -> turbohtml.Document:
        """The HTML, without the parts of other files: those are checked where they are."""
        lines = []
        for _, raw in self.written:
            is_left_out = SNIPPET.fullmatch(raw) or SECTION.fullmatch(raw)
            lines.append("" if is_left_out else raw)
        text = markdown.markdown("\n".join(lines), extensions=EXTENSIONS)
        document = turbohtml.parse(text)
        for mark in document.select(".footnote-ref, .footnote-backref"):
            mark.decompose()
        for code in document.select(":not(pre) > code"):
            code.set_text(re.sub(r"[^\w\s]", " ", code.text))
        return document

    def read_blocks(self, document: turbohtml.Document) -> Iterator[Block]:
        """The blocks that have words, in the order of the page."""
        read = []
        for element in reversed(document.select(", ".join(BLOCKS))):  # inner blocks first
            box = element.closest(".admonition")
            box_kind = box.attr("class").split()[-1] if box else ""
            read.append((kind_of(element), box_kind, element.attr("id") or "", element.text))
            element.decompose()
        number = 1
        heading = ""
        for kind, box_kind, id_, text in reversed(read):
            lines = []
            for words in text.strip().split("\n"):
                number = self.find(words, number)
                lines.append((number, words.strip()))
            if kind in HEADINGS:
                heading = text
            if text.strip():
                yield Block(kind, box_kind, heading, id_, lines)

    def find(self, words: str, start: int) -> int:
        """The first line from `start` on that has these words; else any line; else `start`."""
        wanted = letters_of(words)
        if not wanted:
            return self.line_with(words.strip())
        same, near = [], []
        for number, letters in self.letters.items():
            if letters == wanted:
                same.append(number)
            if wanted in letters:
                near.append(number)
        below = [number for number in same + near if number >= start]
        return [*below, *near, start][0]

    def line_with(self, part: str) -> int:
        """The number of the first line that has a text in it."""
        return line_of(self.text, part)


def line_of(text: str, part: str) -> int:
    """The number of the first line of a text that has a part in it; 1 if there is none."""
    start = max(text.find(part), 0)
    return text.count("\n", 0, start) + 1


def letters_of(text: str) -> str:
    """The letters and numbers of a line that readers get."""
    return MARKUP.sub("", html.unescape(text))


def kind_of(element: turbohtml.Element) -> str:
    """The kind of block that an element is."""
    if element.closest(".footnote"):
        return "source"
    if element.has_class("admonition-title"):
        return "box-title"
    if element.has_class("task-list-item"):  # a link in it would be pressed by mistake
        return "task"
    return "li" if element.tag == "p" and element.closest("li") else element.tag


def read_yaml(text: str) -> tuple[Any, tuple[int, str] | None]:
    """The values of a YAML or JSON text, all as text; or the line where it is wrong, and why."""
    try:
        return yaml.load(text, yaml.CBaseLoader), None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        if "simple key" in str(error):  # it starts in an earlier line
            mark = error.context_mark
    line = mark.line + 1 if mark else 1
    for number, raw in enumerate(text.split("\n")[:line], 1):
        quotes = re.sub(r"'[^']*'|#.*", "", raw).count('"')
        if quotes % 2:
            return None, (number, 'a quote is missing; write " at both ends of the value')
    fix = 'compare it with other lines: commas, spaces, and " around a value that has a colon in it'
    return None, (line, f"this cannot be read; {fix}")
