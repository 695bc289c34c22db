"""Tell apart the links that lead from a footnote back to its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.treeprocessors import Treeprocessor

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from taklimat.source.words import Words

# Behind Python-Markdown's, which repeats the link for each mark (`footnote-duplicate`, 15).
_TREE = 14


class BackLinks(Treeprocessor):
    """Gives each link from a note a name of its own: Python-Markdown gives all one title."""

    def __init__(self, md: Markdown, words: Words) -> None:
        super().__init__(md)
        self.words = words
        md.treeprocessors.register(self, "taklimat-backlinks", _TREE)

    def run(self, root: Element) -> None:
        """Name the links; where a note has several, by their numbers, too."""
        notes = (
            li
            for div in root.iter("div")
            if div.get("class") == "footnote"
            for li in div.iter("li")
        )
        for note in notes:
            links = [link for link in note.iter("a") if link.get("class") == "footnote-backref"]
            for number, link in enumerate(links, start=1):
                # An arrow with a title has the arrow for its name.
                name = link.attrib.pop("title", "")
                if number > 1:
                    name = self.words.gettext(
                        "%(title)s, place %(number)s", title=name, number=number
                    )
                link.set("aria-label", name)
