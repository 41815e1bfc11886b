"""The page check: each mistake is found at its line, and a good page is let through."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pagecheck.cli import annotation, main
from pagecheck.facts import states
from pagecheck.known import load_known
from pagecheck.pages import read_page
from pagecheck.reading import grade, sentences
from pagecheck.rules import MAX_GRADE, MAX_SECTION_GRADE, RULES
from pagecheck.values import Finding, Place, UnreadableError

TODAY = date.today().isoformat()

GLOSSARY = f"""\
---
description: The medical words of this guide, each explained in plain words.
reviewed: {TODAY}
---

# Glossary

!!! key-points "Key points"

    - This page explains each medical word.

## EEG (electroencephalography) {{#eeg}}

A test that records the electric signals in your brain.

## Tremor {{#tremor}}

Shaking that you cannot control.
"""

GOOD = f"""\
---
description: A page without a mistake, which the check of the pages must let through.
reviewed: {TODAY}
---

# A good page

!!! key-points "Key points"

    - Your voice may shake ([tremor](glossary.md#tremor)).

## What you may notice {{#notice}}

Your feet may cramp.
The tremor can be **strong**.[^nhs]

- [ ] I had a test of the signals in my brain (EEG)

!!! note "Editors' note"

    Shaking has several causes.[^nhs]

!!! danger "Emergency"

    Call 911 in the US if an EEG or MRI shows harm.

A test of the signals in your brain: an EEG ([electroencephalography](glossary.md#eeg)).
The National Health Service (NHS) has more, and so has its NHS site.

| Sign | Place |
| ---- | ----- |
| Cramp | Foot |

## Sources

[^nhs]: NHS: [Drugs and drug use, an overview](https://www.nhs.uk/conditions/dystonia/)
"""

FACT = {
    "id": "foot-01",
    "page": "good.md",
    "fact": "The feet may cramp.",
    "must_mention": [["feet", "foot"], ["cramp"]],
}


ADDRESSES = """\
/glossary/
/glossary/#eeg
/glossary/#glossary
/glossary/#tremor
/good/
/good/#a-good-page
/good/#notice
/good/#sources
"""


CONFIG = """\
nav:
  - good.md
  - glossary.md
extra:
  generator: false
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the guide with the lists of this one, 1 good page and 1 fact."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "editorial").mkdir()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    (tmp_path / "editorial/addresses.txt").write_text(ADDRESSES, "utf-8")
    for name in ("banned-words.yml", "medical-words.txt", "sources.yml"):
        shutil.copy(ROOT / "editorial" / name, tmp_path / "editorial")
    (tmp_path / "editorial/facts.json").write_text(json.dumps([FACT], indent=1), "utf-8")
    (tmp_path / "docs/glossary.md").write_text(GLOSSARY, "utf-8")
    (tmp_path / "docs/good.md").write_text(GOOD, "utf-8")
    return tmp_path


def findings(copy: Path, capsys: pytest.CaptureFixture[str], status: int = 1) -> list[str]:
    """What the check says of a copy, its last line aside."""
    assert main(["--root", str(copy)]) == status
    return capsys.readouterr().out.splitlines()[:-1]


def test_good_page_is_let_through(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(copy)]) == 0
    assert capsys.readouterr().out == "2 pages: 0 to mend, 0 warnings\n"


# One of each mistake: a part of the page, which of its lines is wrong, and what is said of it.
# Together they are one page, on which nothing else may be found.
MISTAKES = [
    ("---\ndescription: Too short.", 2, "the description has 10 characters; write 50 to 160"),
    (
        "reviewed: soon\n---\n",
        1,
        "this page has no date of its last review; write one between the --- lines",
    ),
    (
        "# A bad page with a title so long that no search result shows it whole\n",
        1,
        "the title has 68 characters; shorten it to 65",
    ),
    (
        "Your foot turns.\n",
        -1,
        "this page does not open with its key points; put a box !!! key-points",
    ),
    ("## What is dystonia?\n\nIt is a condition.\n", 1, "ends with punctuation '?'"),
    ("## How You See It\n\nYour neck turns.\n", 1, "Heading should use sentence case"),
    ("## Your foot {foot}\n\nYour foot turns.\n", 1, "an id of a heading is written {#its-name}"),
    (
        "## Legs {#legs}\n\nLook.\n\n## Feet {#legs}\n\nLook.\n",
        5,
        "the id legs is taken on this page",
    ),
    (
        "## More signs\n\n#### Feet\n\nYour foot turns.\n",
        3,
        "Expected heading level 3, but found heading level 4",
    ),
    (
        "## Hard words\n\nIndividualized multidisciplinary rehabilitation is recommended.\n",
        1,
        'the section "Hard words" reads at grade',
    ),
    (
        "## Long things\n\nOne short line.\nYou can " + "go on and " * 6 + "on.\n",
        4,
        "this sentence has 21 words; split it, 20 are the most",
    ),
    (
        "One line.\nA line.\nA line.\nA line.\n",
        4,
        "this paragraph has 4 sentences; start a new one here",
    ),
    ("- A foot\n" * 8, 8, "this list has 8 items; make 2 lists of it, 7 are the most"),
    ("Look up. Look down.\n", 1, "this line holds more or less than 1 sentence"),
    ("You can *rest*.\n", 1, "italics are hard to read"),
    (
        "Get help.\nMany people suffer from pain.\n",
        2,
        '"suffer from" makes a person with dystonia seem helpless; write "have"',
    ),
    ("Ask for a medicine.\nThen take the Drug.\n", 2, '"Drug" is the harder word'),
    ("Your docter can help.\n", 1, '"docter" is not in the dictionary; did you mean "doctor"'),
    (
        "You may have a tremor.\n",
        1,
        'the first "tremor" of this page does not lead to the glossary',
    ),
    ("You may have an MRI.\n", 1, 'the first "MRI" of this page is not spelled out'),
    ("Read [here](good.md).\n", 1, "Link text should be descriptive"),
    ("Read [the page](gone.md).\n", 1, "Relative link 'gone.md' does not exist"),
    ("Read [the part](good.md#gone).\n", 1, "Link fragment 'gone' not found in 'good.md'"),
    (
        "See [a site](https://example.org/).\n",
        1,
        "https://example.org/ is not a source that was checked",
    ),
    ("![](good.md)\n", 1, "Image missing alt text"),
    ("<b>Stop.</b>\n", 1, "Inline HTML found: <b>"),
    (
        '!!! note "Editors\' note"\n\n    It has many causes.\n',
        1,
        "this note has no source; end its claim",
    ),
    ("It can ache.[^bare]\n\n[^bare]: A friend.\n", 3, "this footnote links to no source"),
    ("It can hurt.[^gone]\n", 1, "Footnote reference '[^gone]' has no corresponding definition"),
    (
        "[^idle]: NHS: [Dystonia](https://www.nhs.uk/conditions/dystonia/)\n",
        1,
        "Footnote definition '[^idle]'",
    ),
]


def test_bad_page_shows_each_mistake_at_its_line(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, expected = "", [("docs/bad.md:1:", "warning: new addresses: /bad/, /bad/#a-bad-page-")]
    for part, line, message in MISTAKES:
        number = text.count("\n") + line
        expected.append((f"docs/bad.md:{number}:", message))
        text += part + "\n"
    change(copy / "mkdocs.yml", "nav:\n", "nav:\n  - bad.md\n")
    (copy / "docs/bad.md").write_text(text.rstrip("\n") + "\n", "utf-8")
    found = findings(copy, capsys)
    assert [line.split(" ")[0] for line in found] == [place for place, _ in expected]
    assert [
        message for (_, message), line in zip(expected, found, strict=True) if message not in line
    ] == []


def change(file: Path, old: str, new: str) -> None:
    """Put a text in place of another, which must be there."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        pytest.param(
            "docs/good.md",
            "Your feet may cramp.",
            "Your feet may hurt.",
            'docs/good.md:14: the page no longer states fact foot-01, "The feet may cramp.";'
            ' put it back here, or in another paragraph or list item: this lacks one of "cramp"',
            id="fact dropped from its line",
        ),
        pytest.param(
            "editorial/facts.json",
            '"page": "good.md"',
            '"page": "god.md"',
            "editorial/facts.json:3: fact foot-01 names god.md, which is no page of docs/;"
            " name the page that states it",
            id="fact of no page",
        ),
        pytest.param(
            "editorial/facts.json",
            '"fact": "The feet may cramp.",',
            "",
            "editorial/facts.json:3: fact foot-01 is not complete; give it id, page, fact and"
            " must_mention, a list of lists of words",
            id="fact that is not complete",
        ),
        pytest.param(
            "editorial/facts.json",
            '"page": "good.md",',
            '"page": "good.md"',
            "editorial/facts.json:5: cannot be read as JSON (Expecting ',' delimiter);"
            " look for a missing comma, quote or bracket here or just above",
            id="facts without a comma",
        ),
        pytest.param(
            "editorial/medical-words.txt",
            "acetylcholine",
            "zebra",
            'editorial/medical-words.txt:3: "aminobutyric" stands below "zebra";'
            " sort the lines from A to Z, each one once",
            id="word out of order",
        ),
        pytest.param(
            "editorial/banned-words.yml",
            "instead:",
            "better:",
            "editorial/banned-words.yml:4: this entry lacks words, instead or why; add it",
            id="banned word without a better one",
        ),
        pytest.param(
            "docs/glossary.md",
            " {#tremor}",
            "",
            "docs/glossary.md:16: this is not written as a term is; write ## Tremor {#tremor}",
            id="term without an address",
        ),
        pytest.param(
            "docs/glossary.md",
            "## Tremor {#tremor}",
            "### Tremor {#tremor}",
            "docs/glossary.md:16: this is not written as a term is; write ## Tremor {#tremor}",
            id="term below a term",
        ),
        pytest.param(
            "mkdocs.yml",
            "  - good.md\n",
            "",
            "docs/good.md:1: this page is not in the menu; add `- good.md` to nav: in mkdocs.yml",
            id="page that is not in the menu",
        ),
        pytest.param(
            "mkdocs.yml",
            "  - good.md\n",
            "  - Signs:\n    - good.md\n    - God: god.md\n",
            "mkdocs.yml:1: nav: names god.md, which is no page of docs/; take it away, or mend it",
            id="menu names no page",
        ),
        pytest.param(
            "docs/good.md",
            GOOD[: GOOD.index("# A")],
            "",
            "docs/good.md:1: this page has no head; copy the lines from --- to --- of another page"
            " to its top, and change what they say",
            id="page without a head",
        ),
        pytest.param(
            "editorial/facts.json",
            "[\n",
            "[\n" + json.dumps(FACT) + ",\n",
            "editorial/facts.json:4: the id foot-01 is taken; give this fact one of its own",
            id="id of another fact",
        ),
        pytest.param(
            "docs/glossary.md",
            "## Tremor {#tremor}",
            "## Cramp {#cramp}",
            'docs/glossary.md:16: "Cramp" stands below "EEG (electroencephalography)";'
            " sort the terms from A to Z",
            id="term out of order",
        ),
        pytest.param(
            "docs/good.md",
            "reviewed:",
            "reviewed: it is: so",
            "docs/good.md:3: cannot be read; write `name: value`,"
            " and quotes around a value that has a colon in it",
            id="head that is no YAML",
        ),
        pytest.param(
            "docs/good.md",
            f"reviewed: {TODAY}",
            "reviewed: 2026-02-30",
            "docs/good.md:2: cannot be read; write `name: value`,"
            " and quotes around a value that has a colon in it",
            id="day that no month has",
        ),
        pytest.param(
            "docs/good.md",
            "## Sources",
            '--8<-- "glossary.md:card"',
            "docs/good.md:34: glossary.md has no part card; look at its --8<-- lines",
            id="snippet that is not there",
        ),
        pytest.param(
            "docs/good.md",
            "## Sources",
            '--8<-- "good.md"',
            "docs/good.md:34: good.md shows itself; look at its --8<-- lines",
            id="page that shows itself",
        ),
        pytest.param(
            "docs/good.md",
            "## Sources",
            '--8<-- "gone.md:card"',
            "docs/good.md:34: there is no file gone.md to show; check its name",
            id="snippet of no file",
        ),
    ],
)
def test_mistake_is_said_in_one_line(
    copy: Path, capsys: pytest.CaptureFixture[str], file: str, old: str, new: str, said: str
) -> None:
    change(copy / file, old, new)
    assert said in findings(copy, capsys)


@pytest.mark.parametrize(
    ("old", "new", "redirect", "said"),
    [
        pytest.param(
            "## What you may notice {#notice}",
            "## What you may feel",
            "",
            "docs/good.md:12: the address /good/#notice is gone; put {#notice} at the end of this"
            " heading, or list a redirect in mkdocs.yml under extra: redirects: as"
            " `good/#notice: good.md#what-you-may-feel`",
            id="heading with a new name",
        ),
        pytest.param(
            "## What you may notice {#notice}\n\n",
            "",
            "",
            "docs/good.md:1: the address /good/#notice is gone; put it back, as {#notice} at the"
            " end of the heading that took its place, or list a redirect in mkdocs.yml under extra:"
            " redirects: as `good/#notice: good.md#new-id`",
            id="heading taken away",
        ),
        pytest.param(
            "## What you may notice {#notice}\n\n",
            "",
            "good/#notice: good.md#a-good-page",
            None,
            id="heading taken away, with a redirect",
        ),
        pytest.param(
            "{#notice}",
            "{#notice}",
            "good/#notice: good.md#a-good-page",
            "mkdocs.yml:1: the redirect `good/#notice: good.md#a-good-page` is not needed, its old"
            " address is back; take it away",
            id="redirect of what is there",
        ),
        pytest.param(
            "{#notice}",
            "{#notice}",
            "bad/: good.md#no-such-heading",
            "mkdocs.yml:1: the redirect `bad/: good.md#no-such-heading` leads nowhere; name a file"
            " of docs/, alone or with the #id of a heading",
            id="redirect to nowhere",
        ),
        pytest.param(
            "{#notice}",
            "{#notice}",
            "good/#gone: glossary.md#eeg",
            "mkdocs.yml:1: the redirect `good/#gone: glossary.md#eeg` cannot be made: a heading can"
            " only lead on within its page; keep a line there that links to the new place, with"
            " {#gone} at the end of its heading",
            id="redirect of a heading to another page",
        ),
    ],
)
def test_no_address_dies(
    copy: Path,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    redirect: str,
    said: str | None,
) -> None:
    change(copy / "docs/good.md", old, new)
    if redirect:
        change(copy / "mkdocs.yml", "extra:\n", f"extra:\n  redirects:\n    {redirect}\n")
    found = [line for line in findings(copy, capsys, bool(said)) if "warning" not in line]
    assert found == ([said] if said else [])


def test_page_that_was_online_stays(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(copy / "editorial/addresses.txt", "/good/\n", "/gone/\n/gone/#old\n/good/\n")
    assert findings(copy, capsys) == [
        "docs/gone.md:1: the page /gone/ is gone; put docs/gone.md back, or list a redirect in"
        " mkdocs.yml under extra: redirects: as `gone/: new-page.md`"
    ]
    change(copy / "mkdocs.yml", "extra:\n", "extra:\n  redirects:\n    gone/: good.md#notice\n")
    assert findings(copy, capsys, status=0) == []


def test_new_addresses_are_listed_by_one_command(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(
        copy / "docs/good.md",
        "## Sources",
        "## Cramp\n\nIt hurts.\n\n## Cramp\n\nIt does.\n\n## Sources",
    )
    (said,) = [line for line in findings(copy, capsys) if line.startswith("docs/good.md:1:")]
    assert said.startswith("docs/good.md:1: warning: new addresses: /good/#cramp, /good/#cramp_1; ")
    main(["--root", str(copy), "--add-addresses"])
    added = ADDRESSES.replace("/good/#notice\n", "/good/#cramp\n/good/#cramp_1\n/good/#notice\n")
    assert (copy / "editorial/addresses.txt").read_text("utf-8").split("\n", 1)[1] == added


def test_file_name_is_a_good_address(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(copy / "mkdocs.yml", "nav:\n", "nav:\n  - Good page_2.md\n")
    shutil.copy(copy / "docs/good.md", copy / "docs/Good page_2.md")
    assert [line for line in findings(copy, capsys) if "warning" not in line] == [
        "docs/Good page_2.md:1: a file name is an address: small letters and hyphens;"
        " rename it to good-page-2.md"
    ]


def test_old_review_is_a_warning(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for days, said in (
        (366, []),
        (367, ["docs/good.md:3: warning: this page was last reviewed on "]),
    ):
        reviewed = date.today() - timedelta(days=days)
        (copy / "docs/good.md").write_text(GOOD.replace(TODAY, reviewed.isoformat()), "utf-8")
        assert [line.partition("20")[0] for line in findings(copy, capsys, status=0)] == said


def test_snippet_is_checked_at_its_own_line(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    card = "<!-- --8<-- [start:card] -->\nA sufferer.\n<!-- --8<-- [end:card] -->\n\nA Drug.\n"
    (copy / "docs/cards").mkdir()
    (copy / "docs/cards/card.html").write_text(card, "utf-8")
    change(copy / "docs/good.md", "## Sources", '--8<-- "cards/card.html:card"\n\n## Sources')
    assert [line.split(" ")[0] for line in findings(copy, capsys)] == ["docs/cards/card.html:2:"]


def test_github_marks_the_line(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(copy / "docs/good.md", "may cramp", "may cramp *now*")
    assert main(["--root", str(copy), "--format", "github"]) == 1
    plain, marked, _ = capsys.readouterr().out.splitlines()
    message = plain.removeprefix("docs/good.md:14: ")
    assert marked == f"::error file=docs/good.md,line=14::{message}"


def test_annotation_is_escaped() -> None:
    finding = Finding(Place("a,b:c.md", 3), "100 %\nsure", is_warning=True)
    assert annotation(finding) == "::warning file=a%2Cb%3Ac.md,line=3::100 %25%0Asure"


def test_folder_without_pages_is_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--root", str(tmp_path)])
    assert stop.value.code == 2
    assert "has no page in docs/: name the folder of a copy of the guide" in capsys.readouterr().err


# Parts of pages and broken bits of Markdown, HTML and YAML, put together at random.
FRAGMENTS = """\
--
!!!
!!! note ""
-\x20
1.\x20
>\x20
```
<div>
<!--
|a|
|--|--|
######
# a {#
[^a]
[^a]:
[^b]: [c](http://d)
*a
[a](b
![a](b)
\t
\0
--8<-- "strange.md"
<figcaption>*a*</figcaption>
- [ ] a
&amp;
\\
"""
KNOWN = load_known(ROOT, date.today())


@given(lines=st.lists(st.sampled_from((GOOD + FRAGMENTS).split("\n")), max_size=30))
@settings(deadline=None, max_examples=200)
def test_no_page_is_too_strange(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    root = tmp_path_factory.getbasetemp() / "strange"
    (root / "docs").mkdir(parents=True, exist_ok=True)
    path = root / "docs" / "strange.md"
    path.write_text("\n".join(lines), "utf-8")
    try:
        page = read_page(path, root)
    except UnreadableError as error:
        found = [error.finding]
    else:
        found = [finding for rule in RULES for finding in rule(page, KNOWN)]
    # A page without a head, without key points, outside the menu: something is always found.
    assert found
    assert all(1 <= finding.place.line <= len(lines) + 1 for finding in found)
    assert all("\n" not in str(finding) for finding in found)


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


def test_sentences() -> None:
    assert list(sentences("One. Two? Three: four!")) == [
        (0, "One."),
        (5, "Two?"),
        (10, "Three: four!"),
    ]
    assert list(sentences("5.5 to 6")) == [(0, "5.5 to 6")]


def test_grade_tells_plain_from_hard() -> None:
    assert grade(["Your neck turns to the side."]) < MAX_GRADE
    assert (
        grade(["Individualized multidisciplinary rehabilitation is administered."])
        > MAX_SECTION_GRADE
    )
