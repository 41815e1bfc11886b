"""The checker of the words: edits of a small guide, right and wrong, and the program itself."""

import re
from datetime import date
from pathlib import Path

import pytest
from check_pages import RULES, check, main, name_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pagecheck.guide import Guide

Capture = pytest.CaptureFixture[str]
TABLE = (Path(__file__).parent / "edits.txt").read_text("utf-8")
TODAY = date.today().isoformat()
HEAD = f"---\ndescription: {{}}\nreviewed: {TODAY}\n---\n\n"
FILES = {
    "docs/index.md": HEAD.format("The start of the small guide.")
    + """# The small guide

It can make your [neck turn](signs.md#neck).

--8<-- "doctor.md:card"

<div class="grid cards" markdown>

- [Signs](signs.md)

    What you may notice

</div>

## Sources

[^rest]: [Example: Rest](https://example.org/rest)
""",
    "docs/signs.md": HEAD.format("The signs that you may see.")
    + """# Signs that you may see

!!! key-points "Key points"

    - Your voice may shake ([tremor](glossary.md#tremor)).

## Your neck {#neck}

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

## Sources

[^nhs]: [NHS: Neck](https://www.nhs.uk/neck/), 2023
""",
    "docs/doctor.md": HEAD.format("When to call the doctor.")
    + """# When to call the doctor

<!-- --8<-- [start:card] -->
!!! danger "Emergency"

    **Call [911](tel:911) now if** you cannot breathe.[^rest]

<!-- --8<-- [end:card] -->

## Sources

[^rest]: [Example: Rest](https://example.org/rest)
""",
    "docs/glossary.md": HEAD.format("What the words of the guide mean.")
    + """# Glossary

## EEG (a brain test) {#eeg}

A test of your brain.

## Tremor {#tremor}

Shaking that you cannot control.
""",
    "docs/.pictures/neck.svg": "<svg>\n<title>Picture of a neck</title>\n</svg>\n",
    "editorial/facts.json": """[
{"id": "0", "page": "signs.md", "fact": "It may turn.", "must_mention": [["neck"], ["turn"]]},
{"id": "1", "page": "signs.md", "fact": "It can hurt.", "must_mention": [["hurt"]]},
{"id": "2", "page": "signs.md", "fact": "A shot.", "must_mention": [["medicine"], ["muscle"]]}
]
""",
    "editorial/sources.yml": """\
https://example.org/rest: {owner: Example}
https://www.nhs.uk/neck/: {owner: NHS}
""",
    "editorial/medical-words.txt": "# Words.\nKingdom\nNHS\nUnited\n",
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
plugins:
  - search
markdown_extensions:
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
        apply(tmp_path, path, "", text)
    apply(tmp_path, "docs/assets/images/hand.png", "", "0" * 14_000)
    return tmp_path


def apply(copy: Path, path: str, old: str, new: str) -> None:
    """Make an edit: without old text at the end, or in a new file; {GONE} deletes the file."""
    file = copy / path
    file.parent.mkdir(parents=True, exist_ok=True)
    text = file.read_text("utf-8") if file.exists() else ""
    assert old in text, f"{old!r} is not in {path}"
    file.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
    if new == "{GONE}":
        file.unlink()


def found(copy: Path) -> list[str]:
    """What the check finds: file, line, rule; of warnings also that they are warnings."""
    found = []
    for path, line, _, rule, is_warning in check(Guide(copy, date.today())):
        found.append(f"{'warning ' * is_warning}{path.removeprefix('docs/')}:{line} {rule}")
    return found


def cases() -> list[object]:
    """The edits of edits.txt."""
    signs = {"⏎": "\n", "⇥": "\t", "{HEAD}": HEAD.format("New."), "{TODAY}": TODAY}
    signs["{LARGE}"] = "0" * 151_000
    rows = []
    for line in TABLE.splitlines():
        if not line or line.startswith("#"):
            continue
        name, path, old, new, *said = line.split(" ¦ ")
        for sign, text in signs.items():
            old, new = old.replace(sign, text), new.replace(sign, text)
        new = re.sub(r"\{U\+(\w+)\}", lambda match: chr(int(match[1], 16)), new)
        if name != "+":
            rows.append(pytest.param([], [], id=name))
        edits, expected = rows[-1].values
        edits.append([path, old, new])
        expected += [each for each in " ".join(said).split(", ") if each]
    return rows


@pytest.mark.parametrize(("edits", "said"), cases())
def test_edit(copy: Path, edits: list[list[str]], said: list[str]) -> None:
    for edit in edits:
        apply(copy, *edit)
    assert found(copy) == said


def test_every_rule_has_an_edit_and_an_explanation(capsys: Capture) -> None:
    assert [name_of(rule) for rule in RULES if f" {name_of(rule)}" not in TABLE] == []
    assert main(["--rules"]) == 0
    out = capsys.readouterr().out
    assert "box (error): A box has" in out
    assert len(RULES) == out.count("Bad: ") == out.count("Good: ")


def test_output(copy: Path, capsys: Capture) -> None:
    assert main([], copy) == 0
    assert capsys.readouterr().out == "4 pages: 0 errors, 0 warnings\n"
    apply(copy, "docs/signs.md", "It can hurt.", "A drug can hurt, 100%.")
    apply(copy, "docs/signs.md", "- rest", "• rest")
    apply(copy, "docs/signs.md", "A neck that turns.", "A nekc that trns.")
    assert main(["--format", "github"], copy) == 1
    first, *_, spelling, last = capsys.readouterr().out.splitlines()
    place = "::warning file=docs/signs.md,line=15,title=banned-word"
    assert first == f'{place}::"drug" is hard; write medicine'
    assert '"nekc" (' in spelling
    assert '"trns" (' in spelling
    assert last == "4 pages: 3 errors, 1 warnings"


def test_files_of_windows_are_right_but_not_those_in_another_encoding(copy: Path) -> None:
    for path, text in FILES.items():
        (copy / path).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert found(copy) == []
    (copy / "docs/index.md").write_bytes(b"caf\xe9")
    assert found(copy) == ["index.md:1 file"]


# Lines of all files and broken bits of Markdown and HTML, put together at random.
BITS = "--|!!!|??? note|1. |> |:   a|```|<div>|<!--|<svg>|#a {#|*a|[a](b|[^a]: b|    [^c]: d|\t-|\0"
LINES = [*"\n".join(FILES.values()).split("\n"), *BITS.split("|"), "- [ ] a", "|a|", "|--|"]


@given(lines=st.lists(st.sampled_from(LINES), max_size=30), head=st.sampled_from(["", HEAD]))
@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
def test_no_file_is_too_strange(copy: Path, lines: list[str], head: str) -> None:
    text = head + "\n".join(lines)
    for path in FILES:
        if path.startswith(("docs/signs", "editorial/", "mkdocs")):
            (copy / path).write_text(text, "utf-8")
    for finding in check(Guide(copy, date.today())):
        assert finding.path != "docs/signs.md" or 1 <= finding.line <= text.count("\n") + 1
