"""The page of the corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.evidence.records import Correction
from taklimat.site.kinds.kind import Data, Kind
from taklimat.site.templating import relative, render
from taklimat.source.words import N_

if TYPE_CHECKING:
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage

_SHOWN = (N_("major"), N_("minor"))  # what the data may say, as readers see it


class Corrections(Kind):
    """What was corrected on the site, in the order of the file."""

    name = "corrections"
    about = N_("what was corrected on the site")
    search = N_(
        "mistakes, errors, found a mistake, report an error, report a typo, wrong, incorrect, "
        "what changed, updates, errata"
    )
    data = Data(Correction, N_("a YAML file with corrections"))

    def after(self, page: SourcePage, site: Site) -> str:
        """All corrections."""

        def title(uri: str) -> str:
            return f"[{site.title_of(uri)}]({relative(page.uri, uri)})"

        return render(site.words, "corrections.md", corrections=self.items(site), title=title)
