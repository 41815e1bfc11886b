"""No address dies: each page and heading that was ever online is still found there, or leads on.

editorial/addresses.txt lists the addresses, from the root of the guide: `/types/#focal-dystonia`.
What moved stands in mkdocs.yml under `extra: redirects:`, old address and new page:
`old-name/: types.md` for a page, `types/#old-id: types.md#focal-dystonia` for a heading.
make_redirects.py makes them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pagecheck.values import Finding, Known, Page, Place

HEADER = "# Every address that the guide ever had online, from its root. Sorted.\n"


def address(name: str) -> str:
    """The address of a page, by the name of its file below docs/."""
    stem = name.removesuffix(".md")
    return "/" if stem == "index" else f"/{stem}/"


def addresses_of(page: Page) -> list[str]:
    """The addresses of a page and of its headings."""
    start = address(page.name)
    return [start, *(f"{start}#{heading.id}" for heading in page.headings)]


def file_of(listed: str) -> str:
    """The Markdown file of an address, below the root of the repository."""
    return f"docs/{listed.partition('#')[0].strip('/') or 'index'}.md"


def check_addresses(pages: Sequence[Page], known: Known) -> Iterator[Finding]:
    """Addresses that are gone, redirects to nowhere, and pages with addresses not yet listed."""
    there = {each for page in pages for each in addresses_of(page)}
    moved = {"/" + old.lstrip("/") for old in known.redirects}
    listed = set(known.addresses.values())
    for each in sorted(listed - there - moved):
        start, _, id_ = each.partition("#")
        if id_ and start in there:
            page = next(page for page in pages if address(page.name) == start)
            yield heading_gone(each, id_, page, listed)
        elif not id_:
            yield Finding(
                Place(file_of(each), 1),
                f"the page {each} is gone; put {file_of(each)} back, or list a redirect in"
                f" mkdocs.yml under extra: redirects: as `{each.strip('/')}/: new-page.md`",
            )
    yield from check_redirects(pages, known.redirects, there)
    for page in pages:
        if new := [each for each in addresses_of(page) if each not in listed]:
            yield Finding(
                Place(page.path, 1),
                f"new addresses: {', '.join(new)}; look at them once more (they stay for ever),"
                " then run `scripts/check --add-addresses`, or ask a maintainer to",
                is_warning=True,
            )


def heading_gone(each: str, id_: str, page: Page, listed: set[str]) -> Finding:
    """What to do where a page has lost the id of a heading: most often, its words were changed."""
    new = [h for h in page.headings if f"{address(page.name)}#{h.id}" not in listed]
    # With no more headings than before, the new words stand for the old ones, whatever they are.
    before = sum(each.startswith(f"{address(page.name)}#") for each in listed)
    cutoff = 0 if len(page.headings) <= before else 0.4
    close = difflib.get_close_matches(id_, [heading.id for heading in new], 1, cutoff)
    heir = next((heading for heading in new if heading.id in close), None)
    place = heir.place if heir else Place(page.path, 1)
    put_back = (
        f"put {{#{id_}}} at the end of this heading"
        if heir
        else f"put it back, as {{#{id_}}} at the end of the heading that took its place"
    )
    new_id = heir.id if heir else "new-id"
    return Finding(
        place,
        f"the address {each} is gone; {put_back}, or list a redirect in mkdocs.yml under extra:"
        f" redirects: as `{each.lstrip('/')}: {page.name}#{new_id}`",
    )


def check_redirects(
    pages: Sequence[Page], redirects: Mapping[str, str], there: set[str]
) -> Iterator[Finding]:
    """Redirects that lead nowhere, start at what still is there, or cannot be made."""
    for old, new in redirects.items():
        start, _, id_ = ("/" + old.lstrip("/")).partition("#")
        name, hash_, new_id = new.partition("#")
        said = f"the redirect `{old}: {new}`"
        if address(name) + hash_ + new_id not in there or not name.endswith(".md"):
            yield Finding(
                Place("mkdocs.yml", 1),
                f"{said} leads nowhere; name a file of docs/, alone or with the #id of a heading",
            )
        elif start + ("#" + id_ if id_ else "") in there:
            yield Finding(
                Place("mkdocs.yml", 1),
                f"{said} is not needed, its old address is back; take it away",
            )
        elif id_ and start != address(name):
            yield Finding(
                Place("mkdocs.yml", 1),
                f"{said} cannot be made: a heading can only lead on within its page; keep a line"
                f" there that links to the new place, with {{#{id_}}} at the end of its heading",
            )


def add_addresses(path: Path, pages: Sequence[Page], known: Known) -> None:
    """Write the list again, with the addresses that the pages have now."""
    all_ = {*known.addresses.values(), *(each for page in pages for each in addresses_of(page))}
    path.write_text(HEADER + "".join(f"{each}\n" for each in sorted(all_)), "utf-8")
