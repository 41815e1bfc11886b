#!/usr/bin/env python3
"""Check the links of a built site: `python scripts/check_links.py --help` tells how."""

from linkcheck.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
