"""Reading site folders: the only module that opens their files."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from linkcheck.check import Resolver, screen
from linkcheck.config import MisuseError
from linkcheck.files import is_page, read_document, reader_for
from linkcheck.resolve import UNKNOWN_ADDRESS, with_slash
from linkcheck.values import Document, Screened, Site

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
    files, folders, aliases, outside = {}, {""}, [], set()
    pending = [""]
    while pending:
        folder = pending.pop()
        for entry in scan(root / folder):
            path = f"{folder}/{entry.name}" if folder else entry.name
            if not entry.is_symlink():
                if entry.is_dir():
                    folders.add(path)
                    pending.append(path)
                elif entry.is_file():
                    files[path] = entry.stat().st_size
                continue
            real = Path(os.path.realpath(entry))
            if not real.is_relative_to(root):
                outside.add(path)
            elif real.is_dir():
                aliases.append((path, "" if real == root else real.relative_to(root).as_posix()))
            elif real.is_file():
                files[path] = real.stat().st_size
    if not any(map(is_page, files)):
        raise MisuseError(f"no page in {name}")
    address = with_slash(address or UNKNOWN_ADDRESS)
    return Site(name, address, files, frozenset(folders), aliases, frozenset(outside))


def scan(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder. Raises MisuseError when that cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise MisuseError(f"{folder} cannot be read: {error.strerror}") from None


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
    found = [screen(resolver, path, read(site.name, path, site.address)) for path in paths]
    return found, resolver.used


def screen_site(site: Site, jobs: int | None) -> Result:
    """Read and screen every file that has links, in as many processes as are worth it."""
    paths = sorted(path for path in site.files if is_page(path) or reader_for(path))
    if jobs is None:
        small = sum(site.files[path] for path in paths) < WORTH_A_PROCESS
        jobs = 1 if small else os.cpu_count() or 1
    size = len(paths) // (jobs * CHUNKS) + 1
    chunks = [paths[start : start + size] for start in range(0, len(paths), size)]
    if jobs == 1:
        return gather((screen_files(site, chunk) for chunk in chunks), len(paths))
    with multiprocessing.Pool(min(jobs, len(chunks)), start_worker, (site,)) as pool:
        return gather(pool.imap_unordered(work, chunks), len(paths))


def gather(results: Iterable[Result], total: int) -> Result:
    """Put the chunks together, with progress on a terminal."""
    screened: list[Screened] = []
    used: set[int] = set()
    for found, numbers in results:
        screened += found
        used |= numbers
        if sys.stderr.isatty():
            ending = "\r\033[K" if len(screened) == total else ""
            print(
                f"\r{len(screened)} of {total} files{ending}", end="", file=sys.stderr, flush=True
            )
    return sorted(screened, key=lambda file: file.path), used


_site: Site


def start_worker(site: Site) -> None:
    """Keep the site in the worker process, so that it is sent once."""
    global _site
    _site = site


def work(paths: list[str]) -> Result:
    """Screen some files in a worker process."""
    return screen_files(_site, paths)
