"""What search engines and shared links are told about each page is its own, whole and true."""

import json
import struct
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
import yaml
from built_page import parse, text_of
from conftest import DOCS, HOSTED, OFFLINE, PAGES, ROOT, hosted_file, hosted_path

SITE = parse(hosted_file("index")).select_one("link[rel=canonical]").attr("href")
VOCABULARY = yaml.safe_load((ROOT / "tests" / "schema_org.yml").read_text(encoding="utf-8"))


def meta(page: str, name: str) -> str:
    """The content of the one meta element of that name or property."""
    found = parse(hosted_file(page)).select(f'meta[name="{name}"], meta[property="{name}"]')
    assert len(found) == 1, f"{page}: {len(found)} of {name}"
    return found[0].attr("content")


def linked_data(page: str) -> dict:
    """The JSON-LD of a page."""
    (script,) = parse(hosted_file(page)).select('script[type="application/ld+json"]')
    return json.loads(script.text)


def kinds(name: str) -> set[str]:
    """A schema.org type and all types that it is a kind of."""
    return {name}.union(*(kinds(parent) for parent in VOCABULARY["types"].get(name, [])))


def misuses(node: object) -> Iterator[str]:
    """The types and properties in a piece of JSON-LD that schema.org does not have there."""
    if isinstance(node, list):
        for each in node:
            yield from misuses(each)
    elif isinstance(node, dict):
        if node["@type"] not in VOCABULARY["types"]:
            yield node["@type"]
        for name, value in node.items():
            if not name.startswith("@"):
                if not kinds(node["@type"]) & set(VOCABULARY["properties"].get(name, [])):
                    yield f"{node['@type']}.{name}"
                yield from misuses(value)


def test_titles_and_descriptions_are_unique() -> None:
    titles = {parse(hosted_file(page)).select_one("title").text for page in PAGES}
    assert len(titles) == len({meta(page, "description") for page in PAGES}) == len(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_shared_link_shows_the_page(page: str) -> None:
    built = parse(hosted_file(page))
    address = SITE + hosted_path(page)
    assert built.select_one("link[rel=canonical]").attr("href") == address
    assert meta(page, "og:url") == address
    assert meta(page, "og:title") == text_of(built.select_one("h1"))
    assert meta(page, "og:description") == meta(page, "description")
    assert meta(page, "twitter:card") == "summary_large_image"
    assert meta(page, "og:image:alt")
    assert (HOSTED / meta(page, "og:image").removeprefix(SITE)).is_file()


def test_picture_has_the_size_it_is_said_to_have() -> None:
    picture = (HOSTED / "assets" / "images" / "share.png").read_bytes()
    said = tuple(int(meta("index", f"og:image:{side}")) for side in ("width", "height"))
    assert struct.unpack(">II", picture[16:24]) == said == (1200, 630)  # PNG, section 11.2.1
    assert len(picture) < 60_000


@pytest.mark.parametrize("page", PAGES)
def test_linked_data_is_true(page: str) -> None:
    data = linked_data(page)
    source = yaml.safe_load((DOCS / f"{page}.md").read_text(encoding="utf-8").split("---")[1])
    assert list(misuses(data)) == []
    assert data["lastReviewed"] == str(source["reviewed"])
    assert (data["name"], data["description"]) == (meta(page, "og:title"), source["description"])
    path = [(step["position"], step["item"]) for step in data["breadcrumb"]["itemListElement"]]
    assert path == [(1, SITE)] + [(2, SITE + hosted_path(page))] * (page != "index")
    assert {tuple(code.values())[1:] for code in data["about"]["code"]} == {
        ("G24.9", "ICD-10-CM"),
        ("D004421", "MeSH"),
    }
    assert "reviewedBy" not in data


def test_misuses_are_found() -> None:
    assert list(misuses({"@type": "WebPage", "name": "a"})) == []
    assert list(misuses({"@type": "WebPage", "codeValue": "a"})) == ["WebPage.codeValue"]
    assert list(misuses([{"@type": "WebSite", "about": {"@type": "Cure"}}])) == ["Cure"]


def test_sitemap_lists_every_page() -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = [loc.text for loc in ET.parse(HOSTED / "sitemap.xml").iter(f"{space}loc")]
    assert sorted(listed) == sorted(SITE + hosted_path(page) for page in PAGES)


def test_wrong_address_is_not_listed_and_the_disk_needs_none_of_this() -> None:
    wrong = parse(HOSTED / "404.html")
    assert wrong.select_one("meta[name=robots]").attr("content") == "noindex"
    told = 'link[rel=canonical], meta[property^="og:"], script[type*="ld+json"]'
    assert len(parse(HOSTED / "index.html").select(told)) > 9
    assert not parse(OFFLINE / "index.html").select(told)
