"""Rules about sources: footnotes, and links to other sites."""

import re

from pagecheck.guide import KINDS, SOURCES, Guide
from pagecheck.pages import SNIPPET, Page
from pagecheck.rules import Faults, LineFaults, did_you_mean, error, warning

FOOTNOTE = re.compile(r" {0,3}\[\^([^\]]+)\]:\s*(.*)")
CITED = re.compile(r"\[.*?\]\(((?:[^\s()]|\([^\s()]*\))*)\)((?:, \d{4})?(?: \(a \w+\))?)")
EXAMPLE = "[Whose page: its title](its address), 2023"


@error
def footnote(page: Page, guide: Guide) -> LineFaults:
    """A source that a page uses is in its list of sources, once; and each in the list is used.

    Bad: It lasts for months.[^nhs] without a [^nhs]: below ## Sources
    Good: It lasts for months.[^nhs] and [^nhs]: [NHS: Dystonia](https://www.nhs.uk/), 2023
    """
    listed = [match[1] for _, raw in page.written if (match := FOOTNOTE.match(raw))]
    used = set()
    for number, raw in page.written:
        shown = guide.part(*match.groups()) if (match := SNIPPET.fullmatch(raw)) else raw
        for name in re.findall(r"\[\^([^\]]+)\](?!:)", shown):
            used.add(name)
            if name not in listed:
                fix = did_you_mean(name, listed, f"add [^{name}]: {EXAMPLE} under ## Sources", 0.8)
                yield number, f"the source [^{name}] is not in the list of this page; {fix}"
    heading, seen = "", set()
    for number, raw in page.written:
        heading = raw if raw.startswith("#") else heading
        name = match[1] if (match := FOOTNOTE.match(raw)) else ""
        if name and name in seen:
            yield number, f"[^{name}] is in the list twice; give one of them another name"
        elif name and name not in used and used <= {*listed}:
            fix = f"write [^{name}] behind what comes from it, or remove this line"
            yield number, f"this page does not use the source [^{name}]; {fix}"
        elif name and not heading.startswith("## Sources"):
            yield number, f"move [^{name}] under ## Sources, at the end of the page"
        seen.add(name)


@error
def source(page: Page, guide: Guide) -> LineFaults:
    """A source in the list of a page has a link, its year, and says if it sells something.

    Bad: [^nhs]: NHS, 2023
    Good: [^nhs]: [NHS: Dystonia](https://www.nhs.uk/), 2023
    """
    for number, raw in page.written:
        match = CITED.match(FOOTNOTE.sub(r"\2", raw)) if FOOTNOTE.match(raw) else None
        entry = guide.sources.get(match[1]) if match else None
        if FOOTNOTE.match(raw) and not match:
            yield number, f"this source has no link; write {EXAMPLE}"
        elif entry and entry.get("kind") in KINDS:
            year = f", {entry['year']}".replace(", none", "")
            end = year + f" (a {entry['kind']})" * (entry["kind"] in ("maker", "provider"))
            if match[2] != end:
                fix = f'write "{end}" after the link' if end else "remove the year after the link"
                yield number, f"not as in {SOURCES}; {fix}, or correct it there"


@error
def address(page: Page, guide: Guide) -> LineFaults:
    """An address of another site is in editorial/sources.yml; a page of the guide is a file name.

    Bad: <https://shop.example/>, [call](tel:nine), [NHS](www.nhs.uk), [signs]()
    Good: [NHS](https://www.nhs.uk/) that is in sources.yml, [call](tel:911), [signs](symptoms.md)
    """
    ours = [value for section, value, _ in guide.settings if section == "site_url"][-1:]
    for url in dict.fromkeys(page.links):
        number = page.line_with(url.removeprefix("mailto:") or "]()")
        if url.startswith(tuple(ours)):
            path, hash_, id_ = url.removeprefix(ours[0]).partition("#")
            yield number, f"a page of this guide; write {path.strip('/') or 'index'}.md{hash_}{id_}"
        elif re.match("(https?:)?//|mailto:", url) and url not in guide.sources:
            fix = did_you_mean(url, guide.sources, f"check it, and add it to {SOURCES}", 0.9)
            yield number, f"{url} is not a known source; {fix}"
        elif re.match(r"$|www\.|(?!https?:|mailto:|tel:\+?[\d-]+$)[a-z]+:", url):
            yield number, f'"{url}" is not an address; write https://..., tel:911 or page.md'


@warning
def source_unused(guide: Guide) -> Faults:
    """A source in editorial/sources.yml is used on a page.

    Bad: an address that no page links to
    Good: the same, cited in a footnote
    """
    used = {url for page in guide.pages.values() for url in page.links}
    for url in guide.sources.keys() - used:
        yield guide.line_of(SOURCES, url), f"no page uses {url}; remove it"
