"""A link checker for built sites that knows the Markdown they were built from.

Read in this order: `values` (what is passed around), `pages` and `files` (where links stand),
`resolve` (where they lead), `check` (what is wrong with them), `markdown_source` (whose line it
is), `external` (asking other hosts), `site` (the only module that reads the site), `report` and
`cli`.

Pages are parsed by turbohtml: it and selectolax (lexbor) both pass all 1,592 document cases of
html5lib-tests, and turbohtml takes two thirds of the time, detects encodings as the standard
says and knows line numbers. Addresses are resolved by can_ada, the URL parser of Node.js, since
the URL standard has too many corners for a regular expression; both are single C wheels.
"""
