"""Rules about sources: footnotes, and links to other sites."""

import re

from pagecheck.guide import SOURCES, Guide, PageFindings
from pagecheck.pages import SNIPPET, Page

LISTED = re.compile(r" {0,3}\[\^([^\]]+)\]:")
USED = re.compile(r"\[\^([^\]]+)\](?!:)")
OTHER_SITE = re.compile("(https?:)?//|mailto:")
NO_ADDRESS = re.compile(r"$|www\.|(?!tel:\+?[\d-]+$)[a-z]+:")
EXAMPLE = "[Whose page: its title](its address), 2023"


def footnote(page: Page, guide: Guide) -> PageFindings:
    """A source that a page uses is in its list of sources, with a link, and the other way round.

    Bad: It lasts for months.[^nhs] without a [^nhs]: below ## Sources
    Good: It lasts for months.[^nhs] and [^nhs]: [NHS: Dystonia](https://www.nhs.uk/), 2023
    """
    listed: dict[str, int] = {}
    for number, raw in page.written:
        match = LISTED.match(raw)
        if not match:
            continue
        name = match[1]
        if name in listed:
            yield number, f"[^{name}] is in the list twice; give one of them another name"
        if "](" not in raw:
            yield number, f"this source has no link; write {EXAMPLE}"
        listed[name] = number
    used = set()
    for number, raw in page.written:
        snippet = SNIPPET.fullmatch(raw)
        shown = guide.parts.get(snippet[1], "") if snippet else raw
        for name in USED.findall(shown):
            used.add(name)
            if name not in listed:
                fix = f"correct the name, or add [^{name}]: {EXAMPLE} under ## Sources"
                yield number, f"the source [^{name}] is not in the list of this page; {fix}"
    if not used <= listed.keys():
        return
    for name, number in listed.items():
        if name not in used:
            fix = f"write [^{name}] after the sentence that comes from it, or remove this line"
            yield number, f"this page does not use the source [^{name}]; {fix}"


def address(page: Page, guide: Guide) -> PageFindings:
    """An address of another site is in editorial/sources.yml; a page of the guide is a file name.

    Bad: [shop](https://shop.example/), [call](tel:nine), [signs]()
    Good: [NHS](https://www.nhs.uk/), [call](tel:911), [signs](symptoms.md)
    """
    own = guide.values("site_url")[-1:]
    for url in page.links:
        number = page.line_with(url.removeprefix("mailto:") or "]()")
        if own and url.startswith(own[0]):
            path, hash_, id_ = url.removeprefix(own[0]).partition("#")
            name = path.strip("/") or "index"
            yield number, f"this is a page of the guide; write {name}.md{hash_}{id_}"
        elif OTHER_SITE.match(url):
            if url not in guide.sources:
                yield number, f"{url} is not a known source; check it, and add it to {SOURCES}"
        elif NO_ADDRESS.match(url):
            yield number, f'"{url}" is not an address; write https://..., tel:911 or page.md'
