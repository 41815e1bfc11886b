"""A link checker for built sites that knows the Markdown they were built from.

Read in this order: `links` (what is passed around), `pages` and `files` (where links stand),
`resolve` (where they lead), `check` (what is wrong with them), `site` (the only module that reads a
site's files), `docs` and `sources` (whose line it is), `suggest` (what was meant), `external`
(asking other hosts), `config` and `cli`.

Pages are parsed by turbohtml: it and selectolax (lexbor) both pass all of html5lib-tests' document
cases, and turbohtml takes two thirds of the time, detects encodings as the standard says and knows
line numbers. Addresses are resolved by can_ada, bindings of the URL parser of Node.js, since the
URL standard has too many corners for a regular expression. Both are single C wheels.
"""
