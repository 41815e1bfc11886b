"""Asking other hosts about links: loaded only with --external.

Requests go out from a few daemon threads, so that a host that drips its answer byte by byte costs
its own time limit and no more.
"""

from __future__ import annotations

import ipaddress
import json
import random
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.util import Retry

from linkcheck.check import has_id
from linkcheck.pages import read_page
from linkcheck.resolve import Aim

AT_ONCE = 16
PER_HOST = 2
PAUSE = 0.2  # seconds a host gets after each address, before the next takes its place
TIME_LIMIT = 60.0  # for everything about one address
TIME_OUT = 10.0  # for a connection, and for each piece of an answer
TRIES = 3
BACKOFF = 1.0
LONGEST_WAIT = 30.0  # between two tries
REDIRECTS = 10
BODY_LIMIT = 5_000_000
GOOD_FOR, BAD_FOR = 24 * 3600, 3600


class Answer(NamedTuple):
    """What a host said about an address. `level` is empty when all is well; `missing` are the
    fragments, of those asked for, that the page has no ids for."""

    level: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()


def ask(
    wanted: Mapping[str, set[str]], cache: Path, allow_private: bool
) -> dict[Aim, tuple[str, str]]:
    """Ask about addresses and their fragments; returns level and reason for those not good.

    Answers are kept in the file `cache`, good ones for a day and others for an hour.
    """
    now = time.time()
    known: dict[str, tuple[float, Answer, list[str]]] = {}
    with suppress(OSError, ValueError, TypeError, AttributeError):  # as good as no cache
        for url, (at, (level, reason, missing), asked) in json.loads(cache.read_text()).items():
            bad = level == "error" or missing or "could not tell" in reason
            if at + (BAD_FOR if bad else GOOD_FOR) > now and wanted.get(url, set()) <= set(asked):
                known[url] = (at, Answer(level, reason, tuple(missing)), asked)
    unasked = {url: fragments for url, fragments in wanted.items() if url not in known}
    if unasked:
        answers = ask_all(unasked, allow_private)
        known |= {url: (now, answers[url], sorted(unasked[url])) for url in unasked}
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(known, indent=0))
    found = {}
    for url, fragments in wanted.items():
        _, (level, reason, missing), _ = known[url]
        for fragment in fragments:
            if fragment in missing:
                found[url, fragment] = ("error", f'the page has no id "{fragment}"')
            elif level:
                found[url, fragment] = (level, reason)
    return found


def ask_all(unasked: Mapping[str, set[str]], allow_private: bool) -> dict[str, Answer]:
    """Ask about everything; an address that takes too long is given up, its thread left behind."""
    hosts = defaultdict(list)
    for url in sorted(unasked, reverse=True):
        hosts[urlsplit(url).netloc].append(url)
    running: dict[str, float] = {}
    done: dict[str, Answer] = {}

    def work(url: str) -> None:
        answer = persist(url, unasked[url] - {""}, allow_private)
        time.sleep(PAUSE)
        done.setdefault(url, answer)

    while len(done) < len(unasked):
        for url, since in running.items():
            if since + TIME_LIMIT < time.monotonic():
                done.setdefault(url, unsure("no full answer in time"))
        running = {url: since for url, since in running.items() if url not in done}
        busy = Counter(urlsplit(url).netloc for url in running)
        for host, urls in hosts.items():
            free = min(PER_HOST - busy[host], AT_ONCE - len(running), len(urls))
            for url in [urls.pop() for _ in range(free)]:
                running[url] = time.monotonic()
                threading.Thread(target=work, args=(url,), daemon=True).start()
        time.sleep(0.02)
    return done


def unsure(reason: str) -> Answer:
    """The answer when nobody can tell whether readers would get there."""
    return Answer("warning", f"could not tell: {reason}")


class Refused(Exception):
    """An address that is not asked, with the answer that takes its place."""


def persist(url: str, fragments: set[str], allow_private: bool) -> Answer:
    """Ask about one address, again after a while when the host is busy or cannot be reached."""
    for attempt in range(TRIES):
        delay = BACKOFF * 2**attempt * random.SystemRandom().uniform(1, 1.5)
        try:
            response = request(url, "GET" if fragments else "HEAD", allow_private)
            if response.status_code >= 400 and response.status_code != 429 and not fragments:
                response = request(url, "GET", allow_private)
            answer = judge(response, fragments)
            if response.status_code != 429 and response.status_code < 500:
                return answer
            with suppress(InvalidHeader):
                wished = response.headers.get("Retry-After", "0")
                delay = max(delay, Retry().parse_retry_after(wished))
        except Refused as error:
            return Answer(*error.args)
        except requests.TooManyRedirects:
            return Answer("error", "redirects without end")
        except requests.Timeout:
            answer = unsure("no answer in time")
        except (OSError, ValueError, HTTPError) as error:  # an address that is none, too
            answer = unsure(f"no connection ({type(error).__name__})")
        if attempt + 1 == TRIES or delay > LONGEST_WAIT:
            break
        time.sleep(delay)
    return answer


def request(url: str, method: str, allow_private: bool) -> requests.Response:
    """The last answer to a request, after its redirects. Raises Refused or requests' exceptions."""
    session = requests.Session()
    session.headers.update({"User-Agent": "check_links.py", "Accept": "text/html,*/*;q=0.8"})
    session.max_redirects = REDIRECTS
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = lambda request: request  # neither those in .netrc nor those in the URL
    session.rebuild_auth = lambda *_: None  # type: ignore[method-assign]
    session.adapters.clear()
    session.mount("", Guard(urlsplit(url).hostname if allow_private else None))
    return session.request(method, url, stream=True, timeout=TIME_OUT)


class Guard(HTTPAdapter):
    """Lets a request, after a redirect too, go to no private host but the one that is `meant`."""

    def __init__(self, meant: str | None) -> None:
        super().__init__()
        self.meant = meant

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        """Send it, unless refused; the body of a redirect is not read."""
        url = urlsplit(request.url or "")
        host = url.hostname or ""
        if url.scheme not in ("http", "https"):
            raise Refused("error", f"redirects to {request.url}")
        if host != self.meant and is_private(host):
            raise Refused(*unsure(f"{host} is a private address"))
        response = super().send(request, *args, **options)
        if response.is_redirect:
            response.close()
        return response


def is_private(host: str) -> bool:
    """Whether a host is, or stands for, an address that is not public. Raises Refused for a host
    that does not exist."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:  # a label that is empty or too long
        if getattr(error, "errno", None) in (socket.EAI_AGAIN, socket.EAI_FAIL):
            raise Refused(*unsure(f"no answer about the host {host}")) from None
        raise Refused("error", f"there is no host {host}") from None
    hosts = [str(each[4][0]).partition("%")[0] for each in found]
    return not all(ipaddress.ip_address(each).is_global for each in hosts)


def judge(response: requests.Response, fragments: set[str]) -> Answer:
    """What the last answer means for readers."""
    status = response.status_code
    with response:
        if status >= 400:
            said = f"the host says {status} {response.reason}".rstrip()
            return Answer("error", said) if status in (404, 410) else unsure(said)
        missing = missing_fragments(response, fragments)
    hops = [*response.history, response]
    moved = next(hop for hop in hops if not hop.is_permanent_redirect)
    if moved is hops[0]:
        return Answer(missing=missing)
    return Answer("warning", f"moved for good to {moved.url}", missing)


def missing_fragments(response: requests.Response, fragments: set[str]) -> tuple[str, ...]:
    """The fragments that an HTML page has no ids for; GitHub's scripts add `user-content-`."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not fragments or kind not in ("text/html", "application/xhtml+xml"):
        return ()
    body = bytearray()
    for piece in response.iter_content(65536):
        body += piece
        if len(body) > BODY_LIMIT:
            return ()  # too much to read, and most likely no page that a person wrote
    ids = read_page(bytes(body)).ids
    ids |= {name.removeprefix("user-content-") for name in ids}
    return tuple(sorted(each for each in fragments if not has_id("page.html", each, ids)))
