"""Reading mkdocs.yml and the ignore file."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from linkcheck.values import Ignored

IGNORED_LINE = re.compile(r"(?P<pattern>\S.*?)\s+#\s*(?P<reason>.*\S)\s*")
UNTIL = re.compile(r"\buntil\s+(\S+)\s*$")


class MisuseError(Exception):
    """The command was called in a way that leaves nothing to check."""


def read_config(path: Path) -> dict[str, Any]:
    """The settings of mkdocs.yml, or none when there is no such file.

    `!ENV` is honoured as MkDocs does; other tags (`!!python/name:` and so on) become their own
    text, so that no code runs. Raises MisuseError when the file is no YAML.
    """
    if not path.is_file():
        return {}
    import yaml
    from yaml_env_tag import construct_env_tag  # type: ignore[import-untyped]

    class Loader(yaml.SafeLoader):
        """YAML with every tag allowed and none obeyed but `!ENV`."""

    Loader.add_constructor("!ENV", construct_env_tag)
    Loader.add_multi_constructor("", lambda loader, suffix, node: suffix.rpartition(":")[2])
    try:
        settings = yaml.load(path.read_text("utf-8"), Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MisuseError(f"{path} cannot be read: {error}") from None
    return settings if isinstance(settings, dict) else {}


def read_extensions(path: Path, docs: Path) -> tuple[list[str], dict[str, Any], str | None]:
    """The Markdown extensions of mkdocs.yml, their settings, and the theme's `custom_dir`.

    Here `!!python/` tags are obeyed, since the extensions need the functions they name; it is the
    site's own build that ran them before. Raises MisuseError when they cannot be loaded.
    """
    if not path.is_file():
        return [], {}, None
    import yaml
    from yaml_env_tag import construct_env_tag

    class Loader(yaml.UnsafeLoader):
        """What MkDocs loads its configuration with."""

    folders = {"$config_dir": path.parent, "$docs_dir": docs}
    Loader.add_constructor("!ENV", construct_env_tag)
    Loader.add_constructor(
        "!relative", lambda _, node: str(folders.get(node.value, docs).absolute())
    )
    try:
        settings = yaml.load(path.read_text("utf-8"), Loader)
    except (yaml.YAMLError, ImportError, AttributeError) as error:
        raise MisuseError(f"{path}: cannot load the Markdown extensions: {error}") from None
    extensions: dict[str, Any] = {}
    for item in settings.get("markdown_extensions") or ():
        extensions |= item if isinstance(item, dict) else {item: None}
    theme = settings.get("theme")
    overrides = theme.get("custom_dir") if isinstance(theme, dict) else None
    return list(extensions), {name: value for name, value in extensions.items() if value}, overrides


def read_ignored(path: Path) -> tuple[Ignored, ...]:
    """The ignore file: `regex  # reason, until YYYY-MM-DD` on each line, blank lines and comments
    aside. Raises MisuseError for a line without a reason, a bad pattern or a bad date."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise MisuseError(f"{path} cannot be read: {reason}") from None
    ignored = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = IGNORED_LINE.fullmatch(line)
        reason = UNTIL.sub("", match["reason"]).strip(" ,") if match else ""
        if not match or not reason:
            raise MisuseError(
                f"{path}:{number}: no reason given (regex  # reason, until YYYY-MM-DD)"
            )
        until = UNTIL.search(match["reason"])
        try:
            pattern = re.compile(match["pattern"])
            limit = date.fromisoformat(until[1]) if until else None
        except (re.error, ValueError) as error:
            raise MisuseError(f"{path}:{number}: {error}") from None
        ignored.append(Ignored(pattern, number, limit))
    return tuple(ignored)
