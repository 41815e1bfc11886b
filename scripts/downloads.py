"""Make the downloads in site/: the guide in one HTML file, and the offline edition in a zip file.

In the HTML file, the pages of the hosted edition follow each other in the order of the menu. To fit
into one file, ids get the name of their page as a prefix, and headings move down one level. Styles
and pictures are in the file; scripts are not.
"""

import base64
import mimetypes
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import jinja2
import turbohtml
from hooks import STYLE
from markdown.extensions.toc import slugify
from turbohtml import Element

HOSTED, OFFLINE = Path("site"), Path("site-offline")
README = Path("docs/.offline/READ-ME-FIRST.txt")
MENU = ".menu a:not([href^='#'], [href*=':'])"
ONLY_ON_THE_WEB = "nav, .downloads"
ONE_LEVEL_DOWN = {f"h{level}": f"h{level + 1}" for level in range(1, 6)}
HEADING_IN_SELECTOR = re.compile(r"\bh[1-5]\b(?=[^;}]*\{)")


def read_guide(site: Path) -> dict[str, Any]:
    """Return what the template shows of the hosted edition."""
    home = turbohtml.parse((site / "index.html").read_bytes())
    address = home.select_one("link[rel=canonical]").attr("href")
    paths = [link.attr("href").strip("./") for link in home.select(MENU)]
    # The checks name an entry of the menu that is no page; the preview shows the others.
    paths = [path for path in paths if (site / path / "index.html").is_file()]
    names = {urljoin(address, f"{path}/" if path else ""): path or "index" for path in paths}
    style = (site / STYLE).read_text("utf-8")
    return {
        "language": home.select_one("html").attr("lang"),
        "name": home.select_one("title").text,
        "address": address,
        "style": HEADING_IN_SELECTOR.sub(lambda heading: ONE_LEVEL_DOWN[heading[0]], style),
        "pages": {name: read_page(site, url, names) for url, name in names.items()},
    }


def read_page(site: Path, url: str, names: dict[str, str]) -> Element:
    """Return a page, changed to stand in one file with the pages in `names`."""
    folder = site if names[url] == "index" else site / names[url]
    page = turbohtml.parse((folder / "index.html").read_bytes()).select_one("main")
    for element in page.select(ONLY_ON_THE_WEB):
        element.decompose()
    for item in page.select(".task-list-item"):  # on the web, a script does this
        item.wrap_children(Element("label"))
    for element in page.iter_elements():
        element.tag = ONE_LEVEL_DOWN.get(element.tag, element.tag)
        make_ids_unique(element, f"{names[url]}--")
    for image in page.select("img[src]"):
        embed(image, folder)
    page.resolve_links(url)
    page.rewrite_links(lambda link: link_in_file(link, names))
    return page


def make_ids_unique(element: Element, prefix: str) -> None:
    """Put the prefix before the ids that the element has or refers to; links are left out."""
    for key, value in element.attrs.items():
        if key in ("id", "aria-labelledby"):
            element.attrs[key] = " ".join(prefix + id_ for id_ in value.split())
        elif "url(#" in value:
            element.attrs[key] = value.replace("url(#", f"url(#{prefix}")


def embed(image: Element, folder: Path) -> None:
    """Put a picture into the page. The link checker reports a missing one."""
    file = folder / unquote(image.attr("src"))
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
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    templates = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
    target.write_text(templates.get_template(template).render(values), "utf-8")


def pack(target: Path, folder: str) -> None:
    """Pack the offline edition into a zip file, with the same bytes on every machine and day."""
    paths = sorted(path for path in OFFLINE.rglob("*") if path.is_file())
    names = {path: path.relative_to(OFFLINE).as_posix() for path in paths}
    with zipfile.ZipFile(target, "w") as archive:
        for path, name in {README: README.name, **names}.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}")
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    guide = read_guide(HOSTED)
    name = slugify(guide["name"], "-")
    folder = HOSTED / "downloads"
    folder.mkdir()
    write_file(folder / f"{name}.html", "one_file.html", guide)
    pack(folder / f"{name}-offline.zip", name)
