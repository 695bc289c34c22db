"""The page that explains likelihood and confidence; briefs lead to it."""

from __future__ import annotations

from taklimat.site.kinds.kind import Kind
from taklimat.source.words import N_


class Scales(Kind):
    """A page that briefs link to from their judgements."""

    name = "scales"
    about = N_("the page that explains likelihood and confidence")
    search = N_(
        "how do you know, how certain, how sure, certainty, probability words, likelihood, "
        "confidence levels, reliability, trust, limits of the evidence"
    )
    back = 30
