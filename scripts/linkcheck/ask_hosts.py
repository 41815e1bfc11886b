"""Ask other hosts about addresses. Loaded only with --external."""

import ipaddress
import re
import socket
import time
from collections import defaultdict
from multiprocessing.pool import ThreadPool
from urllib.parse import urljoin, urlsplit

import requests
from findings import show_progress
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

AT_ONCE, PER_HOST = 16, 2
#: In seconds, for each piece of an answer to HEAD and to GET, and for all hosts together.
TIMEOUTS, TIME_LIMIT = {"HEAD": 5.0, "GET": 15.0}, 600.0
#: Two more tries where a host is busy.
RETRY = Retry(2, read=0, status_forcelist=(429, 503), backoff_factor=1, raise_on_status=False)
#: What is wrong with an address, and whether that is only a warning, as readers may get there.
Answer = tuple[str, bool]


class Session(requests.Session):
    """Follows no host to a private address."""

    def get_redirect_target(self, response: requests.Response) -> str | None:
        """The address that an answer leads on to. Raises URLRequired for a private one."""
        if target := super().get_redirect_target(response):
            old, new = urlsplit(response.url), urlsplit(urljoin(response.url, target))
            if new.netloc != old.netloc and is_private(new.hostname or ""):
                raise requests.URLRequired(f"it leads on to {new.hostname}, a private address")
        return target


def is_private(host: str) -> bool:
    """Whether a host stands for an address that is not public."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False  # which the request then finds out
    return not all(ipaddress.ip_address(each[4][0].partition("%")[0]).is_global for each in found)


def ask_hosts(urls: set[str]) -> dict[str, Answer]:
    """Ask about addresses, few at a time of one host."""
    answers, hosts = {}, defaultdict(list)
    for url in sorted(urls):
        hosts[urlsplit(url).netloc].append(url)

    def ask_in_turn(queue: list[str]) -> None:
        session = Session()
        session.mount("http://", HTTPAdapter(max_retries=RETRY))
        session.mount("https://", HTTPAdapter(max_retries=RETRY))
        for url in queue:
            answers[url] = ask(url, session)

    queues = [queue[start::PER_HOST] for queue in hosts.values() for start in range(PER_HOST)]
    ThreadPool(AT_ONCE).map_async(ask_in_turn, queues, 1)
    end = time.monotonic() + TIME_LIMIT
    while len(answers) < len(urls) and time.monotonic() < end:
        show_progress(len(answers), len(urls), "addresses")
        time.sleep(0.02)
    show_progress(len(urls), len(urls), "addresses")
    return dict.fromkeys(urls, ("could not tell: no answer in time", True)) | answers


def ask(url: str, session: Session) -> Answer:
    """The answer to HEAD or, if that is not good, to GET, which is all that some hosts know."""
    for method, timeout in TIMEOUTS.items():
        options = {"stream": True, "timeout": timeout, "allow_redirects": True}
        try:
            with session.request(method, url, **options) as response:
                if response.status_code < 400:
                    return "", False
                said = f"the host says {response.status_code} {response.reason}".rstrip()
                is_gone = response.status_code in (404, 410)
                answer = (said, False) if is_gone else (f"could not tell: {said}", True)
        except (requests.RequestException, ValueError) as error:
            answer = explain(url, error)
    return answer


def explain(url: str, error: Exception) -> Answer:
    """Why no answer came."""
    text, why = str(error), f"no connection ({type(error).__name__})"
    if re.search("label empty or too long|invalid label|Failed to resolve(?!.*Temporary)", text):
        return f"there is no host {urlsplit(url).hostname}", False
    if invalid := re.search(r"certificate verify failed: ([^(]*)", text):
        why = f"its certificate is not valid: {invalid[1].strip()}"
    elif isinstance(error, requests.URLRequired):
        why = text
    elif "timed out" in text:
        why = "no answer in time"
    return f"could not tell: {why}", True
