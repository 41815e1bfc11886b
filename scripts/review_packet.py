"""Make the HTML file in which a doctor checks the guide and signs.

Usage: scripts/review-packet [HTML_FILE]

It is the guide in one file, with a form below each page. The pages where a mistake would do most
harm come first (`review_first` in mkdocs.yml). At the end are all advice of the editors, the
sources, and the lines for editorial/sign-offs.yml.
"""

import sys
from pathlib import Path

import yaml
from fingerprints import fingerprints
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from one_file import FOLDER, read_guide, write_file
from turbohtml import Element

# With the space, so that it does not match the line that explains the mark.
ADVICE = " (our advice)"
BLOCKS = "p, li, dd, td"
FIELDS = {
    "name": "Your name",
    "profession": "Your profession",
    "registration": "Where you are registered, and your number",
    "interests": "Your interests, such as money from the maker of a treatment",
    "date": "Date, such as May 3, 2027",
    "not_checked": "What you did not check",
}


def find_advice(pages: dict[str, Element]) -> dict[str, list[str]]:
    """Return each text that only the editors say, with the names of the pages that have it."""
    found: dict[str, list[str]] = {}
    for name, page in pages.items():
        for block in page.select(BLOCKS):
            inner = [each for each in block.select(BLOCKS) if ADVICE in each.text]
            if ADVICE in block.text and not inner:
                text, following = block.text, block.xpath_one("following-sibling::*")
                if text.rstrip().endswith(":") and following:  # the advice is in the list below
                    text += " " + following.text
                found.setdefault(" ".join(text.split()), []).append(name)
    return found


def write_packet(site: Path, target: Path, config: MkDocsConfig) -> None:
    """Write the file from the hosted edition in `site`, built with `config`."""
    guide = read_guide(site)
    first = [file.removesuffix(".md") for file in config.extra["review_first"]]
    order = sorted(
        guide["pages"], key=lambda name: first.index(name) if name in first else len(first)
    )
    pages = {name: guide["pages"][name] for name in order}
    links = [link for page in pages.values() for link in page.select(".footnote a")]
    guide["style"] += (FOLDER / "review_packet.css").read_text("utf-8")
    added = {
        "name": f"Check and sign: {config.site_name}",
        "pages": pages,
        "advice": find_advice(pages),
        "sources": yaml.safe_load(Path("editorial/sources.yml").read_text("utf-8")),
        "titles": {link.attr("href"): link.text for link in links},
        "fields": FIELDS,
        "contact": config.extra["contact"] or "whoever sent you this file",
        "fingerprints": fingerprints(config),
        "script": (FOLDER / "review_packet.js").read_text("utf-8"),
    }
    write_file(target, "review_packet.html", guide | added)


if __name__ == "__main__":
    write_packet(Path(sys.argv[1]), Path(sys.argv[2]), load_config())
