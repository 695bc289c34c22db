"""Taklimat: a briefing site from Markdown briefs and a glossary that links itself.

Each package is a room, and knows only those below it:

- ``source``: what authors write; ``glossary``, ``evidence``, ``documents``, ``security`` on it.
- ``site``: one build; ``checking``: what may not be, and how it is told.
- ``adapter``: all that imports MkDocs; ``command``: the command line.

Alone, three of them are extensions of Python-Markdown: ``taklimat.glossary``,
``taklimat.citations`` and ``taklimat.marks``.
"""

__version__ = "1.0.0"
