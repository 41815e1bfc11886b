"""Every fact of the source article stands on its page (facts.json says which words prove it)."""

import json
import re

import pytest
from built_page import blocks, parse
from conftest import ROOT, hosted_file

FACTS = json.loads((ROOT / "tests" / "facts.json").read_text(encoding="utf-8"))


def states(text: str, must_mention: list[list[str]]) -> bool:
    """Whether a text has, of each list of alternatives, at least one, at the start of a word."""
    return all(
        any(re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in alternatives)
        for alternatives in must_mention
    )


@pytest.mark.parametrize("fact", FACTS, ids=[fact["id"] for fact in FACTS])
def test_fact_is_on_its_page(fact: dict) -> None:
    page = parse(hosted_file(fact["page"].removesuffix(".md")))
    stated = any(
        states(f"{block.heading} {block.text}", fact["must_mention"]) for block in blocks(page)
    )
    assert stated, (
        f'docs/{fact["page"]} no longer states fact {fact["id"]}: "{fact["fact"]}" Put it back in '
        f"one paragraph or list item, with a word of each of these: {fact['must_mention']}"
    )


def test_all_facts_are_listed() -> None:
    assert len({fact["id"] for fact in FACTS}) == 86


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Your feet cramp.", True),
        ("Cramps in a FOOT.", True),
        ("Your feet hurt.", False),
        pytest.param("Scramped feet.", False, id="inside a word"),
    ],
)
def test_states(text: str, stated: bool) -> None:
    assert states(text, [["cramp"], ["foot", "feet"]]) is stated
