"""The page of the corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.evidence.records import Correction
from taklimat.site.kinds.kind import Data, Kind
from taklimat.site.templating import relative, render

if TYPE_CHECKING:
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage


class Corrections(Kind):
    """What was corrected on the site, in the order of the file."""

    name = "corrections"
    about = "what was corrected on the site"
    data = Data(Correction, "a YAML file with corrections")

    def markdown(self, page: SourcePage, site: Site) -> str:
        """The page with all corrections."""

        def title(uri: str) -> str:
            return f"[{site.title_of(uri)}]({relative(page.uri, uri)})"

        return page.document.body + render(
            "corrections.md", corrections=self.items(site), title=title
        )
