"""Put the whole guide into one HTML file: to mail, to print, to read on anything.

Usage: python scripts/one_file.py SITE_DIR HTML_FILE

Reads the hosted edition: its pages follow each other in the order of the menu, each with its ids
prefixed by its name and its headings one level lower. Styles and pictures stand in the file;
scripts do not.

Exit status: 0 written, 2 misuse.
"""

import base64
import hashlib
import html
import mimetypes
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import turbohtml
from turbohtml import Document, Element

MENU = ".menu a:not([href^='#'])"
IDS = ("id", "for", "aria-labelledby", "aria-describedby")
LOWER = {f"h{level}": f"h{level + 1}" for level in range(1, 6)}
HEADING_IN_SELECTOR = re.compile(r"\bh[1-5]\b(?=[^;}]*\{)")

FILE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; \
form-action 'none'; img-src data:; style-src 'sha256-{digest}'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{name}</title>
<style>{styles}</style>
</head>
<body>
<header>
<h1>{name}</h1>
<p>This is the whole guide in one file, to read offline, send or print.
The guide on the web may be newer: <a href="{address}">{address}</a></p>
<details id="__contents"><summary>Contents</summary><ol>{contents}</ol></details>
</header>
<main>
{parts}
</main>
</body>
</html>
"""
PART = """<div class="part" id="{name}">
{words}
<p><a href="#__contents">Back to the contents</a></p>
</div>
"""


def styles(site: Path, home: Document) -> str:
    """Return the style sheets of the guide, fitted to lower headings, and that of this file."""
    links = (link.attr("href").partition("?")[0] for link in home.select("link[rel=stylesheet]"))
    sheets = "".join((site / link).read_text(encoding="utf-8") for link in links)
    own = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
    return HEADING_IN_SELECTOR.sub(lambda found: LOWER[found[0]], sheets) + own


def anchor(url: str, names: dict[str, str]) -> str:
    """Return where a link leads in the one file; `names` are those of the pages in it."""
    address, fragment = urldefrag(url)
    name = names.get(address)
    return url if not name else f"#{name}--{fragment}" if fragment else f"#{name}"


def embed(image: Element, folder: Path) -> None:
    """Put a picture into the page; one that is missing is left for the link checker to name."""
    file = folder / image.attr("src").partition("?")[0]
    if file.is_file():
        data = base64.b64encode(file.read_bytes()).decode()
        image.attrs["src"] = f"data:{mimetypes.guess_type(file)[0]};base64,{data}"


def fit(main: Element, name: str) -> None:
    """Make what a page says fit into the one file, all but its addresses."""
    for element in main.select("script, .downloads, nav"):
        element.decompose()
    for item in main.select(".task-list-item"):  # on the pages a script does this
        item.wrap_children(turbohtml.Element("label"))
    for element in main.iter_elements():
        element.tag = LOWER.get(element.tag, element.tag)
        for key, value in element.attrs.items():
            if key in IDS:
                element.attrs[key] = " ".join(f"{name}--{each}" for each in value.split())
            elif "url(#" in value:
                element.attrs[key] = value.replace("url(#", f"url(#{name}--")


def one_file(site: Path) -> str:
    """Return the guide below `site` as the text of one HTML file."""
    home = turbohtml.parse((site / "index.html").read_bytes())
    address = home.select_one("link[rel=canonical]").attr("href")
    urls = (urljoin(address, link.attr("href")) for link in home.select(MENU))
    files = {url: site / url.removeprefix(address) / "index.html" for url in urls}
    pages = {
        url: turbohtml.parse(file.read_bytes()).select_one("main")
        for url, file in files.items()
        if file.is_file()
    }
    names = {url: url.removeprefix(address).strip("/") or "start" for url in pages}
    contents, parts = "", ""
    for url, main in pages.items():
        title = html.escape(main.select_one("h1").text)
        contents += f'\n<li><a href="#{names[url]}">{title}</a></li>'
        fit(main, names[url])
        for image in main.select("img[src]"):
            embed(image, files[url].parent)
        main.resolve_links(url)
        main.rewrite_links(lambda link: anchor(link, names))
        parts += PART.format(name=names[url], words=main.inner_html.strip())
    sheet = styles(site, home)
    return FILE.format(
        language=home.select_one("html").attr("lang"),
        digest=base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode(),
        name=html.escape(home.select_one("title").text),
        styles=sheet,
        address=html.escape(address),
        contents=contents,
        parts=parts,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the edition in the folder named first into the file named second; return the status."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 2 or not (Path(given[0]) / "index.html").is_file():
        print("usage: one_file.py SITE_DIR HTML_FILE (SITE_DIR: hosted edition)", file=sys.stderr)
        return 2
    text = one_file(Path(given[0]))
    Path(given[1]).parent.mkdir(parents=True, exist_ok=True)
    Path(given[1]).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
