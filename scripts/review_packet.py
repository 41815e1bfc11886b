"""Make the file in which a doctor checks the guide and signs: a part of scripts/review-packet.

It is the guide in one file, with a form below each page. At its end are all advice of the editors,
the sources, and the lines for editorial/sign-offs.yml.
"""

from collections.abc import Iterator
from pathlib import Path

import yaml
from downloads import read_guide, write_file
from turbohtml import Element

# With the space, so that it does not match the line that explains the mark.
ADVICE = "//*[text()[contains(., ' (our advice)')]]"


def write_packet(site: Path, target: Path) -> None:
    """Write the file from the hosted edition that has been built in `site`."""
    guide = read_guide(site)
    # In the menu, the pages where a mistake would do most harm come first, but for the home page.
    home, *others = guide["pages"]
    pages = {name: guide["pages"][name] for name in (*others, home)}
    links = [link for page in pages.values() for link in page.select(".footnote a")]
    guide |= {
        "name": f"Check and sign: {guide['name']}",
        "pages": pages,
        "advice": [(text, name) for name, page in pages.items() for text in find_advice(page)],
        "sources": yaml.safe_load(Path("editorial/sources.yml").read_text("utf-8")),
        "titles": {link.attr("href"): link.text for link in links},
    }
    write_file(target, "review_packet.html", guide)


def find_advice(page: Element) -> Iterator[str]:
    """Yield each text of a page that only the editors say."""
    for element in page.xpath(ADVICE):
        text, following = element.text.strip(), element.xpath_one("following-sibling::*")
        if text.endswith(":") and following:  # the advice is in the list below
            text += " " + following.text
        yield " ".join(text.split())


if __name__ == "__main__":
    write_packet(Path("site"), Path("review-packet.html"))
