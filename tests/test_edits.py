"""Edits as a maintainer makes them, right and wrong, to a small copy of the guide.

A right edit gives no finding; a wrong one gives the finding that is written here, and no other.
"""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.mark import ParameterSet
from check_pages import main

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).parent.parent
TODAY = date.today().isoformat()
HEAD = f"""\
---
description: A page of the small guide on which each of these edits is made and checked.
reviewed: {TODAY}
---

"""
FILES = {
    "docs/index.md": f"""\
{HEAD}# The small guide

Dystonia can make your [neck turn](signs.md#neck).

--8<-- "doctor.md:card"

!!! key-points "Key points"

    - Treatment can help.

## Read more

<div class="grid cards" markdown>

- [Signs](signs.md)

    What you may notice

- [Words](glossary.md)

    What a word means

</div>
""",
    "docs/signs.md": f"""\
{HEAD}# Signs that you may see

One thing comes first.

!!! key-points "Key points"

    - Your voice may shake ([tremor](glossary.md#tremor)).
    - It can **come and go**.

## Your neck {{#neck}}

Your neck may turn to one side.
It can hurt.

!!! note "Good to know"

    Rest can ease it.

    Added by the editors. Source: [NHS](#source-nhs)

![A hand that holds a pen](assets/images/hand.png)

| Sign | Place |
| ---- | ----- |
| Cramp | Foot |

## How doctors help

### Shots

What it is
:   A medicine in a muscle.

What it may do
:   It can calm the muscle.

How long it takes
:   It lasts for months.

Risks
:   Your eyelid may droop.

<figure>
--8<-- ".pictures/body.html:neck"
<figcaption>A neck that turns.</figcaption>
</figure>

- [ ] I had a test

## Sources

- [NHS: Dystonia](https://www.nhs.uk/conditions/dystonia/){{#source-nhs}}, for what eases it
""",
    "docs/doctor.md": f"""\
{HEAD}# When to call the doctor

!!! danger "Emergency"

    **Call [911](tel:911) now if:**

    - you cannot breathe

!!! key-points "Key points"

    - Call when you are not sure.

<!-- --8<-- [start:card] -->
!!! call-doctor "Call the doctor"

    Your muscles are tight.

<!-- --8<-- [end:card] -->
""",
    "docs/glossary.md": f"""\
{HEAD}# Glossary

!!! key-points "Key points"

    - This page tells what a word means.

## EEG (electroencephalography) {{#eeg}}

A test of your brain.

## Tremor {{#tremor}}

Shaking that you cannot control.
""",
    "docs/.pictures/body.html": """\
<!-- --8<-- [start:neck] -->
<svg class="picture" role="img" aria-labelledby="neck-title">
<title id="neck-title">Picture of a neck</title>
<path d="M0 0"/>
</svg>
<!-- --8<-- [end:neck] -->
""",
    "docs/assets/search-words.js": """\
// What readers type = what the pages say
var searchWords = `
a am an =
pills = medicine
`
""",
    "editorial/facts.json": json.dumps(
        [
            {"id": f"neck-{n}", "page": "signs.md", "fact": "It turns.", "must_mention": words}
            for n, words in enumerate([[["neck"], ["turn"]], [["hurt"]], [["droop"]], [["calm"]]])
        ],
        indent=1,
    ),
    "editorial/sources.yml": "https://www.nhs.uk/conditions/dystonia/: NHS\n",
    "editorial/medical-words.txt": "# Words.\nDystonia\nelectroencephalography\n",
    "editorial/banned-words.yml": '- words: [drug, drugs]\n  instead: "medicine"\n  why: is hard\n',
    "editorial/addresses.txt": """\
/
/#read-more
/#the-small-guide
/doctor/
/doctor/#when-to-call-the-doctor
/glossary/
/glossary/#eeg
/glossary/#glossary
/glossary/#tremor
/signs/
/signs/#how-doctors-help
/signs/#neck
/signs/#shots
/signs/#signs-that-you-may-see
/signs/#sources
""",
    "tests/search_queries.yml": "- {query: neck pulls, page: signs}\n",
    "overrides/partials/footer.html": "<p>{{ config.copyright }} Read it again.</p>\n"
    "<dialog data-words=\"{{ 'assets/search-words.js' | url }}\"></dialog>\n",
    "mkdocs.yml": """\
site_name: The small guide
copyright: Written by the maintainers.
theme:
  name: material
  features:
    - navigation.footer
  palette:
    - scheme: default
      toggle:
        icon: material/moon
        name: Dark
plugins:
  - search
extra_css:
  - assets/text.css
markdown_extensions:
  - admonition
nav:
  - index.md
  - signs.md
  - doctor.md
  - glossary.md
""",
    "docs/assets/text.css": "p { color: red }\n",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small guide, with the settings of the Markdown linter of this one."""
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (tmp_path / "docs/assets/images").mkdir()
    (tmp_path / "docs/assets/images/hand.png").write_bytes(b"\x89PNG" + bytes(14_000))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def found(copy: Path, capsys: Capture, *options: str) -> list[str]:
    """What the check says of a copy, its last line aside; its exit status fits."""
    status = main(["--root", str(copy), *options])
    lines = capsys.readouterr().out.splitlines()[:-1]
    assert status == any(": warning: " not in line for line in lines)
    return lines


class Case(NamedTuple):
    """An edit of some files (old and new text in each), and what the check says of it."""

    edits: list[tuple[str, str, str]]
    said: list[str]


def read_cases(table: str) -> list[ParameterSet]:
    """The cases of edits.txt."""
    signs = {"⏎": "\n", "⇥": "\t", "{HEAD}": HEAD, "{TODAY}": TODAY}
    signs |= {"{BOM}": "\ufeff", "{ZWSP}": "\u200b"} | {
        f"{{{path}}}": FILES[path] for path in FILES
    }
    cases, case = [], Case([], [])
    for line in table.splitlines():
        for sign, text in signs.items():
            line = line.replace(sign, text)
        if line.startswith("    "):
            case.said.append(line.strip())
        elif line and not line.startswith("#"):
            name, path, old, new = line.split(" ¦ ")
            if name != "+":
                case = Case([], [])
                cases.append(pytest.param(case, id=name))
            case.edits.append((path, old, new))
    return cases


def apply(copy: Path, path: str, old: str, new: str) -> None:
    """Make an edit."""
    file = copy / path
    file.parent.mkdir(parents=True, exist_ok=True)
    text = file.read_text("utf-8") if file.exists() else ""
    assert old in ("", "{ALL}") or old in text, f"{old!r} is not in {path}"
    if new == "{GONE}":
        file.unlink()
    elif old in ("", "{ALL}"):
        file.write_text((text if not old else "") + new, "utf-8")
    else:
        file.write_text(text.replace(old, new), "utf-8")


CASES = read_cases((ROOT / "tests/edits.txt").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_edit(copy: Path, capsys: Capture, case: Case) -> None:
    for edit in case.edits:
        apply(copy, *edit)
    assert found(copy, capsys) == case.said
