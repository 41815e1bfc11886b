"""Asking the Markdown linter (rumdl) and the speller (Harper)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import harper

from pagecheck.values import Finding, Known, Page, Place, UnreadableError, described, relative

# The speller's rules that we ask: unknown words, and slips that it is seldom wrong about.
SLIPS = (
    "SpellCheck",
    "AnA",
    "ItsContraction",
    "ItsPossessive",
    "MassNouns",
    "ModalOf",
    "PossessiveYour",
    "PronounVerbAgreement",
    "RepeatedWords",
    "TheirToThere",
    "TheirToTheyre",
    "ThenThan",
    "ThereToTheir",
    "TheyreToTheir",
    "ToTwoToo",
)

# What to do about what the linter says. Its own page of the rule says it for all others.
TO_DO = {
    "MD001": "use one # more than the heading above it, or fewer",
    "MD003": "write # and a blank before a heading",
    "MD009": "take the blanks at the end of the line away",
    "MD012": "leave 1 blank line",
    "MD022": "leave a blank line above and below",
    "MD025": "a page has 1 title: write ## here",
    "MD026": "take it away; a heading is no question",
    "MD031": "leave a blank line above and below",
    "MD032": "leave a blank line above and below",
    "MD033": "write it in Markdown",
    "MD034": "name the page: [its title](its address)",
    "MD041": "begin the page with its title, with 1 #, below the head",
    "MD045": "say in the [] what the picture shows",
    "MD047": "end the last line, once",
    "MD051": "write the id of a heading of that page, as in {#id}",
    "MD057": "name a file of docs/, as in symptoms.md",
    "MD059": "name in the [] what the link leads to",
    "MD063": "or list a name under [tool.rumdl.MD063] in pyproject.toml",
    "MD066": "add the missing one, or take this one away",
    "MD067": "sort the footnotes as they are used",
}


def lint(paths: Sequence[Path], root: Path) -> Iterator[Finding]:
    """What rumdl finds in Markdown files, by the settings of `root`'s pyproject.toml."""
    program = shutil.which("rumdl", path=Path(sys.executable).parent)
    if not program:
        raise UnreadableError(
            "tests/requirements.txt", 1, "rumdl is not installed; run scripts/check, which does it"
        )
    command = [program, "check", "--no-cache", "--output-format", "json"]
    run = subprocess.run(
        [*command, "--config", str(root / "pyproject.toml"), *map(str, paths)],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode > 1 or not run.stdout.strip():
        raise UnreadableError("pyproject.toml", 1, f"rumdl cannot run: {run.stderr.strip()}")
    for found in json.loads(run.stdout):
        rule = found["rule"]
        message = f"{found['message']}; {TO_DO.get(rule, f'see https://rumdl.dev/{rule.lower()}/')}"
        if rule == "MD013":  # its message speaks of the length of the line
            message = (
                "this line holds more or less than 1 sentence; write each on a line of its own"
            )
        yield Finding(Place(relative(root / found["file"], root), found["line"]), message)


def spell(pages: Sequence[Page], known: Known) -> Iterator[Finding]:
    """Words that neither the dictionary of American English nor our own list has; and, as warnings,
    slips that make a word out of another."""
    linter = harper.Linter(harper.Dialect.AMERICAN)
    linter.import_words(sorted(known.words))
    linter.set_lint_config({name: name in SLIPS for name in linter.get_default_lint_config()})
    for block in (block for page in pages for block in described(page)):
        for found in linter.lint(block.text, language=harper.Language.PLAINTEXT):
            better = " or ".join(f'"{each.replacement_text}"' for each in found.suggestions[:2])
            is_slip = found.lint_kind != "Spelling"
            if is_slip:
                message = f'"{found.problem_text}" looks like a slip; look at it again'
                message += f", perhaps write {better}" if better else ""
            else:
                message = f'"{found.problem_text}" is not in the dictionary; '
                message += f"did you mean {better}? " if better else "check its spelling. "
                message += "If it is right, add it to editorial/medical-words.txt"
            yield Finding(block.place(found.span.start), message, is_slip)
