"""Rules about mkdocs.yml, the addresses of pages, and other files."""

import re
from importlib.resources import files
from pathlib import Path

from pagecheck.guide import ADDRESSES, CONFIG, SEARCH_WORDS, Guide, GuideFindings, PageFindings
from pagecheck.pages import EXTENSIONS, SECTION, SNIPPET, Page, read_yaml

# What has an effect whatever the templates ask for.
OPTIONS = "copyright docs_dir edit_uri exclude_docs extra extra_css extra_templates nav not_in_nav"
OPTIONS += " markdown_extensions plugins repo_url site_description site_dir site_name site_url"
OPTIONS += " hooks INHERIT strict theme use_directory_urls validation watch"
THEME = "custom_dir favicon features font icon language logo name palette"
PUBLISHED = [".css", ".html", ".jpeg", ".jpg", ".js", ".markdown", ".md", ".png", ".svg", ".txt"]
PUBLISHED += [".webmanifest", ".webp"]
MAX_KILOBYTES = 150
CONFLICT = re.compile(r"^(?:<{7} .*|={7}|>{7} .*)$", re.MULTILINE)


def file(guide: Guide) -> GuideFindings:
    """A file can be read: UTF-8, no open merge conflict, quotes and commas in their places.

    Bad: copyright: "Written by us.
    Good: copyright: "Written by us."
    """
    for path, text in guide.files.items():
        conflict = CONFLICT.search(text)
        if "\ufffd" in text:
            yield *guide.line_of(path, "\ufffd"), "not UTF-8; save the file as UTF-8"
        elif conflict:
            fix = "keep the right lines, and remove the lines of <, = and >"
            yield *guide.line_of(path, conflict[0]), f"unresolved merge conflict; {fix}"
        elif path.endswith((".yml", ".json")):
            _, fault = read_yaml(text)
            if fault:
                yield path, *fault


def snippet(page: Page, guide: Guide) -> PageFindings:
    """A part of another file that a page shows is there, and its name is in straight quotes.

    Bad: --8<-- "docter.md:card"
    Good: --8<-- "doctor.md:card"
    """
    for number, raw in page.written:
        match = SNIPPET.fullmatch(raw)
        if match:
            if match[1] not in guide.parts:
                yield number, f"there is no {match[1]}; look for its name in docs/"
        elif "8<" in raw and not SECTION.fullmatch(raw):
            yield number, 'write --8<-- "file.md:part", with straight quotes, to show that part'


def option(guide: Guide) -> GuideFindings:
    """An option of mkdocs.yml has an effect with the templates of this guide.

    Bad: navigation.tabs
    Good: navigation.top
    """
    known = {
        "": OPTIONS.split(),
        "extra": {"review_first", *guide.named_in_templates(r"\bconfig\.extra\.(\w+)")},
        "markdown_extensions": {*EXTENSIONS, "pymdownx.snippets"},
        "plugins": {"offline", "search"},
        "theme": THEME.split(),
        "theme.features": guide.named_in_templates(r"[\"']([a-z]+\.[a-z.]+)[\"']"),
        "theme.palette": {"media", "scheme", "toggle"},
    }
    lists = ["markdown_extensions", "plugins", "theme.features"]  # in which values are names too
    icons = files("material") / "templates/.icons"
    for section, value, is_name in guide.settings:
        place = guide.line_of(CONFIG, value)
        icon = icons / f"{value}.svg"
        if is_name or section in lists:
            if section in known and value not in known[section]:
                fix = "it would have no effect; correct its name, or remove it"
                yield *place, f"unsupported option {value}; {fix}"
        elif "icon" in section.split(".") and not icon.is_file():
            yield *place, f"there is no icon {value}; look in Material's list of icons"


def nav(guide: Guide) -> GuideFindings:
    """Each page is in nav once, and each name in nav is that of a page.

    Bad: - cause.md
    Good: - causes.md
    """
    names = guide.values("nav")
    for name in names:
        place = guide.line_of(CONFIG, f"- {name}")
        if place[1] == 1:  # it has a title
            place = guide.line_of(CONFIG, name)
        if name not in guide.pages:
            yield *place, f"{name} in nav is not a page; write the name of a file in docs/"
        elif names.count(name) > 1:
            yield *place, f"{name} is in nav twice; remove one"
    if not names or not guide.pages.keys() >= {*names}:
        return
    hidden = " ".join(guide.values("not_in_nav"))
    for name in guide.pages:
        if name not in names and name not in hidden.split():
            fix = f"add `- {name}` under nav: in mkdocs.yml"
            yield f"docs/{name}", 1, f"this page is not in nav; {fix}"


def file_kind(guide: Guide) -> GuideFindings:
    """A file in docs/ is of a kind that is published, and has at most 150 kB.

    Bad: docs/old page.docx, a photo of 6 MB
    Good: the same photo, saved at 800 by 600
    """
    for file in filter(Path.is_file, (guide.root / "docs").rglob("*.*")):
        path = file.relative_to(guide.root).as_posix()
        size = file.stat().st_size // 1000
        if file.name.startswith("."):
            continue  # of the system or an editor; never published
        if file.suffix.lower() not in PUBLISHED:
            yield path, 1, "files of this kind are not published; remove it from docs/"
        elif size > MAX_KILOBYTES:
            yield path, 1, f"this file has {size} kB, the limit is {MAX_KILOBYTES}; save it smaller"


def address_gone(guide: Guide) -> GuideFindings:
    """An address that was online stays, as readers may have bookmarked it.

    Bad: ## What helps, which was ## How doctors help
    Good: ## What helps {#how-doctors-help}
    """
    pages = {page.address: page for page in guide.pages.values()}
    for address in guide.addresses:
        start, _, id_ = address.partition("#")
        page = pages.get(start)
        if not page and not id_:
            name = f"{address.strip('/') or 'index'}.md"
            place = guide.line_of(CONFIG, f"- {name}")
            if place[1] == 1:  # it is no longer in nav
                place = guide.line_of(ADDRESSES, address)
            fix = "put it back, or keep template: moved.html and moved_to: new-page.md in it"
            yield *place, f"docs/{name} is gone, but readers may have bookmarked it; {fix}"
        if not page or page.moved_to:
            continue
        if id_ and id_ not in page.ids:
            new = new_addresses(page, guide)
            line = min(new.values(), default=1)
            fix = f"put {{#{id_}}} at the end of the heading that took its place"
            yield page.path, line, f"#{id_} is gone, but readers may have bookmarked it; {fix}"


def address_new(page: Page, guide: Guide) -> PageFindings:
    """A new page or heading is in the list of permanent addresses.

    Bad: a new heading that editorial/addresses.txt does not have
    Good: the same after scripts/check --add-addresses
    """
    new = new_addresses(page, guide)
    if new:
        line = min(new.values())
        fix = "a maintainer runs `scripts/check --add-addresses` before they go online"
        yield line, f"{', '.join(new)}: new permanent addresses; {fix}"


def new_addresses(page: Page, guide: Guide) -> dict[str, int]:
    """The addresses on a page that are not in the list, with their lines."""
    addresses = {page.address: 1}
    for heading in page.headings:
        addresses[f"{page.address}#{heading.id}"] = heading.number
    for address in guide.addresses:
        addresses.pop(address, None)
    return addresses


def search_words(guide: Guide) -> GuideFindings:
    """A line of the words for the search has what readers type, and what the pages say.

    Bad: pills medicine
    Good: pills, tablets = medicines
    """
    blocks = [block.words for page in guide.pages.values() for block in page.blocks]
    said = " ".join(blocks).lower()
    is_list = False
    lines = guide.files.get(SEARCH_WORDS, "").split("\n")
    for number, line in enumerate(lines, 1):
        if not line.startswith("    "):
            is_list = "search_words:" in line
            continue
        typed, _, meant = line.lower().partition("=")
        words = re.findall(r"[\w'-]+", meant)
        if is_list and not (words and typed.strip()):
            yield SEARCH_WORDS, number, "write what readers type = what the pages say"
        for word in words:
            if not re.search(rf"\b{re.escape(word)}", said):
                yield SEARCH_WORDS, number, f'no page says "{word}"; write what a page says'
