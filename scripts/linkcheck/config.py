"""Reading mkdocs.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class MisuseError(Exception):
    """The command was called in a way that leaves nothing to check."""


def read_config(path: Path, docs: Path | None = None) -> dict[str, Any]:
    """The settings of mkdocs.yml, or none when there is no such file.

    `!ENV` is honoured as MkDocs does. Without `docs`, other tags (`!!python/name:` and so on)
    become their own text, so that no code runs. With the Markdown folder they are obeyed, since
    the Markdown extensions need the functions they name; it is the site's own build that ran them
    before. Settings of a parent file (`INHERIT`) are merged in. Raises MisuseError when the file is
    no YAML, or such a tag cannot be loaded.
    """
    if not path.is_file():
        return {}
    import yaml
    from yaml_env_tag import construct_env_tag  # type: ignore[import-untyped]

    loader: Any = type("Loader", (yaml.UnsafeLoader if docs else yaml.SafeLoader,), {})
    loader.add_constructor("!ENV", construct_env_tag)
    if docs:
        folders = {"$config_dir": path.parent}
        loader.add_multi_constructor("!", lambda *_: None)  # of plugins, which are not loaded
        loader.add_constructor(
            "!relative", lambda _, node: str(folders.get(node.value, docs).absolute())
        )
    else:
        loader.add_multi_constructor("", lambda _, suffix, node: suffix.rpartition(":")[2])
    try:
        settings = yaml.load(path.read_text("utf-8"), loader)
    except (yaml.YAMLError, UnicodeDecodeError, ImportError, AttributeError) as error:
        raise MisuseError(f"{path} cannot be read: {error}") from None
    if not isinstance(settings, dict):
        return {}
    if parent := settings.pop("INHERIT", None):
        from mergedeep import merge

        return dict(merge(read_config(path.parent / parent, docs), settings))
    return settings
