"""Reading site folders: the only module that opens their files."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from linkcheck.check import Resolver, screen
from linkcheck.files import is_page, read_document, reader_for
from linkcheck.values import Document, Screened, Site

#: Below this many bytes of pages a second process costs more than it saves.
WORTH_A_PROCESS = 6_000_000
CHUNK = 200


def list_site(root: Path) -> tuple[dict[str, int], set[str], dict[str, str], set[str]]:
    """The files (with sizes), folders, symlinked folders and symlinks out of a site folder.

    Symlinked folders are not entered, so a loop does no harm: their files are found at home.
    """
    files: dict[str, int] = {}
    folders = {""}
    aliases: dict[str, str] = {}
    outside: set[str] = set()
    real_root = os.path.realpath(root)
    pending = [""]
    while pending:
        folder = pending.pop()
        for entry in os.scandir(os.path.join(real_root, folder)):
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_symlink():
                real = os.path.relpath(os.path.realpath(entry.path), real_root).replace(os.sep, "/")
                if real.split("/", 1)[0] == "..":
                    outside.add(path)
                    continue
                if entry.is_dir():
                    aliases[path] = "" if real == "." else real
                    continue
            if entry.is_dir(follow_symlinks=False):
                folders.add(path)
                pending.append(path)
            elif entry.is_file():
                files[path] = entry.stat().st_size
    return files, folders, aliases, outside


def read(root: str, path: str, address: str, located: bool = False) -> Document:
    """The links of one file; a file that cannot be read has a `problem`."""
    try:
        data = Path(root, path).read_bytes()
    except OSError as error:
        return Document([], problem=f"cannot be read: {error.strerror}")
    return read_document(path, data, address, located)


def screen_files(site: Site, paths: Iterable[str]) -> tuple[list[Screened], set[int]]:
    """Read and screen some files; also says which lines of the ignore file were used."""
    resolver = Resolver(site)
    found = [screen(resolver, path, read(site.name, path, site.address)) for path in paths]
    return found, resolver.used


def screen_site(site: Site, jobs: int | None) -> tuple[list[Screened], set[int]]:
    """Read and screen every file that has links, in as many processes as are worth it."""
    paths = [path for path in site.files if is_page(path) or reader_for(path)]
    if jobs is None:
        small = sum(site.files[path] for path in paths) < WORTH_A_PROCESS
        jobs = 1 if small else os.cpu_count() or 1
    screened: list[Screened] = []
    used: set[int] = set()
    chunks = list(batches(sorted(paths), CHUNK))
    if jobs == 1 or len(chunks) == 1:
        results: Iterable[tuple[list[Screened], set[int]]] = (
            screen_files(site, chunk) for chunk in chunks
        )
        return gather(results, len(paths))
    with multiprocessing.Pool(min(jobs, len(chunks)), start_worker, (site,)) as pool:
        return gather(pool.imap_unordered(work, chunks), len(paths))


def gather(
    results: Iterable[tuple[list[Screened], set[int]]], total: int
) -> tuple[list[Screened], set[int]]:
    """Put the chunks together, with progress on a terminal."""
    screened: list[Screened] = []
    used: set[int] = set()
    for found, numbers in results:
        screened += found
        used |= numbers
        if sys.stderr.isatty():
            print(f"\r{len(screened)} of {total} files", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    return sorted(screened), used


_site: Site | None = None


def start_worker(site: Site) -> None:
    """Keep the site in the worker process, so that it is sent once."""
    global _site
    _site = site


def work(paths: list[str]) -> tuple[list[Screened], set[int]]:
    """Screen some files in a worker process."""
    assert _site is not None
    return screen_files(_site, paths)


def batches(paths: list[str], size: int) -> Iterator[list[str]]:
    """The paths in lists of `size`."""
    iterator = iter(paths)
    while batch := list(islice(iterator, size)):
        yield batch
