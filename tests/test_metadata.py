"""What search engines and shared links are told about each page is its own, whole and true."""

import json
import struct
import xml.etree.ElementTree as ET

import pytest
import yaml
from built_page import parse, text_of
from conftest import DOCS, HOSTED, OFFLINE, PAGES, hosted_file, hosted_path

SITE = parse(hosted_file("index")).select_one("link[rel=canonical]").attr("href")


def meta(page: str, name: str) -> str:
    """The content of the one meta element of that name or property."""
    (element,) = parse(hosted_file(page)).select(f'meta[name="{name}"], meta[property="{name}"]')
    return element.attr("content")


def front_matter(page: str) -> dict:
    return yaml.safe_load((DOCS / f"{page}.md").read_text(encoding="utf-8").split("---")[1])


@pytest.mark.parametrize("page", PAGES)
def test_shared_link_and_linked_data_are_true(page: str) -> None:
    built, source, address = parse(hosted_file(page)), front_matter(page), SITE + hosted_path(page)
    assert built.select_one("link[rel=canonical]").attr("href") == meta(page, "og:url") == address
    assert meta(page, "og:title") == text_of(built.select_one("h1"))
    assert meta(page, "og:description") == meta(page, "description") == source["description"]
    (script,) = built.select('script[type="application/ld+json"]')
    data = json.loads(script.text)
    assert (data["@type"], data["name"]) == ("MedicalWebPage", meta(page, "og:title"))
    assert (data["lastReviewed"], data["url"]) == (str(source["reviewed"]), address)
    assert "reviewedBy" not in data


def test_picture_of_a_shared_link_is_there_in_the_usual_size() -> None:
    picture = (HOSTED / meta("index", "og:image").removeprefix(SITE)).read_bytes()
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)  # PNG, section 11.2.1


def test_sitemap_lists_every_page_with_its_review() -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    urls = ET.parse(HOSTED / "sitemap.xml").iter(f"{space}url")
    reviews = {SITE + hosted_path(name): str(front_matter(name)["reviewed"]) for name in PAGES}
    assert {url[0].text: url[1].text for url in urls} == reviews


def test_wrong_address_is_not_listed_and_the_disk_needs_none_of_this() -> None:
    wrong = parse(HOSTED / "404.html")
    assert wrong.select_one("meta[name=robots]").attr("content") == "noindex"
    told = 'link[rel=canonical], meta[property^="og:"], script[type*="ld+json"]'
    assert not parse(OFFLINE / "index.html").select(told)
