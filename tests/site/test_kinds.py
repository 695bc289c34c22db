"""A kind of page is one module: one that is added is found in every place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jinja2
import pytest
from pydantic import Field

from conftest import BRIEF, Build, taklimat
from taklimat.documents import tree
from taklimat.evidence.records import Item, Keys
from taklimat.site import kinds, templating
from taklimat.site.kinds.kind import Addresses, Data, Kind, Mark, own_words
from taklimat.site.searching import Part
from taklimat.site.templating import relative, render
from taklimat.source.pages import DateText, Text
from taklimat.source.words import N_, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taklimat.documents.tree import Node
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage


class Vessel(Item):
    name: Text = Field(description="the full name")
    since: DateText = Field(description="when they came, as exact as it is known")
    role: Text = Field(description="what they did, as Markdown")
    sources: Keys = Field(description="a list of keys of the bibliography")


class Vessels(Kind):
    name = "vessels"
    about = N_("ships of the case")
    data = Data(Vessel, N_("a YAML file with vessels"), order=lambda vessel: vessel.since)
    marks = (Mark("vessel", N_("a link to a ship"), "vessel", "add it to the file of vessels"),)
    part = N_("Vessel")
    back = 15
    files = ("vessels.json",)

    def marked(self, mark: Mark, id_: str, uri: str, site: Site) -> str:
        page = site.page_of(self.name)
        names = [vessel.name for vessel in self.items(site) if vessel.id == id_]
        return f"[{names[0]}]({relative(uri, page)}#{id_})" if page and names else ""

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        return [site.settings.file(self.name) or ""]

    def after(self, page: SourcePage, site: Site) -> str:
        return render(site.words, "vessels.md", vessels=self.items(site))

    def parts(self, page: Node, site: Site) -> Iterator[Part]:
        for node in page.css("div.item[id]"):
            head = tree.find(node, ".item-head")
            yield Part(tree.get(node, "id"), tree.words_of(head) if head else "", own_words(node))

    def programs(self, page: str, site: Site, addresses: Addresses) -> dict[str, bytes]:
        told = [
            {"name": vessel.name, "url": addresses.relative(page, vessel.id)}
            for vessel in self.items(site)
        ]
        return {"vessels.json": json.dumps(told).encode()}


TEMPLATE = """
{% for vessel in vessels %}
<div class="item" id="{{ vessel.id }}" markdown>
<p class="item-head"><a href="#{{ vessel.id }}">{{ vessel.name | e }}</a></p>

{{ vessel.role }} [@{{ vessel.sources | join("; @") }}]

</div>
{% endfor %}
"""

FILES = {
    "docs/brief.md": BRIEF.replace("    change:", "    sources: [a]\n    change:")
    + "\nThen came {vessel: mari}.\n",
    "docs/vessels.md": "---\nkind: vessels\ntitle: Vessels\n---\n# Vessels\n",
    "docs/sources.md": "---\nkind: sources\n---\n# Sources\n",
    "docs/settings.md": "---\nkind: settings\n---\n# Settings\n",
    "docs/data/sources.json": json.dumps(
        [
            {"id": "a", "type": "webpage", "title": "One", "URL": "https://example.org/1"},
            {"id": "b", "type": "webpage", "title": "Two", "URL": "https://example.org/2"},
        ]
    ),
    "docs/data/vessels.yml": "- {id: mari, name: Mari One, since: 2014, role: Tanker, sources: [b]}\n",
}
SETTINGS = {
    "bibliography": "docs/data/sources.json",
    "vessels": "docs/data/vessels.yml",
    "pdf": {"organisation": "Us"},
}


@pytest.fixture(autouse=True)
def vessels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "RECORDS", [*kinds.RECORDS, Vessels()])
    templates = templating._templates(Words.of("en", "en-GB"))
    assert templates.loader
    more = jinja2.ChoiceLoader([jinja2.DictLoader({"vessels.md": TEMPLATE}), templates.loader])
    monkeypatch.setattr(templates, "loader", more)


def test_a_kind_that_is_added_is_found_in_every_place(build: Build) -> None:
    built = build(FILES, extra={"taklimat": SETTINGS})
    assert built.exit_code == 0, built.output
    assert '<a href="../vessels/#mari">Mari One</a>' in built.read("brief/index.html")
    assert "Tanker" in built.read("vessels/index.html")
    # What it cites, for the page of sources; the address of a part, for search; for programs.
    assert '<a href="../vessels/">Vessels</a>' in built.read("sources/index.html")
    found = built.indexed()["vessels/#mari"]
    assert found["kind"] == "Vessel"
    assert "Mari One" in found["title"]
    assert json.loads(built.read("vessels.json")) == [{"name": "Mari One", "url": "vessels/#mari"}]
    # Its schema, for editors, and its words in the manual.
    schema = json.loads(built.read("schemas/vessels.json"))
    assert "the full name" in json.dumps(schema)
    assert "vessels" in json.loads(built.read("schemas/page.json"))["properties"]["kind"]["enum"]
    assert "vessels" in json.loads(built.read("schemas/settings.json"))["properties"]
    manual = built.read("settings/index.html")
    for words in (
        "ships of the case",
        "a link to a ship",
        "a YAML file with vessels",
        "the full name",
    ):
        assert words in manual
    # And the dossier holds it.
    assert (built.site / "pdf/dossier.pdf").is_file()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"docs/vessels.md": "---\nkind: vessles\n---\n# P\n"},
            "docs/vessels.md:2: `kind` is 'vessles': did you mean vessels?",
        ),
        (
            {"docs/index.md": "# Home\n\n{vessel: mori}\n"},
            "docs/index.md:3: an unknown vessel: mori",
        ),
        (
            {"docs/vessels.md": None},
            "docs/brief.md:26: a mark of vessel without a page of vessels to lead to",
        ),
        (
            {
                "docs/data/vessels.yml": "- {id: 'K x', name: K, since: 2014, role: R, sources: [b]}\n"
            },
            "docs/data/vessels.yml:1: `id` is 'K x'",
        ),
        (
            {"docs/data/vessels.yml": "- {id: mari, since: 2014, role: R, sources: [b]}\n"},
            "docs/data/vessels.yml:1: `name` is missing: add it: `name` is the full name",
        ),
        (
            {
                "docs/data/vessels.yml": "- {id: mari, name: K, since: 2014, role: R, sources: [c]}\n"
            },
            "docs/data/vessels.yml:1",
        ),
        (
            {
                "docs/data/vessels.yml": "\n- {id: mari, name: K, since: 2014, role: <script>, sources: [b]}\n"
            },
            "docs/data/vessels.yml:2",
        ),
    ],
)
def test_its_faults_are_told_by_line(build: Build, changed: dict[str, str], told: str) -> None:
    built = build({**FILES, **changed}, extra={"taklimat": SETTINGS})
    assert built.exit_code == 1
    assert told in built.output
    assert "Traceback" not in built.output
    checked = taklimat(built.root, "check").output
    assert told.split(":")[0] in checked


def test_a_slip_in_a_data_file_is_told_without_what_follows_from_it(build: Build) -> None:
    built = build(
        {**FILES, "docs/data/vessels.yml": "- {id: mari, since: 2014, role: R, sources: [b]}\n"},
        extra={"taklimat": SETTINGS},
    )
    assert "1 problem to mend" in built.output
    assert "an unknown vessel" not in built.output


def test_a_mark_of_no_kind_stays_as_it_is_written(build: Build) -> None:
    built = build({"docs/index.md": "# Home\n\nIn {nothing: here} it stands.\n"})
    assert "{nothing: here}" in built.read("index.html")


@pytest.mark.parametrize("file", ["vessels.json", "glossary.json", "feeds/briefs.atom"])
def test_a_folder_called_like_a_file_for_programs_is_told(build: Build, file: str) -> None:
    built = build({**FILES, f"docs/{file}/x.md": "# X\n"}, extra={"taklimat": SETTINGS})
    assert f"docs/{file}/x.md: its folder is called like a file of the site" in built.output


def test_a_page_whose_data_the_site_does_not_name_is_told(build: Build) -> None:
    settings = {name: value for name, value in SETTINGS.items() if name != "vessels"}
    built = build({**FILES, "docs/brief.md": None}, extra={"taklimat": settings})
    assert "docs/vessels.md:2: a page of vessels, of which the site has none: name" in built.output


@pytest.mark.parametrize(
    "given",
    [{"parts": lambda *_: iter(())}, {"programs": lambda *_: {}}],
    ids=["parts", "programs"],
)
def test_a_kind_that_would_be_left_out_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="and needs"):
        type("Half", (Kind,), given)
