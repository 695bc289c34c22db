"""Pictures from data, shown where a text asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.evidence.records import Picture
from taklimat.site import drawings
from taklimat.site.kinds.kind import Data, Mark, Records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taklimat.site.site import Site


class Pictures(Records):
    """Pictures of relations, bars and the timeline. They have no page of their own."""

    name = "pictures"
    data = Data(Picture, "a YAML file with pictures")
    marks = (Mark("picture", "a picture, drawn here", "picture", "add it to the file of pictures"),)

    def marked(self, mark: Mark, id_: str, uri: str, site: Site, *, first: bool) -> str:
        """The picture with its sources."""
        picture = next((picture for picture in self.items(site) if picture.id == id_), None)
        if picture is None:
            return ""
        # The dots of a timeline are links on its own page only: raw HTML is not rewritten.
        linked = uri == site.page_of("timeline")
        drawn = drawings.figure(picture, site.data.get("timeline", ()), linked=linked)
        keys = "; @".join(picture.sources)
        sources = (
            f"\n\nSource: [@{keys}]\n{{ .picture-source .small-print data-search-exclude='' }}"
            if keys
            else ""
        )
        return f"\n\n{drawn}{sources}\n\n"

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        """The file of pictures; for one of the timeline that of the events, too."""
        shown = [picture for picture in self.items(site) if picture.id == id_]
        files = [self.name, *("timeline" for picture in shown if picture.kind == "timeline")]
        return [path for file in files if (path := site.settings.file(file))]
