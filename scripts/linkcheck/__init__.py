"""A link checker for built sites that knows the Markdown they were built from.

Read in this order: `values` (what is passed around), `pages`, `css` and `files` (where links
stand), `resolve` (where they lead), `check` (what is wrong with them), `suggest` (what was meant),
`markdown_source` and `markdown_marks` (whose line it is), `external` and `answers` (asking other
hosts), `site` (the only module that reads a site's files), `config`, `report` and `cli`.

Pages are parsed by turbohtml: it and selectolax (lexbor) both pass all of html5lib-tests' document
cases, and turbohtml takes two thirds of the time, detects encodings as the standard says and knows
line numbers. Addresses are resolved by can_ada, bindings of the URL parser of Node.js, since the
URL standard has too many corners for a regular expression. Both are single C wheels.
"""
