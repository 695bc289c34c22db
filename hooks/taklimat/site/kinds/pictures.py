"""Pictures from data, shown where a text asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.evidence.records import Picture
from taklimat.site import drawings
from taklimat.site.kinds.kind import Data, Mark, Records, offered
from taklimat.site.spreadsheet import csv_file
from taklimat.site.templating import without_signs
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from taklimat.evidence.records import Event
    from taklimat.site.site import Site


class Pictures(Records):
    """Pictures of relations, bars and the timeline. They have no page of their own."""

    name = "pictures"
    data = Data(Picture, N_("a YAML file with pictures"))
    marks = (
        Mark(
            "picture",
            N_("a picture, drawn here"),
            "picture",
            "add it to the file of pictures",
            is_block=True,
        ),
    )

    def marked(self, mark: Mark, id_: str, uri: str, site: Site) -> str:
        """The picture with its sources."""
        picture = next((picture for picture in self.items(site) if picture.id == id_), None)
        if picture is None:
            return ""
        # The dots of a timeline are links on its own page only: raw HTML is not rewritten.
        linked = uri == site.page_of("timeline")
        events = site.data.get("timeline", ())
        drawn = drawings.figure(picture, site.words, events, linked=linked)
        files = offered(_path(picture), uri, site, "svg", "png", "csv")
        if not picture.sources:
            return f"\n\n{drawn}\n\n{files}\n\n"
        cited = f"[@{'; @'.join(picture.sources)}]"
        source = site.words.gettext("Source: %(citation)s", citation=cited)
        attributes = "{ .picture-source .small-print data-search-exclude='' }"
        return f"\n\n{drawn}\n\n{source}\n{attributes}\n\n{files}\n\n"

    def figures(self, site: Site) -> dict[str, Element]:
        """Each picture, as it is drawn where there is room."""
        events = site.data.get("timeline", ())
        return {
            _path(picture): drawings.drawn(picture, site.words, events)[0]
            for picture in self.items(site)
        }

    def sheets(self, site: Site) -> dict[str, bytes]:
        """Each picture's boxes, bars or events."""
        events = site.data.get("timeline", ())
        return {_path(picture): _csv(picture, events) for picture in self.items(site)}

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        """The file of pictures; for one of the timeline that of the events, too."""
        shown = [picture for picture in self.items(site) if picture.id == id_]
        files = [self.name, *("timeline" for picture in shown if picture.kind == "timeline")]
        return [path for file in files if (path := site.settings.file(file))]


def _path(picture: Picture) -> str:
    return f"assets/figures/{picture.id}"


def _csv(picture: Picture, events: Sequence[Event]) -> bytes:
    if picture.kind == "bars":
        head = ("bar", f"value ({picture.unit})" if picture.unit else "value", "shown")
        return csv_file(head, [(bar.label, bar.value, bar.shown) for bar in picture.bars])
    if picture.kind == "relations":
        boxes = [*picture.boxes, *([picture.result] if picture.result else [])]
        rows = [(box.label, box.name, box.text, box.relation) for box in boxes]
        return csv_file(("label", "name", "text", "relation to the result"), rows)
    lists = ((event.topics, event.actors, event.sources) for event in events)
    return csv_file(
        ("date", "end", "event", "topics", "actors", "sources"),
        [
            (event.when.iso, event.end, without_signs(event.text), *map("; ".join, each))
            for event, each in zip(events, lists, strict=True)
        ],
    )
