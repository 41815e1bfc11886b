"""Every fact of the source article (facts.json) stands on its page as readers get it."""

from pathlib import Path

import pytest
from built_page import blocks, parse
from conftest import ROOT, hosted_file
from pagecheck.facts import states
from pagecheck.known import read_facts
from pagecheck.values import Fact

FACTS = tuple(read_facts(ROOT / "editorial" / "facts.json", ROOT))


@pytest.mark.parametrize("fact", FACTS, ids=[fact.id for fact in FACTS])
def test_fact_is_on_its_built_page(fact: Fact) -> None:
    page = parse(hosted_file(Path(fact.page).stem))
    assert any(
        states(f"{block.heading} {block.text}", fact.must_mention) for block in blocks(page)
    ), (
        f"the built page of docs/{fact.page} does not state fact {fact.id}: if scripts/check finds"
        " nothing, look at what the build does to the page"
    )


def test_no_fact_of_the_article_is_lost() -> None:
    assert len({fact.id for fact in FACTS}) >= 86
