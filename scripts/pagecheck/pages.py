"""Read a Markdown page: its front matter, its lines, and what readers get when it is built."""

import re
from typing import NamedTuple

import markdown
import turbohtml
import yaml

SNIPPET = re.compile(r'\s*--8<-- "([^":]+)(?::([\w-]+))?"\s*')
SECTION = re.compile(r"\s*<!-- --8<-- \[\w+:[\w-]+\] -->\s*")
COMMENT = re.compile(r"<!--(?! --8<-- \[)(?:.*?-->|[^\n]*)", re.DOTALL)
BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, td, th, figcaption, pre"
# What a line has besides the words that readers get.
MARKUP = re.compile(
    r"^\s*(?:[-*+>:]|\d+\.|#+)\s+(?:\[[ xX]\])?|\]\([^)]*\)|\{[^{}]*\}|<[^<>]*>|\[\^[^\]]*\]|[\W_]"
)


class Block(NamedTuple):
    """A heading, paragraph, list item, table cell and so on, as readers get it."""

    kind: str  # its tag, or box-title, or source
    box: str  # the kind of box that it is in
    heading: str  # the heading above it
    id: str
    links: list[tuple[str, str]]  # addresses and words
    lines: list[tuple[int, str]]  # with their numbers in the file

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

    def __init__(self, name: str, text: str, builder: markdown.Markdown) -> None:
        self.name, self.path = name, f"docs/{name}"
        self.lines = text.split("\n")
        self.front_matter: dict[str, object] = {}  # empty if it is missing or cannot be read
        self.broken_line = 1  # of the front matter, if it cannot be read
        body = self.read_front_matter()
        self.moved_to = self.front_matter.get("moved_to")
        stem = re.sub(r"(^|/)index$", "", name.rpartition(".")[0])
        self.address = f"/{stem}/" if stem else "/"
        below = "\n".join(self.lines[body:])
        below = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), below)
        self.written = [*enumerate(below.split("\n"), body + 1)]  # the lines, with their numbers
        self.keys = {number: MARKUP.sub("", raw) for number, raw in self.written}
        self.html = self.build(builder) if self.front_matter and not self.moved_to else ""
        document = turbohtml.parse(self.html)
        links = document.select("a[href], img[src]")
        self.links = [link.attr("href") or link.attr("src") or "" for link in links]
        ids = [element.attr("id") for element in document.select("[id]")]
        self.ids = [id_ for id_ in ids if not re.match("fn(ref)?:", id_)]
        self.blocks = self.read_blocks(document)
        self.headings = [block for block in self.blocks if re.fullmatch("h[1-6]", block.kind)]

    def read_front_matter(self) -> int:
        """Read the fields between two lines `---`; return how many lines they take."""
        ends = [number for number, raw in enumerate(self.lines) if raw.rstrip() == "---"][:2]
        if len(ends) < 2 or ends[0] != 0:
            return 0
        try:  # every value as text: 31 November would be an error of its own
            fields = yaml.load("\n".join(self.lines[1 : ends[1]]), yaml.BaseLoader)
            self.front_matter = {str(name): value for name, value in fields.items()}
        except (yaml.YAMLError, AttributeError) as error:
            mark = getattr(error, "problem_mark", None)
            self.broken_line = mark.line + 2 if mark else 2
        return ends[1] + 1

    def build(self, builder: markdown.Markdown) -> str:
        """The HTML, without the parts of other files: those are checked where they are."""
        is_left_out = re.compile(f"{SNIPPET.pattern}|{SECTION.pattern}").fullmatch
        lines = ["" if is_left_out(raw) else raw for _, raw in self.written]
        return builder.reset().convert("\n".join(lines))

    def read_blocks(self, document: turbohtml.Document) -> list[Block]:
        """The blocks of the page."""
        for element in document.select("svg, .footnote-ref, .footnote-backref"):
            element.decompose()
        for element in document.select("p code, li code, dd code, td code"):
            element.set_text(re.sub(r"[^\w\s]", " ", element.text))
        found = []
        for element in reversed(document.select(BLOCKS)):  # the inner blocks first
            lines = [line.strip() for line in element.text.split("\n") if line.strip()]
            links = [(link.attr("href"), link.text) for link in element.select("a[href]")]
            box = element.closest(".admonition")
            box = box.attr("class").split()[-1] if box else ""
            found.append((kind_of(element), box, element.attr("id") or "", links, lines))
            element.decompose()
        blocks, heading, taken = [], "", set()
        for kind, box, id_, links, texts in reversed(found):
            lines = [(self.find(words, taken), words) for words in texts]
            taken |= {number for number, _ in lines}
            heading = " ".join(texts) if re.fullmatch("h[1-6]", kind) else heading
            blocks += [Block(kind, box, heading, id_, links, lines)] if lines else []
        return blocks

    def find(self, words: str, taken: set[int]) -> int:
        """The number of the line that some words were written in, if possible one not taken."""
        if not (wanted := MARKUP.sub("", words)):
            return self.line_with(words)
        same = [number for number, key in self.keys.items() if key == wanted]
        free = [number for number in same if number not in taken]
        near = [number for number, key in self.keys.items() if wanted in key]
        return next(iter(free or same or near), 0) or self.line_like(words)

    def line_like(self, words: str) -> int:
        """The number of the line that has most of some words."""
        wanted = {*re.findall(r"\w+", words)}
        return max(self.written, key=lambda line: len(wanted & {*re.findall(r"\w+", line[1])}))[0]

    def line_with(self, text: str) -> int:
        """The number of the first line that has a text in it."""
        return next((number for number, raw in enumerate(self.lines, 1) if text in raw), 1)


def kind_of(element: turbohtml.Element) -> str:
    """The kind of block that an element is."""
    if element.closest(".footnote"):
        return "source"
    if element.has_class("admonition-title"):
        return "box-title"
    if element.has_class("task-list-item"):  # a link in it would be pressed by mistake
        return "task"
    return "li" if element.tag == "p" and element.closest("li") else element.tag
