"""Put the whole guide into one HTML file: to mail, to print, to read on anything.

Usage: python scripts/one_file.py SITE_DIR HTML_FILE

Works on the finished hosted edition: the pages follow each other in the order of its menu, each as
a section with its ids prefixed by its name. Styles and pictures stand in the file; scripts do not.

Exit status: 0 written, 1 a page holds what cannot stand in one file, 2 misuse.
"""

import base64
import hashlib
import html
import mimetypes
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin

import turbohtml
from secure_pages import CHARSET, metas
from turbohtml import Element

MENU = ".md-nav--primary > .md-nav__list > li > a"
LEFT_OUT = "script, .md-content__button, .headerlink, .downloads, .footnote > hr"
ID_LISTS = ("for", "aria-labelledby", "aria-describedby")
OWN_STYLES = Path(__file__).with_suffix(".css")
SHARED_STYLES = Path(__file__).parent.parent / "docs/assets/stylesheets/extra.css"

# Without a script no switch can set a scheme on the page: the system's choice holds.
SCHEMES = {
    "\n[data-md-color-scheme] {": "\n:root {",
    '@media screen {\n  [data-md-color-scheme="slate"] {': (
        "@media screen and (prefers-color-scheme: dark) {\n  :root {"
    ),
}

FILE = """<!doctype html>
<html lang="{language}">
<head>
{charset}{policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="description" content="{description}">
<title>{name}</title>
<style>{styles}</style>
</head>
<body class="md-typeset">
<header>
<h1>{name}</h1>
<p>{description}</p>
<p>This is the whole guide in 1 file. You can read it offline, send it or print it.</p>
<p>The guide on the web may be newer: <a href="{address}">{address}</a></p>
<p>Each part ends with the date of its last review. The oldest is {reviewed}.</p>
</header>
<nav aria-labelledby="contents">
<h2 id="contents">Contents</h2>
<ol>
{contents}
</ol>
</nav>
<main>
{sections}
</main>
</body>
</html>
"""


class Page(NamedTuple):
    """A page of the hosted edition: its address, its name in ids, its file and its parts."""

    address: str
    name: str
    file: Path
    title: str
    article: Element


def read_pages(site: Path) -> list[Page]:
    """Read the pages of the edition below `site`, in the order of its menu."""
    home = turbohtml.parse((site / "index.html").read_bytes())
    address = home.select_one("link[rel=canonical]").attr("href")
    pages = []
    for link in home.select(MENU):
        path = urljoin(address, link.attr("href")).removeprefix(address)
        file = site / path / "index.html"
        article = turbohtml.parse(file.read_bytes()).select_one("article")
        for part in article.select(LEFT_OUT):
            part.decompose()
        title = article.select_one("h1").text
        pages.append(Page(address + path, path.strip("/") or "start", file, title, article))
    return pages


def anchor(page: Page, url: str, names: dict[str, str]) -> str:
    """Return where a link of the page leads from the one file; `names` are those of its pages.

    A link to none of them is left as an address, for the link checker to name its line.
    """
    address, fragment = urldefrag(urljoin(page.address, url))
    if name := names.get(address):
        return f"#{name}--{fragment}" if fragment else f"#{name}"
    return urljoin(page.address, url)


def embed(page: Page, url: str) -> str:
    """Return the picture at a relative address as a data: address.

    One that is missing is left as an address, for the link checker to name its line.
    """
    if not (page.file.parent / url).is_file():
        return urljoin(page.address, url)
    kind = mimetypes.guess_type(url)[0]
    data = base64.b64encode((page.file.parent / url).read_bytes()).decode()
    return f"data:{kind};base64,{data}"


def fit(element: Element, page: Page, names: dict[str, str]) -> None:
    """Make the ids, references and addresses of one element right for the one file."""
    for key, value in element.attrs.items():
        if key == "id":
            element.attrs[key] = f"{page.name}--{value}"
        elif key in ID_LISTS:
            ids = value if isinstance(value, list) else value.split()
            element.attrs[key] = " ".join(f"{page.name}--{each}" for each in ids)
        elif key == "href":
            element.attrs[key] = anchor(page, value, names)
        elif key == "src":
            element.attrs[key] = embed(page, value)
        elif isinstance(value, str) and "url(#" in value:
            element.attrs[key] = value.replace("url(#", f"url(#{page.name}--")
    if re.fullmatch("h[1-5]", element.tag):
        element.tag = f"h{int(element.tag[1]) + 1}"


def section(page: Page, names: dict[str, str]) -> str:
    """Return a page as a section of the one file."""
    for element in list(page.article.iter_elements()):
        fit(element, page, names)
    body = re.sub(r"\n\s*\n", "\n", page.article.inner_html.strip())
    return (
        f'<section id="{page.name}">\n{body}\n'
        '<p class="to-contents"><a href="#contents">Back to the contents</a></p>\n</section>'
    )


def styles(shared: str) -> str:
    """Return the style sheet: the guide's own, set to follow the system, and that of this file.

    Raises ValueError where the guide's style sheet has lost a rule that has to change.
    """
    for rule, ours in SCHEMES.items():
        if shared.count(rule) != 1:
            raise ValueError(f"extra.css has not one {rule!r} to fit to a page without scripts")
        shared = shared.replace(rule, ours)
    return shared + OWN_STYLES.read_text(encoding="utf-8")


def one_file(site: Path) -> str:
    """Return the guide below `site` as the text of one HTML file.

    Raises ValueError for a style that cannot stand in it.
    """
    home = turbohtml.parse((site / "index.html").read_bytes())
    pages = read_pages(site)
    names = {page.address: page.name for page in pages}
    dates = [page.article.select_one("time") for page in pages]
    sheet = styles(SHARED_STYLES.read_text(encoding="utf-8"))
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    policy |= {"img-src": "data:", "style-src": f"'sha256-{digest}'"}  # CSP level 3, section 2.3.1
    return FILE.format(
        language=home.select_one("html").attr("lang"),
        charset=CHARSET,
        policy=metas(policy),
        name=html.escape(home.select_one("meta[property='og:site_name']").attr("content")),
        description=html.escape(home.select_one("meta[name=description]").attr("content")),
        address=html.escape(pages[0].address),
        reviewed=min(dates, key=lambda date: date.attr("datetime")).html,
        styles=sheet,
        contents="\n".join(
            f'<li><a href="#{page.name}">{html.escape(page.title)}</a></li>' for page in pages
        ),
        sections="\n".join(section(page, names) for page in pages),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the edition in the folder named first into the file named second; return the status."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 2 or not (Path(given[0]) / "index.html").is_file():
        print("usage: one_file.py SITE_DIR HTML_FILE (SITE_DIR: hosted edition)", file=sys.stderr)
        return 2
    try:
        text = one_file(Path(given[0]))
    except ValueError as error:
        print(f"one_file.py: {error}", file=sys.stderr)
        return 1
    Path(given[1]).parent.mkdir(parents=True, exist_ok=True)
    Path(given[1]).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
