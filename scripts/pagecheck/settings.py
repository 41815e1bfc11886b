"""Rules about mkdocs.yml, the addresses of pages, and other files."""

import importlib.util
import re
from pathlib import Path

from pagecheck.guide import ADDRESSES, CONFIG, EXTENSIONS, Guide
from pagecheck.pages import SECTION, SNIPPET, Page
from pagecheck.rules import Faults, LineFaults, Place, did_you_mean, error, warning

SEARCH_WORDS = "editorial/search-words.yml"
SEARCH_PAIRS = re.compile(r"^  search_words: \|\n((?: {4}.*\n)*)", re.MULTILINE)
# What has an effect whatever the templates ask for.
OPTIONS = "copyright docs_dir edit_uri exclude_docs extra extra_css extra_templates nav not_in_nav"
OPTIONS += " markdown_extensions plugins repo_url site_description site_dir site_name site_url"
OPTIONS += " hooks INHERIT strict theme use_directory_urls validation watch"
THEME = "custom_dir favicon features font icon language logo name palette"
PUBLISHED = re.compile(r".*(\.(css|html|ico|jpe?g|js|json|png|svg|webmanifest|webp)|LICENSE.*)")
MAX_KILOBYTES = 150


@error
def snippet(page: Page, guide: Guide) -> LineFaults:
    """A part of another file that a page shows is there, and its name is in straight quotes.

    Bad: --8<-- "docter.md:card"
    Good: --8<-- "doctor.md:card"
    """
    names = [path.removeprefix("docs/") for path in guide.files if path.startswith("docs/")]
    for number, raw in page.written:
        name, part = match.groups() if (match := SNIPPET.fullmatch(raw)) else ("", "")
        if "8<" in raw and not match and not SECTION.fullmatch(raw):
            yield number, 'write --8<-- "file.md:part", with straight quotes, to show that part'
        if name and name not in names:
            fix = did_you_mean(name, names, "look for its name in docs/")
            yield number, f"there is no file {name}; {fix}"
        elif part and not guide.part(name, part):
            parts = re.findall(r"\[start:([\w-]+)\]", guide.part(name, None))
            fix = did_you_mean(part, parts, "look for [start:...] in that file")
            yield number, f'there is no part "{part}" in {name}; {fix}'


@error
def option(guide: Guide) -> Faults:
    """An option of mkdocs.yml has an effect with the templates of this guide.

    Bad: navigation.tabs
    Good: navigation.top
    """
    known = {
        "": {*OPTIONS.split(), *guide.named_in_templates(r"\bconfig\.(\w+)")},
        "extra": {"review_first", *guide.named_in_templates(r"\bconfig\.extra\.(\w+)")},
        "markdown_extensions": {*EXTENSIONS, "pymdownx.snippets"},
        "plugins": {"offline", "search"},
        "theme": {*THEME.split(), *guide.named_in_templates(r"\bconfig\.theme\.(\w+)")},
        "theme.features": guide.named_in_templates(r"[\"']([a-z]+\.[a-z.]+)[\"']"),
        "theme.palette": {"media", "scheme", "toggle"},
    }
    lists = ["markdown_extensions", "plugins", "theme.features"]  # in which values are names too
    for section, value, is_name in guide.settings:
        if (is_name or section in lists) and value not in known.get(section, {value}):
            fix = did_you_mean(value, known[section], "remove it")
            yield (
                guide.line_of(CONFIG, value),
                f"unsupported option {value}, which has no effect; {fix}",
            )


@error
def icon(guide: Guide) -> Faults:
    """An icon that mkdocs.yml names is there.

    Bad: icon: material/mon
    Good: icon: material/moon-waning-crescent
    """
    theme = Path(importlib.util.find_spec("material").origin).parent
    folders = [guide.root / "overrides/.icons", theme / "templates/.icons"]
    for section, value, is_name in guide.settings:
        files = [folder / f"{value}.svg" for folder in folders]
        is_icon = re.match(r"theme\.(.*\.)?icon", section) and not is_name
        if is_icon and not any(file.is_file() for file in files):
            near = [path.stem for file in files for path in file.parent.glob("*.svg")]
            fix = did_you_mean(Path(value).name, near, "look for one in Material's list of icons")
            yield guide.line_of(CONFIG, value), f"there is no icon {value}; {fix}"


@error
def nav(guide: Guide) -> Faults:
    """A page is in nav once.

    Bad: - cause.md
    Good: - causes.md
    """
    names = [
        name
        for section, name, is_title in guide.settings
        if section.startswith("nav") and not is_title
    ]
    missing = [name for name in names if guide.never_existed(name)]
    for name in missing:
        fix = did_you_mean(name, guide.pages, "write the name of a file in docs/")
        yield guide.line_of(CONFIG, name), f"{name} in nav is not a page; {fix}"
    for name in {name for name in names if names.count(name) > 1}:
        yield guide.line_of(CONFIG, name), f"{name} is listed twice in nav; remove one"
    hidden = " ".join(value for section, value, _ in guide.settings if section == "not_in_nav")
    for name, page in guide.pages.items() if names and not missing else ():
        if name not in names and name not in hidden:
            fix = (
                f"add `- {name}` under nav:" if not page.moved_to else f"add {name} to not_in_nav:"
            )
            yield Place(page.path, 1), f"this page is not in nav; {fix} in mkdocs.yml"


@error
def page_gone(guide: Guide) -> Faults:
    """A page that was online leads on to a page that is there.

    Bad: a page is deleted
    Good: its file keeps template: moved.html and moved_to: new-page.md
    """
    there = {page.address for page in guide.pages.values()}
    for address in guide.addresses:
        name = f"{address.strip('/') or 'index'}.md"
        if "#" not in address and address not in there and name not in guide.names:
            fix = "put it back, or keep template: moved.html and moved_to: new-page.md in it"
            place = guide.line_of(CONFIG, f"- {name}")
            place = place if place.line > 1 else guide.line_of(ADDRESSES, address)
            yield place, f"docs/{name} is gone, and readers may have bookmarked it; {fix}"
    for page in guide.pages.values():
        if page.moved_to and guide.never_existed(str(page.moved_to)):
            fix = did_you_mean(str(page.moved_to), guide.pages, "write the name of a page")
            yield Place(page.path, page.line_with("moved_to")), f"{page.moved_to} is no page; {fix}"


@error
def address_gone(page: Page, guide: Guide) -> LineFaults:
    """The id of a heading stays when its words change, as readers may have bookmarked it.

    Bad: ## What helps, which was ## How doctors help
    Good: ## What helps {#how-doctors-help}
    """
    new = {block.id: block.number for block in page.headings}
    new = {id_: n for id_, n in new.items() if f"{page.address}#{id_}" not in guide.addresses}
    for listed in guide.addresses if page.html else ():
        start, _, id_ = listed.partition("#")
        if start == page.address and id_ and id_ not in page.ids:
            near = did_you_mean(id_, new, "", 0.4)[13:-1]
            fix = f"put {{#{id_}}} at the end of the heading that took its place"
            number = new.get(near) or next(iter(new.values()), 1)
            yield number, f"the id {id_} is gone, and readers may have bookmarked it; {fix}"


@warning
def address_new(page: Page, guide: Guide) -> LineFaults:
    """A new page or heading is in the list of permanent addresses.

    Bad: a new heading that editorial/addresses.txt does not have
    Good: the same after scripts/check --add-addresses
    """
    new = [each for each in addresses_of(page) if each not in guide.addresses]
    if new and ADDRESSES in guide.files and not any(address_gone(page, guide)):
        fix = "a maintainer runs `scripts/check --add-addresses` before they go online"
        yield addresses_of(page)[new[0]], f"{', '.join(new)}: new permanent addresses; {fix}"


def addresses_of(page: Page) -> dict[str, int]:
    """The addresses of a page and of its headings, with their lines."""
    headings = {f"{page.address}#{block.id}": block.number for block in page.headings}
    return {page.address: 1, **headings}


@error
def file_kind(guide: Guide) -> Faults:
    """A file in docs/ is meant to be published, and has at most 150 kB.

    Bad: docs/old page.docx, a photo of 6 MB
    Good: the same photo, saved at 800 by 600
    """
    for path in guide.assets:
        size = (guide.root / path).stat().st_size // 1000
        if not PUBLISHED.fullmatch(path):
            yield Place(path, 1), "files of this kind are not published; remove it from docs/"
        elif size > MAX_KILOBYTES:
            yield Place(path, 1), f"this file has {size} kB, the limit is 150; save it smaller"


@error
def search_words(guide: Guide) -> Faults:
    """A line of the words for the search has what readers type, and what the pages say.

    Bad: pills medicine
    Good: pills, tablets = medicines
    """
    blocks = (block.words for page in guide.pages.values() for block in page.blocks)
    said = " ".join(blocks).lower()
    block = SEARCH_PAIRS.search(guide.files.get(SEARCH_WORDS, ""))
    for line in block[1].split("\n")[:-1] if block else ():
        words = re.findall(r"[\w'-]+", line.lower().partition("=")[2])
        missing = [word for word in words if not re.search(rf"\b{re.escape(word)}", said)]
        message = f'no page says "{missing[0]}"; write a word that a page has' if missing else ""
        if not words or line.strip().startswith("="):
            message = "wrong format; write what readers type = what the pages say"
        if message:
            yield guide.line_of(SEARCH_WORDS, line), message
