"""Asking other hosts about links: loaded only with --external.

Requests go out from a few daemon threads, so that a host that drips its answer byte by byte costs
its own time limit and no more.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain, zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from linkcheck.answers import Answer, persist, unsure
from linkcheck.values import Aim

AT_ONCE = 16
PER_HOST = 2
PAUSE = 0.2  # seconds a host gets between two requests of one thread
TIME_LIMIT = 60.0  # for everything about one address
GOOD_FOR, BAD_FOR = 24 * 3600, 3600


def ask(
    wanted: Mapping[str, set[str]], cache: Path, allow_private: bool
) -> dict[Aim, tuple[str, str]]:
    """Ask about addresses and their fragments; returns level and reason for those not good.

    Answers are kept in the file `cache`, good ones for a day and others for an hour.
    """
    known = read_cache(cache)
    now = time.time()
    fresh: dict[str, Answer] = {}
    for url, fragments in wanted.items():
        at, answer, asked = known.get(url, (0.0, Answer(), []))
        bad = answer.level == "error" or answer.missing or "could not tell" in answer.reason
        if at + (BAD_FOR if bad else GOOD_FOR) > now and fragments <= set(asked):
            fresh[url] = answer
    todo = {url: fragments for url, fragments in wanted.items() if url not in fresh}
    answers = Crowd(todo, allow_private).answers()
    known |= {url: (now, answer, sorted(todo[url])) for url, answer in answers.items()}
    if answers:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(known, indent=0), "utf-8")
    return verdicts(wanted, fresh | answers)


def verdicts(
    wanted: Mapping[str, set[str]], answers: Mapping[str, Answer]
) -> dict[Aim, tuple[str, str]]:
    """Level and reason for each address and fragment that is not good."""
    found = {}
    for url, fragments in wanted.items():
        answer = answers[url]
        for fragment in fragments | {""}:
            if answer.level:
                found[url, fragment] = (answer.level, answer.reason)
            if fragment in answer.missing:
                found[url, fragment] = ("error", f'the page has no id "{fragment}"')
    return found


def read_cache(cache: Path) -> dict[str, tuple[float, Answer, list[str]]]:
    """The answers of earlier runs; a file that cannot be read is as good as none."""
    try:
        stored = json.loads(cache.read_text("utf-8"))
        return {
            url: (at, Answer(level, reason, tuple(missing)), asked)
            for url, (at, (level, reason, missing), asked) in stored.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


class Crowd:
    """The threads that ask, and what they share."""

    def __init__(self, todo: Mapping[str, set[str]], allow_private: bool) -> None:
        self.todo = todo
        self.allow_private = allow_private
        self.queue: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.done: dict[str, Answer] = {}
        self.started: dict[str, float] = {}
        self.hosts: dict[str, threading.Semaphore] = defaultdict(
            lambda: threading.Semaphore(PER_HOST)
        )

    def answers(self) -> dict[str, Answer]:
        """Ask about everything; an address that takes too long is given up, its thread replaced."""
        by_host = defaultdict(list)
        for url in sorted(self.todo):
            by_host[urlsplit(url).netloc].append(url)
            self.hosts[urlsplit(url).netloc]
        for url in filter(None, chain.from_iterable(zip_longest(*by_host.values()))):
            self.queue.put(url)
        for _ in range(min(AT_ONCE, len(self.todo))):
            threading.Thread(target=self.work, daemon=True).start()
        while len(self.done) < len(self.todo):
            time.sleep(0.02)
            for url, since in list(self.started.items()):
                late = unsure("no full answer in time")
                if since + TIME_LIMIT < time.monotonic() and self.answer(url, late):
                    threading.Thread(target=self.work, daemon=True).start()
        return {url: self.done[url] for url in self.todo}

    def work(self) -> None:
        """Ask about one address after the other until there are no more."""
        while True:
            try:
                url = self.queue.get_nowait()
            except queue.Empty:
                return
            self.hosts[urlsplit(url).netloc].acquire()
            self.started[url] = time.monotonic()
            answer = persist(url, self.todo[url] - {""}, self.allow_private)
            time.sleep(PAUSE)
            if not self.answer(url, answer):
                return  # given up on, and replaced

    def answer(self, url: str, answer: Answer) -> bool:
        """Take the first answer about an address, and let the next one to its host go ahead."""
        first = self.done.setdefault(url, answer) is answer
        if first:
            self.hosts[urlsplit(url).netloc].release()
        return first
