"""Let the browser refuse whatever a page does not need: a Content Security Policy in every page.

Usage: python scripts/secure_pages.py SITE_DIR

Run it last on the hosted edition. It names each inline script by its hash (CSP level 3, section
2.3.1), so a page changed afterwards loses its scripts. The policy stands in the page and not in a
header, because then it holds on every web server.

Exit status: 0 written, 1 a page has no place for the policy, 2 misuse.
"""

import argparse
import base64
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import turbohtml

CHARSET = '<meta charset="utf-8">'
JAVASCRIPT = (None, "", "module", "text/javascript")

# Pictures in style sheets are data: addresses. Search runs in a worker and fetches its index.
HOSTED = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "style-src": "'self'",
    "worker-src": "'self'",
}


def sha256(text: str) -> str:
    """Return the source expression that allows an inline script or style with this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def inline_scripts(html: str) -> list[str]:
    """Return the texts of the scripts that a page holds itself; data blocks are none."""
    return [
        script.text
        for script in turbohtml.parse(html).select("script:not([src])")
        if script.attr("type") in JAVASCRIPT
    ]


def metas(directives: dict[str, str]) -> str:
    """Return the elements that set a policy and keep the page's address from other sites."""
    policy = "; ".join(f"{name} {sources}" for name, sources in directives.items())
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="referrer" content="no-referrer">'
    )


def secure(html: str) -> str:
    """Return a page with its policy right after its charset, ahead of all that the policy governs.

    Raises ValueError where the page does not say its charset once, or has a policy already.
    """
    if html.count(CHARSET) != 1 or "Content-Security-Policy" in html:
        raise ValueError(f"not one {CHARSET} without a policy to put the policy after")
    scripts = sorted({sha256(text) for text in inline_scripts(html)})
    policy = HOSTED | {"script-src": " ".join(["'self'", *scripts])}
    return html.replace(CHARSET, CHARSET + metas(policy))


def main(arguments: Sequence[str] | None = None) -> int:
    """Secure every page of the edition in the folder named; return the exit status."""
    parser = argparse.ArgumentParser(description="Put a Content Security Policy into every page.")
    parser.add_argument("site", type=Path, metavar="SITE_DIR", help="finished hosted edition")
    site = parser.parse_args(arguments).site
    pages = sorted(site.rglob("*.html"))
    if not pages:
        parser.error(f"{site} holds no page: build the site first")
    for page in pages:
        html = page.read_text(encoding="utf-8")
        try:
            secured = secure(html)
        except ValueError as error:
            print(f"{page}: {error}", file=sys.stderr)
            return 1
        page.write_text(secured, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
