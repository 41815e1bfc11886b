"""Rules about sources: footnotes, and links to other sites."""

import re

from pagecheck.guide import SOURCES, Guide, PageFindings
from pagecheck.pages import SNIPPET, Page

LISTED = re.compile(r" *\[\^([^\]]+)\]:")
USED = re.compile(r"\[\^([^\]]+)\](?!:)")
OTHER_SITE = re.compile("(https?:)?//|mailto:")
NO_ADDRESS = re.compile(r"$|www\.|(?!tel:\+?[\d-]+$)[a-z]+:")


def footnote(page: Page, guide: Guide) -> PageFindings:
    """The sources of a page are those of its list, with a link.

    Bad: It lasts for months.[^nhs]
    Good: the same, and below ## Sources [^nhs]: [NHS: Dystonia](https://www.nhs.uk/), 2023
    """
    listed = {}
    used = []
    for number, raw in page.written:
        if match := LISTED.match(raw):
            if match[1] in listed:
                yield number, "this name is used twice", "write another here"
            listed[match[1]] = number
        snippet = SNIPPET.fullmatch(raw)
        shown = guide.parts.get(snippet[1], "") if snippet else raw
        for name in USED.findall(shown):
            used.append((name, number))

    names = [name for name, _ in used]
    for name, number in used:
        if name not in listed:
            fix = f"correct it, or add a line [^{name}]: under ## Sources"
            yield number, f"the source [^{name}] is not in the list of this page", fix
    for name, number in listed.items():
        if name not in names:
            fix = f"write [^{name}] after the sentence that comes from it, or remove this line"
            yield number, "this page does not use this source", fix


def unknown_source(page: Page, guide: Guide) -> PageFindings:
    """An address of another site is in editorial/sources.yml.

    Bad: [shop](https://shop.example/), [call](tel:nine), [signs]()
    Good: [NHS](https://www.nhs.uk/), [call](tel:911), [signs](symptoms.md)
    """
    own = guide.values("site_url")
    for url in page.links:
        place = url.removeprefix("mailto:") or "]()"
        if own and url.startswith(own[-1]):
            yield place, "this is a page of the guide", "write its file, such as types.md#neck"
        elif OTHER_SITE.match(url):
            if url not in guide.sources:
                yield place, f"{url} is not a known source", f"check it, and add it to {SOURCES}"
        elif NO_ADDRESS.match(url):
            yield place, f'"{url}" is not an address', "write https://..., tel:911 or page.md"
