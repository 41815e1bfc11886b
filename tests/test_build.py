"""The build: the same sources give the same bytes, and a mistake stops it at its line."""

import os
import subprocess
from pathlib import Path

from conftest import HOSTED, OFFLINE


def run(script: str, root: Path, **variables: str) -> tuple[int, str]:
    """Run a script as another user does, in another time zone; return its status and output."""
    command = ["sh", "-c", f"umask 077; exec scripts/{script} 2>&1"]
    environment = os.environ | {"TZ": "Asia/Kathmandu", "LC_ALL": "C"} | variables
    done = subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
    return done.returncode, done.stdout


def files_below(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, by path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_same_sources_same_bytes(copy: Path) -> None:
    status, said = run("build", copy)
    assert status == 0, said
    assert files_below(copy / "site") == files_below(HOSTED)
    assert files_below(copy / "site-offline") == files_below(OFFLINE)


def test_mistakes_stop_the_build_at_their_line(copy: Path) -> None:
    about, template = copy / "docs" / "about.md", copy / "overrides" / "main.html"
    text, old = about.read_text("utf-8"), template.read_text("utf-8")
    (copy / "docs" / "new.md").write_text("# New\n", "utf-8")
    about.write_text(f"{text}\n[gone](no-such.md) [part](#no-such) [bare](types)\n", "utf-8")
    link, snippet = (f"docs/about.md:{text.count(chr(10)) + 2}: {rule}" for rule in ("", "snippet"))
    status, said = run("build", copy)
    # Once, though in three editions, and nowhere else
    assert (status, said.count(link), ": 3 broken, 0 warnings" in said) == (1, 3, True)
    assert "WARNING" in said and "docs/new.md:1: " in said
    assert (copy / "site" / "new" / "index.html").is_file()
    config = copy / "mkdocs.yml"
    menu = config.read_text("utf-8")
    config.write_text(menu.replace("      - types.md", "      - tpyes.md"), "utf-8")
    status, said = run("check", copy)
    assert (status, "Traceback" in said, said.count("downloads")) == (1, False, 0), said
    config.write_text(menu, "utf-8")
    about.write_text(f'{text}\n--8<-- "no-such.md"\n', "utf-8")
    for script in ("build", "check"):
        status, said = run(script, copy)
        assert (status, said.count(snippet), "Traceback" in said) == (1, 1, False)
        assert not (copy / "site").exists()
    about.write_text(text, "utf-8")
    template.write_text(f'{{% include "no-such.html" %}}\n{old}', "utf-8")
    status, said = run("build", copy)
    assert (status, "Traceback" in said) == (1, False)
    assert "\noverrides/main.html:1: error in this line\n" in said
    assert "\njinja2.exceptions.TemplateNotFound: " in said


def test_missing_python_is_one_sentence(copy: Path) -> None:
    (copy / ".venv").unlink()
    assert run("build", copy, PYTHON="no-such-python") == (
        2,
        "no-such-python is not Python 3.11 or newer with venv: install it "
        "(Debian: apt install python3-venv), or name one with PYTHON=…\n",
    )
