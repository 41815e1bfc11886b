"""Let the browser refuse whatever a page does not need: a Content Security Policy in every page.

Usage: python scripts/secure_pages.py SITE_DIR

Run it on the trimmed hosted edition, whose scripts all stand in files. The policy stands in the
page and not in a header, because then it holds on every web server.

Exit status: 0 written, 1 a page has no place for the policy or holds a script itself, 2 misuse.
"""

import argparse
from collections.abc import Sequence

import turbohtml
from built_pages import change_pages, site_argument

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
    "script-src": "'self'",
    "style-src": "'self'",
    "worker-src": "'self'",
}


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

    Raises ValueError where the page does not say its charset once, has a policy already, or holds a
    script, which the policy would stop.
    """
    if html.count(CHARSET) != 1 or "Content-Security-Policy" in html:
        raise ValueError(f"not one {CHARSET} without a policy to put the policy after")
    if scripts := inline_scripts(html):
        raise ValueError(f"put this script into a file of docs/assets/javascripts/: {scripts[0]}")
    return html.replace(CHARSET, CHARSET + metas(HOSTED))


def main(arguments: Sequence[str] | None = None) -> int:
    """Secure every page of the edition in the folder named; return the exit status."""
    parser = argparse.ArgumentParser(description="Put a Content Security Policy into every page.")
    site_argument(parser)
    return change_pages(parser.parse_args(arguments).site, secure)


if __name__ == "__main__":
    raise SystemExit(main())
