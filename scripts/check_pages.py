#!/usr/bin/env python3
"""Check the Markdown of the guide: `python scripts/check_pages.py --help` tells how."""

from pagecheck.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
