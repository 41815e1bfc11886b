"""Reading Markdown pages into blocks of text that know the lines they come from.

The parser is of CommonMark, with MkDocs' boxes (`!!!`). What our pages use beyond that is read
here, line by line: front matter, snippets (`--8<--`), footnotes and attributes (`{#id}`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from markdown.extensions.toc import slugify, unique
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin

from pagecheck.values import Block, Box, Heading, Link, Note, Page, Place, UnreadableError, relative

SNIPPET = re.compile(r'(\s*)--8<-- "([^":]+)(?::([\w-]+))?"\s*')
SECTION = re.compile(r"<!-- --8<-- \[(start|end):([\w-]+)\] -->")
FOOTNOTE = re.compile(r"\[\^([\w-]+)\]:\s*")
NOTE_MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
HEADING_ID = re.compile(r"\{:?[ \t]*#([\w-]+)[^{}]*\}[ \t]*$")
ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[#.][^{}]*\}")
TASK = re.compile(r"\[[ xX]\]\s+")
HTML_TEXT = re.compile(r"<(figcaption|title|desc)\b[^>]*>(.*?)</\1>")

HEAD = "cannot be read; write `name: value`, and quotes around a value that has a colon in it"

PARSER = MarkdownIt("commonmark").enable("table").use(admon_plugin)


class Line(NamedTuple):
    """A line of the source, and where it stands."""

    text: str
    place: Place


def read_page(path: Path, root: Path) -> Page:
    """Read the page in the file `path` of the folder docs/ of `root`.

    Raises UnreadableError where it is not UTF-8, or names a snippet that is not there.
    """
    docs = root / "docs"
    lines = read_lines(path, root)
    meta, meta_lines, first = read_front_matter(lines)
    body = list(expand(lines[first:], docs, root))
    reader = Reader(body)
    return Page(
        path=relative(path, root),
        name=relative(path, docs),
        meta=meta,
        meta_lines=meta_lines,
        blocks=tuple(reader.blocks),
        lists=tuple(reader.lists),
        italics=tuple(reader.italics),
        notes=tuple(reader.notes),
        boxes=tuple(reader.boxes),
        headings=tuple(reader.headings),
    )


def read_lines(path: Path, root: Path) -> list[Line]:
    """The lines of a file."""
    name = relative(path, root)
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UnreadableError(name, line, "this is not UTF-8; save the file as UTF-8") from None
    return [Line(line, Place(name, number)) for number, line in enumerate(text.split("\n"), 1)]


def read_front_matter(lines: list[Line]) -> tuple[dict[str, object], dict[str, int], int]:
    """The values between two lines `---`, the line of each, and how many lines they take."""
    if lines[0].text.rstrip() != "---":
        return {}, {}, 0
    path = lines[0].place.path
    end = next((n for n, line in enumerate(lines[1:], 1) if line.text.rstrip() == "---"), None)
    if end is None:
        raise UnreadableError(
            path, 1, "the head of the page does not end; close it with a second line ---"
        )
    try:
        meta = yaml.safe_load("\n".join(line.text for line in lines[1:end])) or {}
    except (yaml.YAMLError, ValueError) as error:  # a day that no month has is a ValueError
        mark = getattr(error, "problem_mark", None)
        raise UnreadableError(path, mark.line + 2 if mark else 2, HEAD) from None
    if not isinstance(meta, dict):
        raise UnreadableError(path, 2, HEAD)
    keys = {line.text.partition(":")[0]: line.place.line for line in lines[1:end]}
    return meta, keys, end + 1


def expand(
    lines: list[Line], docs: Path, root: Path, above: tuple[str, ...] = ()
) -> Iterator[Line]:
    """The lines with each snippet in place of the line that names it, `above` aside."""
    for line in lines:
        match = SNIPPET.fullmatch(line.text)
        if not match:
            yield line
            continue
        indent, name, section = match.groups()
        if not (docs / name).is_file():
            raise UnreadableError(*line.place, f"there is no file {name} to show; check its name")
        snippet = read_lines(docs / name, root)
        _, _, first = read_front_matter(snippet)
        shown = cut(snippet[first:], section)
        if not shown or line.text.strip() in above:
            message = f"{name} shows itself" if shown else f"{name} has no part {section}"
            raise UnreadableError(*line.place, f"{message}; look at its --8<-- lines")
        for inner in expand(shown, docs, root, (*above, line.text.strip())):
            yield inner._replace(text=indent + inner.text)


def cut(lines: list[Line], section: str | None) -> list[Line]:
    """The lines between the marks of a section, or all of them."""
    if section is None:
        return lines
    kept, inside = [], False
    for line in lines:
        if mark := SECTION.search(line.text):
            inside = mark[1] == "start" if mark[2] == section else inside
        elif inside:
            kept.append(line)
    return kept


class Reader:
    """Gathers what a page is made of: its blocks and headings, lists, boxes, footnote marks."""

    def __init__(self, lines: list[Line]) -> None:
        self.blocks: list[Block] = []
        self.lists: list[tuple[Place, ...]] = []
        self.italics: list[Place] = []
        self.notes: list[Note] = []
        self.boxes: list[Box] = []
        self.headings: list[Heading] = []
        self.given_ids: dict[Place, str] = {}
        self.heading = ""
        self.lines = lines
        self.footnotes: list[Block] = []
        text = "\n".join(self.plain(number, line) for number, line in enumerate(lines))
        self.ids = set(self.given_ids.values())
        self.read(PARSER.parse(text))
        self.blocks += self.footnotes

    def plain(self, number: int, line: Line) -> str:
        """The line as CommonMark: without footnotes, which are noted on the way, and attributes."""
        if match := FOOTNOTE.match(line.text):
            inline = PARSER.parseInline(line.text[match.end() :])[0]
            inline.map = [number, number + 1]
            self.footnotes.append(self.block("footnote", "", [inline]))
            return ""
        if line.text.startswith("#") and (match := HEADING_ID.search(line.text)):
            self.given_ids[line.place] = match[1]
        self.notes += [Note(match[1], line.place) for match in NOTE_MARK.finditer(line.text)]
        return ATTRIBUTES.sub("", NOTE_MARK.sub("", line.text))

    def read(self, tokens: list[Token]) -> None:
        """Take in the block tokens of a page."""
        box = kind = ""
        items: list[list[Place]] = []
        gathered: list[Token] = []  # the texts of the list item that is open
        for token in tokens:
            if token.type == "admonition_open":
                box = token.meta["tag"]
                first, end = token.map or (0, 1)
                last = next(n for n in range(end - 1, -1, -1) if self.lines[n].text.strip())
                self.boxes.append(
                    Box(box, token.content, self.lines[first].place, self.lines[last].place)
                )
            elif token.type == "admonition_close":
                box = ""
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                items.append([])
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self.lists.append(tuple(items.pop()))
            elif token.type == "list_item_open":
                items[-1].append(self.lines[(token.map or (0,))[0]].place)
            elif token.type == "list_item_close" and len(items) == 1:
                self.add("li", box, gathered)
                gathered = []
            elif token.type in ("heading_open", "paragraph_open", "admonition_title_open"):
                kind = token.tag if token.type == "heading_open" else "p"
                kind = "title" if token.type == "admonition_title_open" else kind
            elif token.type in ("th_open", "td_open"):
                kind = "p"
            elif token.type == "inline" and items:
                gathered.append(token)
            elif token.type == "inline":
                self.add(kind, box, [token])
            elif token.type == "html_block":
                self.add_html(token, box)

    def add(self, kind: str, box: str, tokens: list[Token]) -> None:
        """Add a block made of inline tokens."""
        block = self.block(kind, box, tokens)
        if kind.startswith("h"):
            self.heading = block.text
            place = block.place()
            # As Python-Markdown's toc does.
            id_ = self.given_ids.get(place) or unique(slugify(block.text, "-"), self.ids)
            self.headings.append(Heading(id_, block.text, place))
        if block.text:
            self.blocks.append(block)

    def add_html(self, token: Token, box: str) -> None:
        """Add the captions of raw HTML, and the titles and descriptions of its pictures."""
        first = (token.map or (0,))[0]
        for number, line in enumerate(token.content.split("\n"), first):
            for match in HTML_TEXT.finditer(line):
                kind = "figcaption" if match[1] == "figcaption" else "picture"
                inline = PARSER.parseInline(match[2])[0]
                inline.map = [number, number + 1]
                self.add(kind, box, [inline])

    def block(self, kind: str, box: str, tokens: list[Token]) -> Block:
        """A block made of inline tokens, which stand one below the other."""
        text, links, starts = "", [], []
        is_task = False
        for token in tokens:
            number = (token.map or (0,))[0]
            text = f"{text} " if text else ""
            starts.append((len(text), self.lines[number].place))
            opened: list[tuple[int, str]] = []
            for child in token.children or []:
                if child.type in ("softbreak", "hardbreak"):
                    text, number = f"{text} ", number + 1
                    starts.append((len(text), self.lines[number].place))
                elif child.type == "link_open":
                    opened.append((len(text), str(child.attrs["href"])))
                elif child.type == "link_close":
                    start, url = opened.pop()
                    links.append(Link(start, len(text), url))
                elif child.type == "em_open":
                    self.italics.append(self.lines[number].place)
                elif child.type in ("text", "code_inline", "image"):
                    content = child.content
                    if not text and kind == "li" and TASK.match(content):
                        is_task, content = True, TASK.sub("", content, count=1)
                    text += content
        return Block(kind, box, self.heading, text.rstrip(), tuple(starts), tuple(links), is_task)
