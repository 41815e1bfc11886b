"""Reading site folders: the only module that opens their files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from linkcheck import check
from linkcheck.check import Finding, Screened, Verdicts
from linkcheck.config import MisuseError
from linkcheck.files import is_page, read_document, reader_for
from linkcheck.links import Document
from linkcheck.resolve import Aim, Resolver, Site

#: Below this many bytes a second process costs more than it saves.
WORTH_A_PROCESS = 6_000_000
#: Chunks for each process: more would share less of what is known of a folder.
CHUNKS = 8

Result = tuple[list[Screened], set[int]]


def list_site(name: str, address: str) -> Site:
    """List a site folder. Raises MisuseError when there is no such folder, or no page in it.

    Symlinked folders are not entered, so a loop does no harm: their files are found at home.
    """
    if not Path(name).is_dir():
        raise MisuseError(f"no such folder: {name}")
    root = Path(name).resolve()
    files: dict[str, int] = {}
    links: list[tuple[str, str | None]] = []
    folders = [""]
    for folder in folders:  # which grows on the way
        try:
            entries = list(os.scandir(root / folder))
        except OSError as error:
            raise MisuseError(f"{root / folder} cannot be read: {error.strerror}") from None
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_symlink():
                real = Path(os.path.realpath(entry))
                if not real.is_relative_to(root):
                    links.append((path, None))
                elif real.is_dir():
                    links.append((path, "" if real == root else real.relative_to(root).as_posix()))
                elif real.is_file():
                    files[path] = real.stat().st_size
            elif entry.is_dir():
                folders.append(path)
            elif entry.is_file():
                files[path] = entry.stat().st_size
    if not any(map(is_page, files)):
        raise MisuseError(f"no page in {name}")
    return Site(name, address, files, frozenset(folders), links)


def read(root: str, path: str, address: str) -> Document:
    """The links of one file; a file that cannot be read has a `problem`."""
    try:
        data = Path(root, path).read_bytes()
    except OSError as error:
        return Document([], problem=f"cannot be read: {error.strerror}")
    return read_document(path, data, address)


def screen_files(site: Site, paths: Iterable[str]) -> Result:
    """Read and screen some files; also says which lines of the ignore file were used."""
    resolver = Resolver(site)
    found = [check.screen(resolver, path, read(site.name, path, site.address)) for path in paths]
    return found, resolver.used


def screen_site(site: Site, jobs: int | None) -> Result:
    """Read and screen every file that has links, in as many processes as are worth it."""
    paths = sorted(path for path in site.files if is_page(path) or reader_for(path))
    if jobs is None:
        small = sum(site.files[path] for path in paths) < WORTH_A_PROCESS
        jobs = 1 if small else os.cpu_count() or 1
    size = len(paths) // (jobs * CHUNKS) + 1
    chunks = [paths[start : start + size] for start in range(0, len(paths), size)]
    work = partial(screen_files, site)
    if jobs == 1:
        return gather(map(work, chunks), len(paths))
    from multiprocessing import Pool  # slow to load, and not needed for small sites

    with Pool(min(jobs, len(chunks))) as pool:
        return gather(pool.imap_unordered(work, chunks), len(paths))


def gather(results: Iterable[Result], total: int) -> Result:
    """Put the chunks together, with progress on a terminal."""
    screened: list[Screened] = []
    used: set[int] = set()
    for found, numbers in results:
        screened += found
        used |= numbers
        if sys.stderr.isatty():
            end = "\r\033[K" if len(screened) == total else ""
            print(f"\r{len(screened)} of {total} files", end=end, file=sys.stderr, flush=True)
    return sorted(screened), used


def site_findings(
    site: Site, screened: list[Screened], docs: Path, verdicts: Verdicts
) -> list[Finding]:
    """Everything wrong in one site, with sources and suggestions, a template's findings made one.
    Raises MisuseError when the site has no link at all."""
    if not any(file.links or file.document.problem for file in screened):
        raise MisuseError(f"no link found on the pages of {site.name}")
    ids = {file.path: file.document.ids for file in screened}
    pending = frozenset[Aim]().union(*(file.pending for file in screened))
    bad = {
        (path, fragment)
        for path, fragment in pending
        if (has := ids.get(path)) is not None
        and (fragment not in has or "%" in fragment)  # which spares a call for most
        and not check.has_id(path, fragment, has)
    }
    bad |= verdicts.keys()
    found = list(check.page_findings(site, screened, pending))
    resolver = Resolver(site)
    for file in screened:
        broken = file.broken
        if not bad.isdisjoint(file.pending):
            document = read(site.name, file.path, site.address)
            broken = [*broken, *check.look_again(resolver, file.path, document, bad)]
        found += [check.finding(site, file.path, *each, verdicts) for each in broken]
    if not found:
        return []
    from linkcheck.suggest import with_suggestions

    found.sort(key=lambda each: (each.page, each.line))
    pages = sum(is_page(path) and path != "404.html" for path in ids)
    if docs.is_dir():
        from linkcheck.docs import load_docs, with_template
        from linkcheck.sources import attach_sources

        loaded = load_docs(docs, site)
        attached = attach_sources(found, site, loaded)
        found = [with_template(each, loaded) for each in check.merged(attached, pages, known=True)]
    else:
        found = list(check.merged(found, pages, known=False))
    return with_suggestions(found, site, ids)
