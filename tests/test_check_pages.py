"""The checker of the words: edits of a small guide, right and wrong, and the program itself."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from check_pages import GUIDE_ERRORS, PAGE_ERRORS, WARNINGS, check, main, name_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pagecheck.guide import Guide

Capture = pytest.CaptureFixture[str]
RULES = [*GUIDE_ERRORS, *PAGE_ERRORS, *WARNINGS]
TODAY = date.today().isoformat()
HEAD = f"---\ndescription: What this page tells.\nreviewed: {TODAY}\n---\n\n"
FILES = {
    "docs/index.md": f"""\
---
description: The start of the small guide.
reviewed: {TODAY}
---

# The small guide

It can make your [neck turn](signs.md#neck).

--8<-- "doctor.md:card"

<div class="grid cards" markdown>

- [Signs](signs.md)

    What you may notice

</div>

## Sources {{data-search-exclude}}

[^rest]: [Example: Rest](https://example.org/rest) (a maker)
""",
    "docs/signs.md": f"""\
---
description: The signs that you may see.
reviewed: {TODAY}
---

# Signs that you may see

!!! key-points "Key points"

    - Your voice may shake ([tremor](glossary.md#tremor)).

## Your neck {{#neck}}

Your neck may turn to one side.
It can hurt.[^nhs]

- rest
- sleep

![A hand that holds a pen](assets/images/hand.png)

| Sign | Place |
| ---- | ----- |
| Cramp | Foot |

## How doctors help

Shots
:   A medicine in a muscle.

<figure>
--8<-- ".pictures/neck.svg"
<figcaption>A neck that turns.</figcaption>
</figure>

- [ ] I had a test

## Sources {{data-search-exclude}}

[^nhs]: [NHS: Neck](https://www.nhs.uk/neck/), 2023
""",
    "docs/doctor.md": f"""\
---
description: When to call the doctor.
reviewed: {TODAY}
---

# When to call the doctor

<!-- --8<-- [start:card] -->
!!! danger "Emergency"

    **Call [911](tel:911) now if** you cannot breathe.[^rest]

<!-- --8<-- [end:card] -->

## Sources {{data-search-exclude}}

[^rest]: [Example: Rest](https://example.org/rest) (a maker)
""",
    "docs/glossary.md": f"""\
---
description: What the words of the guide mean.
reviewed: {TODAY}
---

# Glossary

## EEG (electroencephalography) {{#eeg}}

A test of your brain.

## Tremor {{#tremor}}

Shaking that you cannot control.
""",
    "docs/.pictures/neck.svg": """\
<svg role="img" aria-labelledby="neck-title">
<title id="neck-title">Picture of a neck</title>
</svg>
""",
    "docs/assets/text.css": "p { color: red }\n",
    "editorial/facts.json": json.dumps(
        [
            {"id": f"neck-{n}", "page": "signs.md", "fact": fact, "must_mention": words}
            for n, (fact, words) in enumerate(
                {
                    "The neck may turn.": [["neck"], ["turn"]],
                    "The neck can hurt.": [["hurt"]],
                    "A medicine can go into a muscle.": [["medicine"], ["muscle"]],
                }.items()
            )
        ],
        indent=1,
    ),
    "editorial/sources.yml": """\
https://example.org/rest: {owner: Example, year: none, kind: maker}
https://www.nhs.uk/neck/: {owner: NHS, year: 2023, kind: health service}
""",
    "editorial/medical-words.txt": "# Words.\nelectroencephalography\nKingdom\nNHS\nUnited\n",
    "editorial/banned-words.yml": '- words: [drug]\n  instead: "medicine"\n  why: is hard\n',
    "editorial/search-words.yml": "extra:\n  search_words: |\n    jaw, chin = neck\n",
    "editorial/addresses.txt": """\
/
/#sources
/#the-small-guide
/doctor/
/doctor/#sources
/doctor/#when-to-call-the-doctor
/glossary/
/glossary/#eeg
/glossary/#glossary
/glossary/#tremor
/signs/
/signs/#how-doctors-help
/signs/#neck
/signs/#signs-that-you-may-see
/signs/#sources
""",
    "overrides/main.html": "{{ config.extra.version }} {{ 'navigation.footer' in features }}\n",
    "mkdocs.yml": """\
site_name: The small guide
site_url: !ENV [SITE_URL, "https://guide.example/"]
copyright: "Written by the maintainers."
theme:
  name: material
  features:
    - navigation.footer
  palette:
    - scheme: default
      toggle:
        icon: material/weather-night
        name: Dark
plugins:
  - search
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - sane_lists
  - pymdownx.snippets
  - pymdownx.tasklist
nav:
  - index.md
  - Signs:
      - signs.md
      - doctor.md
  - glossary.md
""",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The small guide."""
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "docs/assets/images").mkdir()
    (tmp_path / "docs/assets/images/hand.png").write_bytes(bytes(14_000))
    return tmp_path


def apply(copy: Path, path: str, old: str, new: str) -> None:
    """Make an edit: without old text at the end, or in a new file; {GONE} deletes the file."""
    file = copy / path
    file.parent.mkdir(parents=True, exist_ok=True)
    text = file.read_text("utf-8") if file.exists() else ""
    assert old in text, f"{old!r} is not in {path}"
    if new == "{GONE}":
        file.unlink()
    else:
        file.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")


def found(copy: Path) -> list[str]:
    """What the check finds: file, line, rule; of warnings also that they are warnings."""
    return [
        f"{'warning ' * each.is_warning}{each.path.removeprefix('docs/')}:{each.line} {each.rule}"
        for each in check(Guide(copy, date.today()))
    ]


def cases() -> list[object]:
    """The edits of edits.txt."""
    signs = {"⏎": "\n", "⇥": "\t", "{HEAD}": HEAD, "{TODAY}": TODAY, "{LARGE}": "0" * 151_000}
    rows: list[tuple[str, list[list[str]], list[str]]] = []
    for line in (Path(__file__).parent / "edits.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, path, old, new, *said = line.split(" ¦ ")
        for sign, text in signs.items():
            old, new = old.replace(sign, text), new.replace(sign, text)
        new = re.sub(r"\{U\+(\w+)\}", lambda match: chr(int(match[1], 16)), new)
        if name != "+":
            rows.append((name, [], []))
        rows[-1][1].append([path, old, new])
        rows[-1][2].extend(each for each in " ".join(said).split(", ") if each)
    return [pytest.param(edits, said, id=name) for name, edits, said in rows]


@pytest.mark.parametrize(("edits", "said"), cases())
def test_edit(copy: Path, edits: list[list[str]], said: list[str]) -> None:
    for edit in edits:
        apply(copy, *edit)
    assert found(copy) == said


def test_every_rule_has_an_edit_that_it_names() -> None:
    table = (Path(__file__).parent / "edits.txt").read_text("utf-8")
    assert [name_of(rule) for rule in RULES if f" {name_of(rule)}" not in table] == []


def test_every_rule_is_explained(capsys: Capture) -> None:
    assert main(["--rules"]) == 0
    out = capsys.readouterr().out
    assert "box (error): A box starts with" in out
    assert "sentence (warning): A sentence has" in out
    assert len(RULES) == out.count("Bad: ") == out.count("Good: ")


def test_clean_guide_says_what_was_checked(copy: Path, capsys: Capture) -> None:
    assert main([], copy) == 0
    assert capsys.readouterr().out == "4 pages: 0 errors, 0 warnings\n"


def test_files_that_cannot_be_read_come_first(copy: Path, capsys: Capture) -> None:
    apply(copy, "docs/signs.md", "- rest", "• rest")
    (copy / "docs/index.md").write_bytes(b"caf\xe9")
    apply(copy, "mkdocs.yml", 'maintainers."', "maintainers.")
    assert main([], copy) == 1
    assert capsys.readouterr().out.splitlines() == [
        "docs/index.md:1: file: not UTF-8; save the file as UTF-8",
        'mkdocs.yml:3: file: a quote is missing; write " at both ends of the value',
        "4 pages: 2 errors, 0 warnings",
    ]


def test_github_annotates_the_line(copy: Path, capsys: Capture) -> None:
    apply(copy, "docs/signs.md", "It can hurt.", "A drug can hurt, 100%.")
    assert main(["--format", "github"], copy) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        '::warning file=docs/signs.md,line=15,title=banned-word::"drug" is hard; write medicine'
    )


def test_windows_line_ends_and_a_bom_are_right(copy: Path) -> None:
    for path, text in FILES.items():
        (copy / path).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert found(copy) == []


def test_addresses_are_listed_by_one_command(copy: Path) -> None:
    apply(copy, "docs/signs.md", "## Sources", "## Cramp\n\nIt aches.\n\n## Sources")
    assert found(copy) == ["warning signs.md:38 address-new"]
    assert main(["--add-addresses"], copy) == 0
    first, *listed = (copy / "editorial/addresses.txt").read_text("utf-8").splitlines()
    assert first.startswith("# Every address ")
    assert listed == sorted([*FILES["editorial/addresses.txt"].split(), "/signs/#cramp"])
    (copy / "editorial/addresses.txt").write_text("")  # as in a guide to another disease
    assert main(["--add-addresses"], copy) == 0
    assert (copy / "editorial/addresses.txt").read_text("utf-8").splitlines() == [first, *listed]


# Parts of pages and broken bits of Markdown, HTML and YAML, put together at random.
JOINED = (
    '--|!!!|!!! note ""|??? note|- |1. |> |:   a|```|<div>|<!--|-->|<svg>|######|#a {#|[^a]: b|*a'
    '|**|[a](b|![a](b)|[a](#b)|\t|\t- a|\0|\u200b|--8<-- "strange.md"|--8<-- "doctor.md:card"'
    "|<figcaption>*a*</figcaption>|<title>|- [ ] a|&amp;|\\\\|moved_to: a.md|[^a]|[^nhs]|</p>"
)
FRAGMENTS = [*JOINED.split("|"), "|a|", "|--|--|", "<" * 7 + " a"]
PARTS = FILES["docs/signs.md"].split("\n") + FRAGMENTS
LISTS = [path for path in FILES if re.match(r"editorial/|mkdocs\.yml", path)]


@given(lines=st.lists(st.sampled_from(PARTS), max_size=30), has_head=st.booleans())
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_no_page_is_too_strange(copy: Path, lines: list[str], has_head: bool) -> None:
    text = (HEAD if has_head else "") + "\n".join(lines)
    (copy / "docs/signs.md").write_text(text, "utf-8")
    for finding in check(Guide(copy, date.today())):
        assert finding.path != "docs/signs.md" or 1 <= finding.line <= text.count("\n") + 1


@given(lines=st.lists(st.sampled_from(FILES["mkdocs.yml"].split("\n") + FRAGMENTS), max_size=20))
@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
def test_no_list_is_too_strange(copy: Path, lines: list[str]) -> None:
    for path in LISTS:
        (copy / path).write_text("\n".join(lines), "utf-8")
    assert check(Guide(copy, date.today())) is not None
