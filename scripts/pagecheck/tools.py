"""Ask the Markdown linter (rumdl) and the speller (Harper)."""

import functools
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import harper

from pagecheck.form import boxes
from pagecheck.guide import PAGE, Guide
from pagecheck.pages import Found, Place

# The speller's rules that we ask: unknown words, and slips that it is seldom wrong about.
SLIPS = """SpellCheck AnA ItsContraction ItsPossessive MassNouns ModalOf PossessiveYour
PronounVerbAgreement RepeatedWords TheirToThere TheirToTheyre ThenThan ThereToTheir TheyreToTheir
ToTwoToo""".split()  # noqa: SIM905
# What to do about what the linter says, where it does not say so itself.
MENDS = {
    "MD001": "use one # more than the heading above it, or fewer",
    "MD025": "a page has one title, so write ## here",
    "MD026": "take it away; a heading is no question",
    "MD033": "write it in Markdown",
    "MD034": "name the page: [its title](its address)",
    "MD045": "say in the [ ] what the picture shows",
    "MD046": "take the blanks before this line away, or readers see it as code",
    "MD080": "write another {#id} behind it",
    "MD059": "name in the [ ] what the link leads to",
    "MD063": "or list a name under [tool.rumdl.MD063] in pyproject.toml",
}
# The linter's rules on what is found here with a better mend: sentences, links, ids, marks.
OURS = "MD013 MD024 MD041 MD042 MD051 MD052 MD053 MD057 MD066 MD067 MD068 MD074 MD086 MD092"


def lint(guide: Guide) -> Iterator[Found]:
    """What rumdl finds in Markdown files, by the settings of pyproject.toml."""
    program = shutil.which("rumdl", path=Path(sys.executable).parent) or "rumdl"
    paths = [page.start.path for page in guide.pages.values() if page.head]
    paths += (path for path in guide.files if re.fullmatch(r"[^/]*\.md", path))
    options = ("check", "--no-cache", "--output-format", "json", "--config", "pyproject.toml", "--")
    command = [program, *options, *paths]
    run = subprocess.run(command, cwd=guide.root, capture_output=True, text=True, check=False)
    try:
        found = json.loads(run.stdout)
    except json.JSONDecodeError:
        yield Place("pyproject.toml", 1), f"mend what stops rumdl: {' '.join(run.stderr.split())}"
        return
    # Text that falls out of a box may show as code, which is said of the box.
    with_wrong_boxes = {p.start.path for p in guide.pages.values() if any(boxes(p, guide))}
    for each in found:
        rule = each["rule"]
        is_said = rule in OURS or (rule == "MD046" and each["file"] in with_wrong_boxes)
        if not is_said or not PAGE.fullmatch(each["file"]):
            mend = MENDS.get(rule, "write it as on other pages")
            yield Place(each["file"], each["line"]), f"{each['message']}; {mend}"


@functools.cache
def speller(words: frozenset[str]) -> harper.Linter:
    """The speller, which knows some words more."""
    linter = harper.Linter(harper.Dialect.AMERICAN)
    linter.import_words(sorted(words))
    linter.set_lint_config({name: name in SLIPS for name in linter.get_default_lint_config()})
    return linter


def spell(guide: Guide) -> Iterator[Found]:
    """Words that neither the dictionary of American English nor our own list has, and guesses."""
    texts = [(text.words, text.place) for text in guide.texts]
    for path, node, is_name in guide.settings:
        if path in ("site_name", "site_description", "copyright") and not is_name:
            texts.append((node.value, Place("mkdocs.yml", node.start_mark.line + 1)))
    for words, place in texts:
        for slip in speller(guide.words).lint(words, language=harper.Language.PLAINTEXT):
            better = " or ".join(f'"{each.replacement_text}"' for each in slip.suggestions[:2])
            mend = f"did you mean {better}?" if better else "look at it again."
            if slip.lint_kind == "Spelling":
                mend += " If it is right, add it to editorial/medical-words.txt"
                yield place, f'"{slip.problem_text}" is not in the dictionary; {mend}'
            else:  # a word in place of another: a guess
                yield place, f'"{slip.problem_text}" looks like a slip; {mend}', True
