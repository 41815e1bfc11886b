"""Find and read mkdocs.yml without MkDocs. Nothing that the file names is ever run."""

import os
from pathlib import Path
from typing import Any

import mergedeep
import yaml
import yaml_env_tag
from findings import Finding


class ConfigError(ValueError):
    """The configuration cannot be read; `finding` says which file and line, and why."""

    def __init__(self, path: Path, line: int, why: object) -> None:
        self.finding = Finding(os.path.relpath(path), line, f"cannot be read: {why}")
        super().__init__(f"{self.finding.path}:{line}: {self.finding.message}")


class Loader(yaml.SafeLoader):
    """Reads plain values; one with another tag, such as `!!python/name:`, is read as none."""


Loader.add_constructor("!ENV", yaml_env_tag.construct_env_tag)
Loader.add_multi_constructor("", lambda loader, tag, node: None)


def find_config(folder: Path) -> Path | None:
    """The mkdocs.yml (or mkdocs.yaml) of a folder, or of the nearest folder above it."""
    above = (folder.resolve(), *folder.resolve().parents)
    names = (each / name for each in above for name in ("mkdocs.yml", "mkdocs.yaml"))
    return next((path for path in names if path.is_file()), None)


def read_config(path: Path) -> dict[str, Any]:
    """The settings of a mkdocs.yml and of those that it inherits from. Raises ConfigError."""
    try:
        settings = parse(path, path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, 1, error) from None
    if not isinstance(settings, dict):
        raise ConfigError(path, 1, "it is no mapping (`name: value`)")
    if inherited := settings.pop("INHERIT", None):
        return mergedeep.merge(read_config(path.parent / str(inherited)), settings)
    return settings


def parse(path: Path, text: str) -> Any:
    """The value of a YAML text. Raises ConfigError."""
    try:
        return yaml.load(text, Loader)
    except Exception as error:  # a value that does not fit its tag raises nearly anything
        mark, why = getattr(error, "problem_mark", None), getattr(error, "problem", error)
        raise ConfigError(path, mark.line + 1 if mark else 1, why) from None
