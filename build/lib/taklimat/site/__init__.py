"""One build of a site, without MkDocs: text in, text out.

Its settings and all that was read, the generated parts of pages, drawings, the search index, feeds,
histories, and what programs get. Stands on `source`, `glossary`, `evidence`, `documents` and
`security`.
"""
