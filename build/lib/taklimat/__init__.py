"""Taklimat: a briefing site from Markdown briefs and a glossary that links itself.

The imports run one way:

- ``problems``, ``dates``, ``frontmatter``, ``quotes``: what every reader of a file needs.
- ``names``, ``terms``, ``matching``, ``linking``, ``glossary``: the core, which finds and links the
  mentions of terms in a Markdown tree; ``glossary`` is that as a Python-Markdown extension.
- ``briefs``, ``bibliography``, ``bibtex``, ``citing``, ``marking``, ``numbers``, ``evidence``,
  ``pictures``: pages and the data behind them, and what ties the two.
- ``site`` holds one build; ``writing`` makes its pages, with what ``differences`` tells of their
  versions; ``outputs``, ``feeds``, ``citing_this`` and ``documents`` make what leaves the site.
- ``checking``, ``style``, ``security``, ``policy`` and ``searching`` look at what was made of it.
- The ``adapter`` modules and the hook modules beside this package are all that imports MkDocs;
  ``command`` is the command line.
"""

__version__ = "0.1.0"
