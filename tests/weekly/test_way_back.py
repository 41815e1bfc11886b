"""The way back to the theme's own page, as CONTRIBUTING.md tells it, works."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from conftest import ROOT, Reader, served
from playwright.sync_api import expect

MAIN = """{% extends "base.html" %}
{% block content %}{{ super() }}{% include "partials/review.html" %}{% endblock %}
"""
SHEETS = "[assets/stylesheets/colors.css, assets/stylesheets/boxes.css]"


def test_plain_theme_keeps_the_care_cards_and_the_review(
    copy: Path, reading: Callable[..., Reader]
) -> None:
    (copy / "overrides" / "main.html").write_text(MAIN, "utf-8")
    for partial in (copy / "overrides" / "partials").glob("[!r]*.html"):
        partial.unlink()
    config = (copy / "mkdocs.yml").read_text("utf-8")
    for option, value in (("exclude_docs", ""), ("extra_css", SHEETS)):
        config = re.sub(rf"^{option}:.*(\n  .*)+", f"{option}: {value}", config, flags=re.MULTILINE)
    (copy / "mkdocs.yml").write_text(config, "utf-8")
    specimen = (ROOT / "tests" / "specimen_home.md").read_text("utf-8")
    (copy / "docs" / "index.md").write_text(specimen.replace("specimen.md", "about.md"), "utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--no-strict"], cwd=copy, check=True)
    with served(copy / "site") as url:
        reader = reading(url)
        reader.page.goto(url)
        expect(reader.page.locator(".md-header")).to_be_visible()
        expect(reader.page.get_by_text("Page last reviewed")).to_be_visible()
        bars = reader.page.locator(":is(.danger, .call-doctor) > .admonition-title")
        color = "bars => bars.map((bar) => getComputedStyle(bar).backgroundColor)"
        assert bars.evaluate_all(color) == ["rgb(29, 68, 128)", "rgb(140, 15, 15)"]
        reader.faults.clear()  # the theme's own
