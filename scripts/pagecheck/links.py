"""Rules of links and sources, of the addresses that must not die, and of all that is no page."""

import difflib
import posixpath
import re
from collections.abc import Iterator

from pagecheck.guide import ADDRESSES, SOURCES, Guide
from pagecheck.pages import SNIPPET, Found, Page, Place, likely, numbered

# All that our templates know of MkDocs and its theme: what else is set would do nothing.
KNOWN = {
    "": "INHERIT copyright edit_uri exclude_docs extra extra_css extra_templates markdown_extensions"
    " nav not_in_nav plugins repo_url site_description site_name site_url strict theme validation"
    " watch",
    "extra": "asset_version contact fingerprints review_first",
    "markdown_extensions": "admonition attr_list def_list md_in_html pymdownx.snippets"
    " pymdownx.tasklist tables toc",
    "plugins": "offline search",
    "theme": "custom_dir favicon features font language logo name palette",
    "theme.features": "content.action.edit navigation.footer navigation.top",
    "theme.palette": "media scheme toggle",
}
LISTS = ("markdown_extensions", "plugins", "theme.features")  # in which values are names too
PUBLISHED = re.compile(r".*\.(css|html|js|json|webmanifest|woff2)|.*LICENSE")
PICTURE = re.compile(r".*\.(png|jpe?g|webp|avif|gif|svg|ico)", re.IGNORECASE)
MAX_PICTURE = 150  # kB
PAIRS = "docs/assets/search-words.js"
PAIR = re.compile(r"([^=`$\\]*[^=`$\\ ]) =( [^=`$\\]+)?")
ADDED = re.compile(r"Added by the editors\. Sources?: \[.+?\]\(.*#source-[\w-]+\)\.?")


def links(page: Page, guide: Guide) -> Iterator[Found]:
    """Each link leads to a source that was checked, or to a page, a heading or a file of ours."""
    for place, url in page.links:
        fault = ""
        if re.match("(https?:)?//", url):
            if url not in guide.sources:
                how = likely(url, guide.sources, 0.9) or f"check it, and add it to {SOURCES}"
                fault = f"is not a source that was checked; {how}"
        elif not re.match("[a-z]+:", url):
            fault = inside_fault(url, page, guide)
        elif not re.fullmatch(r"tel:\+?[\d-]+|mailto:[^@\s]+@[^@\s]+", url):
            fault = "is no address; write tel:911 or mailto:name@host"
        if fault:
            yield place, f"{url or 'this link'} {fault}"


def inside_fault(url: str, page: Page, guide: Guide) -> str:
    """What is wrong with a link inside the guide; what is gone is said by `check_addresses`."""
    target, hash_, id_ = url.partition("#")
    folder = posixpath.dirname(page.name)
    name = posixpath.normpath(posixpath.join(folder, target)) if target else page.name
    if not target and not id_:
        return "leads nowhere; write an address in its ( )"
    if there := guide.pages.get(name):
        is_gone = f"{there.address}#{id_}" in guide.addresses
        how = likely(id_, there.ids - {"sources"}, 0.5) or "write one that is in {#id} there"
        is_known = bool(there.head) and there.moved_to is None  # else any id may be right
        is_right = not id_ or id_ in there.ids or is_gone or not is_known
        return "" if is_right else f"leads to no id; {how}"
    if f"docs/{name}" in guide.paths or not guide.is_missing(name):
        return ""
    if target.startswith("www."):
        return "is no file of docs/; write https:// before it"
    names = (path.removeprefix("docs/") for path in guide.paths)
    near = difflib.get_close_matches(name, names, 1)
    better = (
        f"{posixpath.relpath(near[0], folder or '.')}{hash_}{id_}" if near else "one that is there"
    )
    return f"is no file of docs/; write {better}"


def snippets(page: Page, guide: Guide) -> Iterator[Found]:
    """Each part of another file that a page shows is there."""
    for raw, place in page.lines:
        if match := SNIPPET.fullmatch(raw):
            name, part = match.groups()
            text = guide.files.get(f"docs/{name}")
            if text is None:
                how = likely(name, (path.removeprefix("docs/") for path in guide.files))
                yield place, f"there is no file {name}; {how or 'look for its name'}"
            elif part and text.count(f":{part}] -->") != 2:
                yield place, f'there is no part "{part}" in {name}; look for its name'


def sources(page: Page, guide: Guide) -> Iterator[Found]:
    """What the editors add names its sources, in the last line of its box."""
    for text, after in zip(page.texts, [*page.texts[1:], None], strict=True):
        is_last = text.box == "note" and (not after or after.box != "note" or after.kind == "box")
        if is_last and text.kind != "box" and not ADDED.fullmatch(text.raw):
            message = "this box does not end with who says it; add the line Added by the editors."
            yield text.place, f"{message} Source: [Whose page](#source-name)"


def check_addresses(guide: Guide) -> Iterator[Found]:
    """Addresses that were online once and are gone, and new ones that are not yet listed."""
    pages, gone = {page.address: page for page in guide.pages.values()}, set()
    for listed, line in guide.addresses.items():
        start, _, id_ = listed.partition("#")
        page, name = pages.get(start), f"{start.strip('/') or 'index'}.md"
        if page and id_ and page.head and page.moved_to is None and id_ not in page.ids:
            gone.add(page)  # most often, the words of a heading were changed
            known = {id_ for id_ in page.headings if f"{start}#{id_}" in guide.addresses}
            new = [text.place for id_, text in page.headings.items() if id_ not in known]
            mend = f"put {{#{id_}}} at the end of the heading that took its place"
            yield new[0] if new else page.start, f"the address {listed} is gone; {mend}"
        elif not page and not id_ and name not in guide.unread:
            at = ("mkdocs.yml", guide.nav[name]) if name in guide.nav else (ADDRESSES, line)
            mend = "or leave a head in it with template: moved.html and moved_to: new-page.md"
            yield Place(*at), f"readers have saved docs/{name}, which is gone; put it back, {mend}"
    for page in guide.pages.values():
        new = [each for each in page.addresses if each not in guide.addresses]
        if new and page not in gone:
            how = "before it goes online, run `scripts/check --add-addresses`, or ask a maintainer"
            yield page.start, f"{', '.join(new)} will stay for ever; {how}", True


def check_settings(guide: Guide) -> Iterator[Found]:
    """mkdocs.yml sets what our templates know; the menu, our facts and moved pages name pages."""
    for path, node, is_name in guide.settings:
        section, place = re.sub(r"\.\d+\b", "", path), Place("mkdocs.yml", node.start_mark.line + 1)
        known = KNOWN.get(section, "").split()
        if section in LISTS and path == section and not is_name:
            yield place, f"{section} is a list; write each on a line of its own, behind a hyphen"
        elif known and (is_name or section in LISTS) and node.value not in known:
            how = likely(node.value, known) or "take it away"
            yield place, f"{node.value} is nothing that our templates know; {how}"
        elif guide.nav.get(node.value, place.line) != place.line and section.startswith("nav"):
            yield place, f"{node.value} stands in the menu twice; take one away"
    hidden = [node.value for path, node, _ in guide.settings if path == "not_in_nav"]
    named = [(Place("mkdocs.yml", line), name) for name, line in guide.nav.items()]
    named += [(place, fact["page"]) for place, fact in guide.facts]
    first = {fact["id"]: place for place, fact in reversed(guide.facts)}
    for place, fact in guide.facts:
        if place != first[fact["id"]]:
            yield place, f"the id {fact['id']} is taken; give this fact another"
    for page in (page for page in guide.pages.values() if page.moved_to is not None):
        named.append((page.at["moved_to"], page.moved_to))
        if page.head.get("template") != "moved.html":
            yield page.at["template"], "a page that has moved is shown by template: moved.html"
        if page.name in guide.nav:
            place = Place("mkdocs.yml", guide.nav[page.name])
            yield place, f"{page.name} has moved; take it out of the menu"
        elif guide.settings and page.name not in "".join(hidden):
            mend = "write its name in mkdocs.yml, below not_in_nav: |"
            yield page.start, f"MkDocs warns of a page that is in no menu; {mend}"
    for place, name in named:
        if guide.is_missing(name):
            how = likely(name, guide.pages) or "name one that is there"
            yield place, f"{name} is no page of docs/; {how}"


def check_files(guide: Guide) -> Iterator[Found]:
    """What lies in docs/ is of a kind that we publish, and not too heavy."""
    for path in guide.assets:
        place, size = Place(path, 1), (guide.root / path).stat().st_size // 1000
        if not PICTURE.fullmatch(path) and not PUBLISHED.fullmatch(path):
            yield place, "this kind of file is not published here; take it out of docs/"
        elif PICTURE.fullmatch(path) and size > MAX_PICTURE:
            yield place, f"this picture has {size} kB; make it smaller, {MAX_PICTURE} are the most"


def check_pairs(guide: Guide) -> Iterator[Found]:
    """The pairs of words are written as the search reads them, in words of the pages."""
    said, typed = " ".join(text.words.lower() for text in guide.texts), set()
    for line, place in numbered(PAIRS, guide.files.get(PAIRS, "")):
        match = PAIR.fullmatch(line)
        if not line or line.startswith("//") or line in ("var searchWords = `", "`"):
            continue
        if not match or match[1] in typed:
            yield place, "this is no new pair; write what readers type = what the pages say"
            continue
        typed.add(match[1])
        for word in re.findall(r"[\w'-]+", (match[2] or "").lower()):
            if not re.search(rf"\b{word}", said):
                yield place, f'no page says "{word}"; write a word of the pages'


def check_unused(guide: Guide) -> Iterator[Found]:
    """Files, and sources in our list or at the end of a page, are used."""
    for path in guide.assets:
        others = (text for each, text in guide.files.items() if each != path)
        if "/." not in path and not any(posixpath.basename(path) in text for text in others):
            yield Place(path, 1), "no page uses this file; show it on a page, or take it away"
    cited = {url for page in guide.pages.values() for _, url in page.links}
    for url, line in guide.sources.items():
        if url not in cited:
            yield Place(SOURCES, line), f"no page cites {url}; cite it, or take this line away"
    for page in guide.pages.values():
        used = {url for _, url in page.links}
        used |= {url.removeprefix(page.name) for url in cited if url.startswith(page.name)}
        for id_, place in page.given_ids:
            if id_.startswith("source-") and f"#{id_}" not in used:
                yield place, f"nothing leads to #{id_}; cite it, or take it away"
