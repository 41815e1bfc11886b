"""Reading mkdocs.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class MisuseError(Exception):
    """The command was called in a way that leaves nothing to check."""


def read_config(path: Path, docs: Path | None = None) -> dict[str, Any]:
    """The settings of mkdocs.yml and of its parents (`INHERIT`), or none without such a file.

    `!ENV` is honoured as MkDocs does, and unknown tags are passed over. Without `docs`, tags that
    run code are unknown. With the Markdown folder they are obeyed, since the Markdown extensions
    need the functions they name; it is the site's own build that ran them before. Raises
    MisuseError when the file is no YAML, or such a tag cannot be loaded.
    """
    if not path.is_file():
        return {}
    import yaml
    from yaml_env_tag import construct_env_tag  # type: ignore[import-untyped]

    loader: Any = type("Loader", (yaml.UnsafeLoader if docs else yaml.SafeLoader,), {})
    loader.add_constructor("!ENV", construct_env_tag)
    loader.add_multi_constructor("", lambda *_: None)  # the last resort, asked after all others
    if docs:
        folders = {"$config_dir": path.parent}
        loader.add_constructor(
            "!relative", lambda _, node: str(folders.get(node.value, docs).absolute())
        )
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
