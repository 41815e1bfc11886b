"""Read a page: its front matter, its lines as written and as readers get them."""

import html
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

import markdown
import turbohtml
import yaml

EXTENSIONS = ["admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists"]
EXTENSIONS += ["tables", "toc", "pymdownx.tasklist"]
FRONT_MATTER = re.compile(r"(?:---[ \t]*(\n.*?\n)---[ \t]*\n)?", re.DOTALL)
SNIPPET = re.compile(r'[ \t]*--8<-- "([^"]+)"[ \t]*')
SECTION = re.compile(r"[ \t]*<!-- --8<-- \[\w+:[\w-]+\] -->[ \t]*")  # where a part starts or ends
# Parts are checked where they are written. Markdown fails on a source that is indented.
LEFT_OUT = re.compile(rf"(?m)^(?:{SNIPPET.pattern}|{SECTION.pattern})$|^ +(?=\[\^)")
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
PARAGRAPHS = ["p", "li", "dd", "td", "figcaption"]  # what is read as sentences
BLOCKS = ", ".join([*HEADINGS, *PARAGRAPHS, "dt", "th", "pre"])
# Markup that readers do not get: addresses, ids, tags, footnotes, code; and all signs.
MARKUP = re.compile(r"\]\([^)]*\)|\{[^{}]*\}|</?[a-z][^<>:@]*>|\[\^[^\]]*\]|`[^`]*`|[\W_]")


class Text(NamedTuple):
    """A line as readers get it."""

    kind: str  # a tag, "description", "source" or "task"
    id: str
    number: int  # of the line
    words: str
    block: str  # all words of its paragraph, with the heading above


class Page:
    """A page of the folder docs/."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.path = f"docs/{name}"
        self.address = re.sub(r"(/index)?\.md$", "/", f"/{name}")
        self.text = text
        self.lines = text.split("\n")
        head = FRONT_MATTER.match(text)
        fields, self.fault = read_yaml(head[1] or "")
        self.fields = fields if isinstance(fields, dict) else {}
        self.is_moved = bool(self.fields.get("moved_to"))
        self.written = [*enumerate(self.lines, 1)][head[0].count("\n") :]  # the lines below it
        self.letters = {number: letters_of(raw) for number, raw in self.written}

        document = self.build()
        self.ids = attributes(document, "id")
        self.links = attributes(document, "href") + attributes(document, "src")
        self.texts = [*self.read(document)]
        self.headings = []
        self.paragraphs = []
        for text in self.texts:
            if text.kind in HEADINGS:
                self.headings.append(text)
            if text.kind in PARAGRAPHS:
                self.paragraphs.append(text)

    def build(self) -> turbohtml.Document:
        """The HTML without marks of sources and code."""
        written = "\n".join(raw for _, raw in self.written)
        text = markdown.markdown(LEFT_OUT.sub("", written), extensions=EXTENSIONS)
        document = turbohtml.parse(text)
        for element in document.select(".footnote-ref, .footnote-backref, :not(pre) > code"):
            element.decompose()
        return document

    def read(self, document: turbohtml.Document) -> Iterator[Text]:
        """The lines that have words, and where they are."""
        description = str(self.fields.get("description") or "")
        number = line_of(self.text, "description:")
        yield Text("description", "", number, description, "")
        heading = ""
        nodes = [node for node in document.descendants if isinstance(node, turbohtml.Text)]
        for element, inner in groupby(nodes, lambda node: node.closest(BLOCKS)):
            text = "".join(node.data for node in inner).strip()
            if not element or not text:
                continue
            if element.tag in HEADINGS:
                heading = text
            kind = element.tag
            if element.closest("li p"):
                kind = "li"
            if element.closest(".footnote"):
                kind = "source"
            if element.has_class("task-list-item"):  # a link in it would be pressed by mistake
                kind = "task"
            id_ = element.attr("id") or ""
            block = " ".join([heading, *text.split()])
            for line in text.split("\n"):
                number = self.find(line, number)
                yield Text(kind, id_, number, line.strip(), block)

    def find(self, words: str, start: int) -> int:
        """The line that has these words, best from `start` on, best without others."""
        wanted = letters_of(words)
        lines = [number for number, letters in self.letters.items() if wanted in letters]
        lines.sort(key=lambda number: (number < start, self.letters[number] != wanted))
        return lines[0] if lines else start


def attributes(document: turbohtml.Document, name: str) -> list[str]:
    """The values of an attribute, in the order of the page."""
    return [element.attr(name) for element in document.select(f"[{name}]")]


def line_of(text: str, part: str) -> int:
    """The number of the first line that has a part of a text in it, or else 1."""
    start = max(text.find(part), 0)
    return text.count("\n", 0, start) + 1


def letters_of(text: str) -> str:
    """The letters and numbers of a line, or else all signs."""
    return MARKUP.sub("", html.unescape(text)) or text.strip()


def read_yaml(text: str) -> tuple[Any, tuple[int, str, str] | None]:
    """The values of a YAML or JSON text, all as text; or where and why it is wrong."""
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
            return None, (number, "a quote is missing", 'write " at both ends of the value')
    fix = 'compare it with other lines: commas, spaces, " around a value with a colon'
    return None, (line, "this cannot be read", fix)
