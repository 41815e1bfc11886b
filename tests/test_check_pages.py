"""The page check as a program: its options, its output, and what it makes of strange input.

Which edits it lets through and which it names is in test_edits.py.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from check_pages import check, main
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pagecheck.guide import Guide
from pagecheck.wording import grade
from test_edits import FILES, HEAD, TODAY, Capture, apply, copy, found

__all__ = ["copy"]  # a fixture


def test_clean_guide_says_what_was_checked(copy: Path, capsys: Capture) -> None:
    assert main(["--root", str(copy)]) == 0
    assert capsys.readouterr().out == "4 pages: 0 to mend, 0 warnings\n"


def test_faults_of_all_pages_are_named_at_once(copy: Path, capsys: Capture) -> None:
    apply(copy, "docs/signs.md", "It can hurt.", "It can *hurt*.")
    apply(copy, "docs/doctor.md", "---\ndesc", "\n---\ndesc")
    (copy / "docs/index.md").write_bytes(b"caf\xe9")
    apply(copy, "mkdocs.yml", "  - search", "\t- search")
    apply(copy, "editorial/facts.json", "[", "")
    assert main(["--root", str(copy)]) == 1
    assert capsys.readouterr().out == (
        "docs/doctor.md:1: this page does not begin with a head; begin it with a line ---,"
        " what stands there on other pages, and a line ---\n"
        "docs/index.md:1: this is not UTF-8; save the file as UTF-8\n"
        'docs/signs.md:18: "*hurt*": italics are hard to read; write **bold**, or no mark\n'
        "editorial/facts.json:9: this line cannot be read: expected ',' or '}', but got ']';"
        " compare it with the lines around it\n"
        "mkdocs.yml:13: this line cannot be read: found character '\\t' that cannot start any"
        " token; compare it with the lines around it\n"
        "4 pages: 5 to mend, 0 warnings\n"
    )


def test_github_marks_the_line(copy: Path, capsys: Capture) -> None:
    apply(copy, "docs/signs.md", "It can hurt.", "It can :smile: hurt.")
    assert found(copy, capsys, "--format", "github") == [
        '::error file=docs/signs.md,line=18::":smile:": readers see it; take it away'
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-2, "docs/signs.md:3: {} is still to come; write the day of the last review"),
        (-1, ""),
        (366, ""),
        (
            367,
            "docs/signs.md:3: warning: the last review, on {}, is over a year ago;"
            " review this page as CONTRIBUTING.md says, then change the date",
        ),
    ],
)
def test_review_is_due(copy: Path, capsys: Capture, days: int, said: str) -> None:
    reviewed = str(date.today() - timedelta(days))
    apply(copy, "docs/signs.md", f"reviewed: {TODAY}", f"reviewed: {reviewed}")
    assert found(copy, capsys) == ([said.format(reviewed)] if said else [])


@pytest.mark.parametrize(
    "path",
    [
        "docs/signs.md", "docs/glossary.md", "docs/assets/text.css", "editorial/facts.json",
        "editorial/banned-words.yml", "editorial/sources.yml", "editorial/addresses.txt",
        "tests/search_queries.yml", "docs/assets/search-words.js", "mkdocs.yml",
    ],
)  # fmt: skip
def test_latin_1_is_named_in_any_file(copy: Path, path: str) -> None:
    data = (copy / path).read_bytes()
    (copy / path).write_bytes(data + b"\n# caf\xe9\n")
    line = data.count(b"\n") + 2
    findings = check(Guide(copy, date.today()))
    assert [f.message for f in findings if f.path == path] == [
        "this is not UTF-8; save the file as UTF-8"
    ]
    assert [f.line for f in findings if f.path == path] == [line]


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith((".md", ".yml", ".txt"))])
def test_windows_line_ends_and_a_bom_are_right(copy: Path, capsys: Capture, path: str) -> None:
    text = FILES[path].replace("\n", "\r\n")
    (copy / path).write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert found(copy, capsys) == []


def test_heavy_picture(copy: Path, capsys: Capture) -> None:
    picture = copy / "docs/assets/images/hand.png"
    picture.write_bytes(bytes(150_999))
    assert found(copy, capsys) == []
    picture.write_bytes(bytes(6_000_000))
    assert found(copy, capsys) == [
        "docs/assets/images/hand.png:1: this picture has 6000 kB; make it smaller, 150 are the most"
    ]


def test_new_addresses_are_listed_by_one_command(copy: Path, capsys: Capture) -> None:
    apply(copy, "docs/signs.md", "## Sources", "## Cramp\n\nIt aches.\n\n## Sources")
    assert found(copy, capsys) == [
        "docs/signs.md:1: warning: /signs/#cramp will stay for ever; before it goes online,"
        " run `scripts/check --add-addresses`, or ask a maintainer"
    ]
    assert found(copy, capsys, "--add-addresses") == []
    first, *listed = (copy / "editorial/addresses.txt").read_text("utf-8").splitlines()
    assert first.startswith("# Every address ")
    assert listed == sorted([*FILES["editorial/addresses.txt"].split(), "/signs/#cramp"])


def test_folder_without_pages_is_misuse(tmp_path: Path, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--root", str(tmp_path)])
    assert stop.value.code == 2
    assert "has no page in docs/: name the folder of a copy of the guide" in capsys.readouterr().err


def test_linter_that_cannot_run_is_named(copy: Path, capsys: Capture) -> None:
    (copy / "pyproject.toml").write_text("[tool.rumdl\n", "utf-8")
    (said,) = found(copy, capsys)
    assert said.startswith("pyproject.toml:1: mend what stops rumdl: ")


# Parts of pages and broken bits of Markdown, HTML and YAML, put together at random.
JOINED = (
    '--|!!!|!!! note ""|??? note|- |1. |> |:   a|```|<div>|<!--|-->|<svg>|######|#a {#|[^a]: b|*a'
    '|**|[a](b|![a](b)|[a](#b)|\t|\t- a|\0|\u200b|--8<-- "strange.md"|--8<-- "doctor.md:card"'
    "|<figcaption>*a*</figcaption>|<title>|- [ ] a|&amp;|\\\\|moved_to: a.md"
)
FRAGMENTS = [*JOINED.split("|"), "|a|", "|--|--|", "<" * 7 + " a"]
PARTS = FILES["docs/signs.md"].split("\n") + FRAGMENTS


@given(lines=st.lists(st.sampled_from(PARTS), max_size=30), is_headed=st.booleans())
@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
def test_no_page_is_too_strange(copy: Path, lines: list[str], is_headed: bool) -> None:
    text = (HEAD if is_headed else "") + "\n".join(lines)
    (copy / "docs/signs.md").write_text(text, "utf-8")
    for finding in check(Guide(copy, date.today())):
        assert finding.path != "docs/signs.md" or 1 <= finding.line <= text.count("\n") + 1
        assert "\n" not in finding.message


@given(lines=st.lists(st.sampled_from(FILES["mkdocs.yml"].split("\n") + FRAGMENTS), max_size=20))
@settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
def test_no_list_is_too_strange(copy: Path, lines: list[str]) -> None:
    paths = [path for path in FILES if re.match(r"editorial/|mkdocs\.yml|tests/|.*\.js", path)]
    for path in paths:
        (copy / path).write_text("\n".join(lines), "utf-8")
    assert check(Guide(copy, date.today()))


def test_grade_tells_plain_from_hard() -> None:
    assert grade(["Your neck turns to the side."]) < 6
    assert grade(["Individualized multidisciplinary rehabilitation is administered."]) > 8
    assert grade([]) < 0
