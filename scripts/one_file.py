"""Put the whole guide into one HTML file, to send, to print or to read offline.

Usage: python scripts/one_file.py SITE_DIR HTML_FILE

SITE_DIR is the built hosted edition. Its pages follow each other in the order of the menu. To fit
into one file, ids get the name of their page as a prefix, and headings move down one level.
Styles and pictures are in the file; scripts are not.
"""

import base64
import mimetypes
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import jinja2
import turbohtml
from turbohtml import Element

FOLDER = Path(__file__).parent
MENU = ".menu a:not([href^='#'])"
ONLY_ON_THE_WEB = "script, nav, .downloads"
ID_ATTRIBUTES = ("id", "for", "aria-labelledby", "aria-describedby")
LOWER = {f"h{level}": f"h{level + 1}" for level in range(1, 6)}
HEADING_IN_SELECTOR = re.compile(r"\bh[1-5]\b(?=[^;}]*\{)")


def read_guide(site: Path) -> dict[str, Any]:
    """Return what the template shows of the hosted edition."""
    home = turbohtml.parse((site / "index.html").read_bytes())
    address = home.select_one("link[rel=canonical]").attr("href")
    urls = [urljoin(address, link.attr("href")) for link in home.select(MENU)]
    paths = {url: url.removeprefix(address).strip("/") for url in urls}
    files = {url: site / path / "index.html" for url, path in paths.items()}
    names = {url: path or "index" for url, path in paths.items() if files[url].is_file()}
    sheets = [link.attr("href").partition("?")[0] for link in home.select("link[rel=stylesheet]")]
    style = "".join((site / sheet).read_text("utf-8") for sheet in sheets)
    style = HEADING_IN_SELECTOR.sub(lambda heading: LOWER[heading[0]], style)
    return {
        "language": home.select_one("html").attr("lang"),
        "name": home.select_one("title").text,
        "address": address,
        "style": style + (FOLDER / "one_file.css").read_text("utf-8"),
        "pages": {name: read_page(url, files[url], names) for url, name in names.items()},
    }


def read_page(url: str, file: Path, names: dict[str, str]) -> Element:
    """Return a page, changed to stand in one file with the pages in `names`."""
    page = turbohtml.parse(file.read_bytes()).select_one("main")
    for element in page.select(ONLY_ON_THE_WEB):
        element.decompose()
    for item in page.select(".task-list-item"):  # on the web, a script does this
        item.wrap_children(turbohtml.Element("label"))
    for element in page.iter_elements():
        element.tag = LOWER.get(element.tag, element.tag)
        make_ids_unique(element, f"{names[url]}--")
    for image in page.select("img[src]"):
        embed(image, file.parent)
    page.resolve_links(url)
    page.rewrite_links(lambda link: link_in_file(link, names))
    return page


def make_ids_unique(element: Element, prefix: str) -> None:
    """Put the prefix before the ids that the element has or refers to; links are left out."""
    for key, value in element.attrs.items():
        if key in ID_ATTRIBUTES:
            element.attrs[key] = " ".join(prefix + id_ for id_ in value.split())
        elif "url(#" in value:
            element.attrs[key] = value.replace("url(#", f"url(#{prefix}")


def embed(image: Element, folder: Path) -> None:
    """Put a picture into the page. The link checker reports a missing one."""
    file = folder / unquote(image.attr("src").partition("?")[0])
    if file.is_file():
        data = base64.b64encode(file.read_bytes()).decode()
        image.attrs["src"] = f"data:{mimetypes.guess_type(file)[0]};base64,{data}"


def link_in_file(url: str, names: dict[str, str]) -> str:
    """Return where a link leads in the file."""
    page, id_ = urldefrag(url)
    if page not in names:
        return url
    return f"#{names[page]}--{id_}" if id_ else f"#{names[page]}"


def write_file(target: Path, template: str, values: dict[str, Any]) -> None:
    """Write an HTML file from a template in the folder of this script."""
    loader = jinja2.FileSystemLoader(FOLDER)
    templates = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(templates.get_template(template).render(values), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3 or not Path(sys.argv[1], "index.html").is_file():
        sys.exit("usage: one_file.py SITE_DIR HTML_FILE (SITE_DIR: the built hosted edition)")
    write_file(Path(sys.argv[2]), "one_file.html", read_guide(Path(sys.argv[1])))
