"""Checks the Markdown of the guide, and says for each mistake the file, the line and what to do.

`pages` reads the Markdown into blocks of text that know their lines. `rules` holds what a page must
keep, with `wording` and `facts`; `reading` measures how hard a text is. `known` reads the lists
that the rules go by, `tools` asks the Markdown linter and the speller, `cli` prints what was found.
"""
