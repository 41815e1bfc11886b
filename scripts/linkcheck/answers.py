"""What one address answers: requests, redirects, tries and their meaning for readers."""

from __future__ import annotations

import ipaddress
import random
import socket
import time
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

import can_ada
import requests
from urllib3.exceptions import HTTPError

from linkcheck.check import has_id
from linkcheck.pages import read_page
from linkcheck.resolve import is_address

TRIES = 3
BACKOFF = 1.0
LONGEST_WAIT = 30.0  # between two tries
TIME_OUT = 10.0  # for a connection, and for each piece of an answer
REDIRECTS = 10
BODY_LIMIT = 5_000_000
RANDOM = random.SystemRandom()
HEADERS = {"User-Agent": "check_links.py", "Accept": "text/html,*/*;q=0.8"}


class Answer(NamedTuple):
    """What a host said about an address. `level` is empty when all is well; `missing` are the
    fragments, of those asked for, that the page has no ids for."""

    level: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()


def unsure(reason: str) -> Answer:
    """The answer when nobody can tell whether readers would get there."""
    return Answer("warning", f"could not tell: {reason}")


def persist(url: str, fragments: set[str], allow_private: bool) -> Answer:
    """Ask about one address, again after a while when the host is busy or cannot be reached."""
    answer = Answer()
    for attempt in range(TRIES):
        delay = BACKOFF * 2**attempt * RANDOM.uniform(1, 1.5)
        try:
            response = follow(url, "GET" if fragments else "HEAD", allow_private)
            if response.status_code >= 400 and response.status_code != 429 and not fragments:
                response = follow(url, "GET", allow_private)
            answer = judge(url, response, fragments)
            if response.status_code != 429 and response.status_code < 500:
                return answer
            delay = max(delay, retry_after(response))
        except Refused as error:
            return error.answer
        except requests.Timeout:
            answer = unsure("no answer in time")
        except (OSError, HTTPError) as error:  # requests' own exceptions are OSErrors
            answer = unsure(f"no connection ({type(error).__name__})")
        if attempt + 1 < TRIES:
            if delay > LONGEST_WAIT:
                return answer
            time.sleep(delay)
    return answer


class Refused(Exception):
    """An address that is not asked, with the answer that takes its place."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.reason)
        self.answer = answer


def follow(url: str, method: str, allow_private: bool) -> requests.Response:
    """The last answer to a request, after its redirects (Fetch standard, "HTTP-redirect fetch").

    Each address on the way must be public, unless it is on the host of the link itself and
    `allow_private` says that this is meant. Raises Refused or requests' exceptions.
    """
    session = requests.Session()
    session.headers.update(HEADERS)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.auth = lambda request: request  # neither those in .netrc nor those in the URL
    first = urlsplit(url).hostname
    history: list[requests.Response] = []
    for _ in range(REDIRECTS + 1):
        host = urlsplit(url).hostname or ""
        if is_private(host) and not (allow_private and host == first):
            raise Refused(unsure(f"{host} is a private address"))
        response = session.request(
            method, url, allow_redirects=False, stream=True, timeout=TIME_OUT
        )
        response.history = history.copy()
        location = response.headers.get("Location")
        if response.status_code not in (301, 302, 303, 307, 308) or not location:
            return response
        response.close()
        history.append(response)
        location = location.encode("latin-1").decode("utf-8", "replace")
        try:
            url = (can_ada.parse(url) + location).href
        except ValueError:
            raise Refused(Answer("error", f"redirects to {location}, no address")) from None
        if not is_address(url):
            raise Refused(Answer("error", f"redirects to {url}"))
    raise Refused(Answer("error", "redirects without end"))


def is_private(host: str) -> bool:
    """Whether a host is, or stands for, an address that is not public. Raises Refused for a host
    that does not exist."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in (socket.EAI_AGAIN, socket.EAI_FAIL):
            raise Refused(unsure(f"no answer about the host {host}")) from None
        raise Refused(Answer("error", f"there is no host {host}")) from None
    return any(
        not ipaddress.ip_address(str(each[4][0]).partition("%")[0]).is_global for each in found
    )


def retry_after(response: requests.Response) -> float:
    """The seconds a host asks to wait (RFC 9110, section 10.2.3), or 0."""
    value = response.headers.get("Retry-After", "")
    try:
        if value.isascii() and value.isdigit():
            return float(value)
        return parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, TypeError):
        return 0


def judge(url: str, response: requests.Response, fragments: set[str]) -> Answer:
    """What the last answer means for readers."""
    status = response.status_code
    with response:
        if status in (404, 410):
            return Answer("error", f"the host says {status} {response.reason}".rstrip())
        if status >= 400:
            return unsure(f"the host says {status} {response.reason}".rstrip())
        missing = missing_fragments(response, fragments)
    level = reason = ""
    moved = url
    for hop, following in pairwise([*response.history, response]):
        if hop.status_code not in (301, 308):
            break
        moved = following.url
    if moved != url:
        level, reason = "warning", f"moved for good to {moved}"
    return Answer(level, reason, tuple(missing))


def missing_fragments(response: requests.Response, fragments: set[str]) -> list[str]:
    """The fragments that an HTML page has no ids for; GitHub's scripts add `user-content-`."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not fragments or kind not in ("text/html", "application/xhtml+xml"):
        return []
    body = bytearray()
    for piece in response.iter_content(65536):
        body += piece
        if len(body) > BODY_LIMIT:
            return []  # too much to read, and most likely no page that a person wrote
    ids = read_page(bytes(body)).ids
    ids |= {name.removeprefix("user-content-") for name in ids}
    return sorted(fragment for fragment in fragments if not has_id("page.html", fragment, ids))
