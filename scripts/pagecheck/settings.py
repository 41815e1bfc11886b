"""Rules about mkdocs.yml, the addresses of pages, and other files."""

import re
from importlib.resources import files

from mkdocs.config.defaults import MkDocsConfig

from pagecheck.guide import ADDRESSES, CONFIG, SEARCH_WORDS, Guide, GuideFindings, PageFindings
from pagecheck.pages import EXTENSIONS, SECTION, SNIPPET, Page, read_yaml

# The options that are checked, and those of them that no template names.
SECTIONS = ["", "extra", "markdown_extensions", "plugins"]
SECTIONS += ["theme", "theme.features", "theme.palette"]
OPTIONS = "INHERIT custom_dir favicon features font icon language logo media name offline palette"
OPTIONS += " pymdownx.snippets scheme search toggle"
ICONS = files("material") / "templates/.icons"
PUBLISHED = re.compile(r"\.(css|html|jpe?g|js|md|png|svg|txt|webmanifest|webp)", re.I)
PAGE_NAME = re.compile(r"([a-z0-9]+[-/])*[a-z0-9]+\.md")
CONFLICT = re.compile(r"^(?:<{7} .*|={7}|>{7} .*)$", re.MULTILINE)


def file(guide: Guide) -> GuideFindings:
    """A file can be read: UTF-8, no merge conflict, no lost quote.

    Bad: copyright: "Written by us.
    Good: copyright: "Written by us."
    """
    for path, text in guide.files.items():
        if "\ufffd" in text:
            yield path, "\ufffd", "not UTF-8", "save the file as UTF-8"
        elif conflict := CONFLICT.search(text):
            fix = "keep the right lines, remove those of <, = and >"
            yield path, conflict[0], "unresolved merge conflict", fix
        elif path.endswith((".yml", ".json")):
            _, fault = read_yaml(text)
            if fault:
                yield path, *fault


def snippet(page: Page, guide: Guide) -> PageFindings:
    """A page shows parts of other files that exist, with their names in straight quotes.

    Bad: --8<-- "docter.md:card"
    Good: --8<-- "doctor.md:card"
    """
    for number, raw in page.written:
        match = SNIPPET.fullmatch(raw)
        if match:
            if match[1] not in guide.parts:
                yield number, f"there is no {match[1]}", "look for its name in docs/"
        elif "8<" in raw and not SECTION.fullmatch(raw):
            yield number, "this includes nothing", 'write --8<-- "file.md:part", in straight quotes'


def option(guide: Guide) -> GuideFindings:
    """An option of mkdocs.yml has an effect in this guide.

    Bad: navigation.tabs
    Good: navigation.top
    """
    known = {*MkDocsConfig(), *EXTENSIONS, *OPTIONS.split()} - {"extra_javascript", "site_author"}
    for path, text in guide.files.items():
        if path.startswith("overrides/"):
            known.update(re.findall(r"(?<=config\.extra\.)\w+|(?<=[\"'])[a-z]+\.[a-z.]+", text))
    for section, text, is_name in guide.settings:
        place = f"{text}:" if is_name else f"- {text}"
        if "icon" in section.split(".") and not (is_name or (ICONS / f"{text}.svg").is_file()):
            yield CONFIG, text, f"there is no icon {text}", "look in Material's list of icons"
        elif section in SECTIONS and text not in known:
            yield CONFIG, place, f"{text} would have no effect", "correct its name, or remove it"


def nav(guide: Guide) -> GuideFindings:
    """Each page is in nav once, and each name in nav is that of a page.

    Bad: - cause.md
    Good: - causes.md
    """
    config = guide.files.get(CONFIG, "")
    names = []
    for name in guide.values("nav"):
        lines = name.split(" - ")  # YAML joins lines of other spaces
        line = config.count("\n", 0, config.rfind(f" {lines[0]}")) + 1  # links are above
        if name not in guide.pages:
            fix = 'write "- " and a file, as in other lines'
            yield CONFIG, line, f"{name} in nav is not a page", fix
        elif name in names:
            yield CONFIG, line, f"{name} is in nav twice", "remove one"
        names += lines
    names += " ".join(guide.values("not_in_nav")).split()
    for page in guide.pages.values():
        if page.name not in names:
            place = f"{page.name} under not_in_nav" if page.is_moved else f"- {page.name} under nav"
            yield page.path, 1, "this page is not in nav", f"add {place}: in mkdocs.yml"


def file_form(guide: Guide) -> GuideFindings:
    """A file in docs/ has a plain name, a kind that is published, and at most 150 kB.

    Bad: docs/My sleep.docx, a photo of 6 MB
    Good: docs/my-sleep.md, a photo of 100 kB
    """
    for file in (guide.root / "docs").rglob("*.*"):
        if file.name.startswith(".") or file.is_dir():
            continue  # a file of the system or an editor is never published
        path = file.relative_to(guide.root).as_posix()
        name = path.removeprefix("docs/")
        size = file.stat().st_size // 1000
        if not PUBLISHED.fullmatch(file.suffix):
            yield path, 1, "such files are not published", "save a page as .md, or remove it"
        elif size > 150:
            yield path, 1, f"this file has {size} kB", "save it smaller; the limit is 150 kB"
        elif name in guide.pages and not PAGE_NAME.fullmatch(name):
            yield path, 1, "not an address", "use small letters and hyphens, as in my-sleep.md"


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
            path = f"docs/{start.strip('/') or 'index'}.md"
            fix = "put it back, or leave only template: moved.html and moved_to: new-page.md in it"
            yield path, 1, "this page is gone, but readers may have bookmarked it", fix
        elif page and id_ and id_ not in page.ids and not page.is_moved:
            line = min(new_addresses(page, guide).values(), default=1)
            fix = f"put {{#{id_}}} at the end of the heading that took its place"
            yield page.path, line, f"#{id_} is gone, but readers may have bookmarked it", fix


def address_new(page: Page, guide: Guide) -> PageFindings:
    """A new page or heading is in the list of permanent addresses.

    Bad: a new heading that editorial/addresses.txt does not have
    Good: the same, and a line of that file has its address
    """
    new = new_addresses(page, guide)
    if new:
        fix = f"before they go online, add to {ADDRESSES}: {' '.join(new)}"
        yield min(new.values()), "new permanent addresses", fix


def new_addresses(page: Page, guide: Guide) -> dict[str, int]:
    """The addresses on a page that are not in the list, with their lines."""
    new = {}
    if page.address not in guide.addresses:
        new[page.address] = 1
    for heading in page.headings:
        address = f"{page.address}#{heading.id}"
        if address not in guide.addresses:
            new[address] = heading.number
    return new


def search_words(guide: Guide) -> GuideFindings:
    """A line of the words for the search has what readers type = what the pages say.

    Bad: pills medicine
    Good: pills, tablets = medicines
    """
    _, _, listed = guide.files.get(SEARCH_WORDS, "").partition("search_words: |\n")
    for line in listed.split("\n"):
        if not line.startswith("    "):
            break
        if not re.search(r"\w.*=.*\w", line):
            yield SEARCH_WORDS, line, "no pair", "write what readers type = what the pages say"
