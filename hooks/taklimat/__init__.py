"""Taklimat: a briefing site from Markdown briefs and a glossary that links itself.

The imports run one way: ``problems`` and the values (``names``, ``terms``, ``pages``,
``evidence``) know nothing of each other's users; ``matching`` and ``linking`` find and link the
mentions of terms in a Markdown tree; ``glossary`` is that as a Python-Markdown extension;
``site`` holds one build; ``writing`` makes its pages. Only ``adapter`` and the hook modules
beside this package import MkDocs.
"""

__version__ = "0.1.0"
