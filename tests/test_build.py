"""The build: the same sources give the same bytes, and a mistake stops it at its line."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import HOSTED, OFFLINE, ROOT


def run(script: str, root: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as another user does, in another time zone."""
    command = ["sh", "-c", f"umask 077; exec scripts/{script}"]
    environment = os.environ | {"TZ": "Asia/Kathmandu", "LC_ALL": "C"} | variables
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)


def files_below(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, by path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_same_sources_same_bytes(copy: Path) -> None:
    last = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", last.stdout.decode().strip() or "315532800")
    done = run("build", copy, SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 0, done.stdout + done.stderr
    assert files_below(copy / "site") == files_below(HOSTED)
    assert files_below(copy / "site-offline") == files_below(OFFLINE)


@pytest.mark.parametrize("script", ["build", "check"])
def test_mistake_that_stops_mkdocs_is_one_line(copy: Path, script: str) -> None:
    with (copy / "docs" / "about.md").open("a", encoding="utf-8") as page:
        line = (ROOT / "docs" / "about.md").read_text("utf-8").count("\n") + 2
        page.write('\n--8<-- "no-such-card.md"\n')
    done = run(script, copy)
    assert done.returncode == 1
    assert f"docs/about.md:{line}: snippet: " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert not (copy / "site").exists()


def test_broken_link_and_broken_template_are_named_at_their_line(copy: Path) -> None:
    (copy / "docs" / "about.md").write_text("# About\n\n[gone](no-such.md)\n", "utf-8")
    assert "docs/about.md:3: " in run("build", copy).stdout
    (copy / "overrides" / "main.html").write_text('\n{% include "no-such.html" %}', "utf-8")
    said = run("build", copy).stdout
    assert "overrides/main.html:2: TemplateNotFound: 'no-such.html' not found" in said


def test_empty_site_url_builds(copy: Path) -> None:
    done = run("mkdocs build --quiet", copy, SITE_URL="")
    assert done.returncode == 0, done.stderr
    assert (copy / "site" / "index.html").is_file()


def test_missing_python_is_one_sentence(copy: Path) -> None:
    (copy / ".venv").unlink()
    done = run("build", copy, PYTHON="no-such-python")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "no-such-python is not Python 3.11 or newer with venv: install it "
        "(Debian: apt install python3-venv), or name one with PYTHON=…\n"
    )
