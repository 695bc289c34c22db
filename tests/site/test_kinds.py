"""A kind of page is one module: one that is added is found in every place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import jinja2
import pytest
from pydantic import Field

from conftest import BRIEF, Build, taklimat
from taklimat.documents import tree
from taklimat.evidence.records import DateText
from taklimat.site import kinds, templating
from taklimat.site.kinds.kind import Addresses, Data, Kind, Mark, SearchPart, own_words
from taklimat.site.templating import relative, render
from taklimat.source.frontmatter import Matter
from taklimat.source.pages import Text
from taklimat.source.words import N_, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taklimat.documents.tree import Node
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage


class Person(Matter):
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = Field(
        description="a name for links, of small letters, digits and hyphens"
    )
    name: Text = Field(description="the full name")
    since: DateText = Field(description="when they came, as exact as it is known")
    role: Text = Field(description="what they did, as Markdown")
    sources: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(
        description="a list of keys of the bibliography"
    )


class People(Kind):
    name = "people"
    about = N_("who is who")
    data = Data(Person, N_("a YAML file with people"), order=lambda person: person.since)
    marks = (Mark("person", N_("a link to someone"), "person", "add them to the file of people"),)
    part = N_("Person")
    back = 15
    files = ("people.json",)

    def marked(self, mark: Mark, id_: str, uri: str, site: Site) -> str:
        page = site.page_of(self.name)
        names = [person.name for person in self.items(site) if person.id == id_]
        return f"[{names[0]}]({relative(uri, page)}#{id_})" if page and names else ""

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        return [site.settings.file(self.name) or ""]

    def after(self, page: SourcePage, site: Site) -> str:
        return render(site.words, "people.md", people=self.items(site))

    def parts(self, page: Node) -> Iterator[SearchPart]:
        for node in page.css("div.item[id]"):
            head = tree.find(node, ".item-head")
            yield SearchPart(
                tree.get(node, "id"), tree.words_of(head) if head else "", own_words(node)
            )

    def programs(self, page: str, site: Site, addresses: Addresses) -> dict[str, bytes]:
        told = [
            {"name": person.name, "url": addresses.relative(page, person.id)}
            for person in self.items(site)
        ]
        return {"people.json": json.dumps(told).encode()}


TEMPLATE = """
{% for person in people %}
<div class="item" id="{{ person.id }}" markdown>
<p class="item-head"><a href="#{{ person.id }}">{{ person.name | e }}</a></p>

{{ person.role }} [@{{ person.sources | join("; @") }}]

</div>
{% endfor %}
"""

FILES = {
    "docs/brief.md": BRIEF.replace("    change:", "    sources: [a]\n    change:")
    + "\nThen came {person: kang}.\n",
    "docs/people.md": "---\nkind: people\ntitle: People\n---\n# People\n",
    "docs/sources.md": "---\nkind: sources\n---\n# Sources\n",
    "docs/settings.md": "---\nkind: settings\n---\n# Settings\n",
    "docs/data/sources.json": json.dumps(
        [
            {"id": "a", "type": "webpage", "title": "One", "URL": "https://example.org/1"},
            {"id": "b", "type": "webpage", "title": "Two", "URL": "https://example.org/2"},
        ]
    ),
    "docs/data/people.yml": "- {id: kang, name: Kang Chol, since: 2014, role: Ambassador, sources: [b]}\n",
}
SETTINGS = {
    "bibliography": "docs/data/sources.json",
    "people": "docs/data/people.yml",
    "pdf": {"organisation": "Us"},
}


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "RECORDS", [*kinds.RECORDS, People()])
    templates = templating._templates(Words.of("en", "en-GB"))
    assert templates.loader
    more = jinja2.ChoiceLoader([jinja2.DictLoader({"people.md": TEMPLATE}), templates.loader])
    monkeypatch.setattr(templates, "loader", more)


def test_a_kind_that_is_added_is_found_in_every_place(build: Build) -> None:
    built = build(FILES, extra={"taklimat": SETTINGS})
    assert built.exit_code == 0, built.output
    assert '<a href="../people/#kang">Kang Chol</a>' in built.read("brief/index.html")
    assert "Ambassador" in built.read("people/index.html")
    # What it cites, for the page of sources; the address of a part, for search; for programs.
    assert '<a href="../people/">People</a>' in built.read("sources/index.html")
    index = json.loads(built.read("search/search_index.json"))["docs"]
    (found,) = (doc for doc in index if doc["location"] == "people/#kang")
    assert found["kind"] == "Person"
    assert "Kang Chol" in found["title"]
    assert json.loads(built.read("people.json")) == [{"name": "Kang Chol", "url": "people/#kang"}]
    # Its schema, for editors, and its words in the manual.
    schema = json.loads(built.read("schemas/people.json"))
    assert "the full name" in json.dumps(schema)
    assert "people" in json.loads(built.read("schemas/page.json"))["properties"]["kind"]["enum"]
    assert "people" in json.loads(built.read("schemas/settings.json"))["properties"]
    manual = built.read("settings/index.html")
    for words in ("who is who", "a link to someone", "a YAML file with people", "the full name"):
        assert words in manual
    # And the dossier holds it.
    assert (built.site / "pdf/dossier.pdf").is_file()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"docs/people.md": "---\nkind: peeple\n---\n# P\n"},
            "docs/people.md:2: `kind` is 'peeple': did you mean people?",
        ),
        (
            {"docs/index.md": "# Home\n\n{person: kong}\n"},
            "docs/index.md:3: an unknown person: kong",
        ),
        (
            {"docs/people.md": None},
            "docs/brief.md:26: a person without a page of people to lead to",
        ),
        (
            {
                "docs/data/people.yml": "- {id: 'K x', name: K, since: 2014, role: R, sources: [b]}\n"
            },
            "docs/data/people.yml:1: `id` is 'K x'",
        ),
        (
            {"docs/data/people.yml": "- {id: kang, since: 2014, role: R, sources: [b]}\n"},
            "docs/data/people.yml:1: `name` is missing: add it: `name` is the full name",
        ),
        (
            {"docs/data/people.yml": "- {id: kang, name: K, since: 2014, role: R, sources: [c]}\n"},
            "docs/data/people.yml:1",
        ),
        (
            {
                "docs/data/people.yml": "\n- {id: kang, name: K, since: 2014, role: <script>, sources: [b]}\n"
            },
            "docs/data/people.yml:2",
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
        {**FILES, "docs/data/people.yml": "- {id: kang, since: 2014, role: R, sources: [b]}\n"},
        extra={"taklimat": SETTINGS},
    )
    assert "1 problem to mend" in built.output
    assert "an unknown person" not in built.output


def test_a_mark_of_no_kind_stays_as_it_is_written(build: Build) -> None:
    built = build({"docs/index.md": "# Home\n\nIn {nothing: here} it stands.\n"})
    assert "{nothing: here}" in built.read("index.html")


@pytest.mark.parametrize("file", ["people.json", "glossary.json", "feeds/briefs.atom"])
def test_a_folder_called_like_a_file_for_programs_is_told(build: Build, file: str) -> None:
    built = build({**FILES, f"docs/{file}/x.md": "# X\n"}, extra={"taklimat": SETTINGS})
    assert f"docs/{file}/x.md: its folder is called like a file of the site" in built.output


def test_a_page_whose_data_the_site_does_not_name_is_told(build: Build) -> None:
    settings = {name: value for name, value in SETTINGS.items() if name != "people"}
    built = build({**FILES, "docs/brief.md": None}, extra={"taklimat": settings})
    assert "docs/people.md:2: a page of people, of which the site has none: name" in built.output


@pytest.mark.parametrize(
    "given",
    [{"parts": lambda *_: iter(())}, {"programs": lambda *_: {}}],
    ids=["parts", "programs"],
)
def test_a_kind_that_would_be_left_out_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="and needs"):
        type("Half", (Kind,), given)
