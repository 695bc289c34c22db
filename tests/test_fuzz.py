"""Whatever a file holds, reading it ends in a value or in problems with their place: nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import lxml.html
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from conftest import ENGLISH, convert, entry
from taklimat.checking.findings import Found, said
from taklimat.documents import typst
from taklimat.evidence.bibliography import Bibliography, style_file
from taklimat.evidence.reading import read_list
from taklimat.evidence.records import Claim, Correction, Event, Picture
from taklimat.evidence.sources import read_sources
from taklimat.glossary.terms import Glossary, parse_term
from taklimat.security import svg
from taklimat.security.markup import findings, with_noopener
from taklimat.site import kinds
from taklimat.source.bounds import in_bounds
from taklimat.source.frontmatter import parse, read_text
from taklimat.source.pages import parse_page, without_code
from taklimat.source.problems import Problem, Problems, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

often = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def pieced(*pieces: str) -> st.SearchStrategy[str]:
    """Texts of pieces that a format speaks in, and of anything else."""
    return st.lists(st.sampled_from(pieces) | st.text(max_size=8), max_size=14).map("".join)


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.sampled_from(["C01", "2017-02-13", "2017", "high", "likely", "brief", "x" * 400])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=4)
    ),
    max_leaves=8,
)


def with_keys(keys: Sequence[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(list(keys)) | st.text(max_size=6), values, max_size=8)


def checked(problems: Problems) -> None:
    """Each problem says where it is and what, in one line of plain words."""
    for problem in problems:
        assert problem.path
        assert problem.line >= 0
        assert "\n" not in str(problem)
        assert not any(unicodedata.category(sign) == "Cc" for sign in str(problem))


def of_file(name: str, data: bytes, read: Callable[[Path, Problems], Any]) -> Any:
    problems = Problems()
    with TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(data)
        value = read(file, problems)
    checked(problems)
    return value


YAML = pieced(
    "---\n", "...\n", "title: ", "kind: brief\n", "a: ", "- ", "? ", ": ", "[", "]", "{", "}", ",",
    "&x ", "*x", "!!python/object:os.system ", "!", "|", ">", '"', "'", "\\x07", "#", "\n", "  ",
    "\t", "<<: ", "2017-02-31", "1:1:1", "0x", "~", "%YAML 1.1\n", "\ufeff", "\x85", "\u2028",
)  # fmt: skip
PAGE_KEYS = (
    "kind title description glossary pdf hide search tags icon template summary authors date "
    "updated status judgements topics text likelihood confidence change review sources"
).split()


@often
@given(YAML)
def test_front_matter_of_any_text(text: str) -> None:
    problems = Problems()
    document = parse(f"---\n{text}\n---\nx", "docs/x.md", problems)
    if document:
        parse_page(document, "x.md", kinds.matters(), frozenset(), problems)
    parse_term(f"---\n{text}\n---\nx", "glossary/x.md", "x", problems)
    checked(problems)


@often
@given(with_keys(PAGE_KEYS))
def test_front_matter_of_any_shape(matter: dict[str, Any]) -> None:
    problems = Problems()
    text = f"---\n{yaml.safe_dump(matter, allow_unicode=True)}---\nx"
    document = parse(text, "docs/x.md", problems)
    page = document and parse_page(document, "x.md", kinds.matters(), frozenset(), problems)
    assert page or problems
    checked(problems)


@often
@given(with_keys("term acronym aliases definition category see_also sources".split()))
def test_entries_of_any_shape(matter: dict[str, Any]) -> None:
    problems = Problems()
    text = f"---\n{yaml.safe_dump(matter, allow_unicode=True)}---\nx"
    assert parse_term(text, "glossary/x.md", "x", problems) or problems
    checked(problems)


DATA_KEYS = (
    "id section kind text status today sources date end shown topics actors page weight alt bars "
    "boxes arrows title caption label value unit"
).split()


@often
@given(
    st.sampled_from([Claim, Event, Correction, Picture]), st.lists(with_keys(DATA_KEYS), max_size=3)
)
def test_data_of_any_shape(model: Any, items: list[dict[str, Any]]) -> None:
    data = yaml.safe_dump(items, allow_unicode=True).encode("utf-8", "replace")
    nothing = Bibliography({}, "", "en-GB")
    of_file("x.yml", data, lambda file, p: read_list(model, file, "docs/x.yml", nothing, p))


@often
@given(YAML)
def test_data_of_any_text(text: str) -> None:
    nothing = Bibliography({}, "", "en-GB")
    data = text.encode("utf-8", "replace")
    of_file("x.yml", data, lambda file, p: read_list(Event, file, "docs/x.yml", nothing, p))


@often
@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_a_problem(data: bytes) -> None:
    of_file("x.md", data, lambda file, p: read_text(file, "docs/x.md", p))


CSL_KEYS = (
    "id type title author editor issued accessed URL DOI container-title publisher page volume "
    "issue number edition language note abstract keyword genre event-title archive"
).split()
names = st.dictionaries(
    st.sampled_from(["family", "given", "literal", "suffix"]), values, max_size=3
)
dates = st.fixed_dictionaries({"date-parts": st.lists(st.lists(values, max_size=4), max_size=2)})
csl = st.fixed_dictionaries(
    {"id": st.just("key") | values, "title": st.just("A title") | values},
    optional={
        "type": st.sampled_from(["book", "report", "article-journal", "webpage", "nonsense"])
        | values,
        "author": st.lists(names, max_size=3) | values,
        "issued": dates | values,
        "URL": st.sampled_from(["https://example.org/x", "http://[", "javascript:x"]) | values,
        **dict.fromkeys(CSL_KEYS[7:], values),
    },
)


def plain(value: Any) -> Any:
    """A value as JSON can have it."""
    return json.loads(json.dumps(value, default=str, skipkeys=True))


@often
@given(st.lists(csl.map(plain), max_size=2) | values.map(plain))
def test_csl_json_of_any_shape_is_read_and_cited(items: Any) -> None:
    data = json.dumps(items).encode()
    sources = of_file("x.json", data, lambda file, p: read_sources(file, "docs/x.json", p))
    style = style_file("chicago-notes", Path(), Problems())
    bibliography = Bibliography(sources.by_key, style, "en-GB")
    for key in bibliography:
        assert isinstance(bibliography[key].short(ENGLISH), str)
        assert "None" not in bibliography.note(key) or "None" in json.dumps(items)
        assert isinstance(bibliography.entry(key), str)


JSON = pieced(
    '[{"id": "a", "title": "b"}]', "[", "]", "{", "}", '"id"', ":", ",", '"', "\\u0007", "\\ud800",
    "1" * 200, "1e999", "NaN", "-Infinity", "null", "[" * 500, "\ufeff", "\n",
)  # fmt: skip


@often
@given(JSON)
def test_json_of_any_text(text: str) -> None:
    data = text.encode("utf-8", "replace")
    of_file("x.json", data, lambda file, p: read_sources(file, "docs/x.json", p))


BIBTEX = pieced(
    "@article{a,", "@string{", "@comment", "@preamble{", "title", " = ", "{", "}", '"', ",", "#",
    "author = {A and B},", "year = 2017,", "month = jan,", "\\ss", "\\", "\n", "@", "%", "and ",
)  # fmt: skip


@often
@given(BIBTEX)
def test_bibtex_of_any_text(text: str) -> None:
    data = text.encode("utf-8", "replace")
    of_file("x.bib", data, lambda file, p: read_sources(file, "docs/x.bib", p))


MARKUP = pieced(
    "<p>", "</p>", "<script>", "</script>", "<b", ">", "<", "/", "<!--", "-->", "<svg>", "</svg>",
    "<math>", "<mtext>", "<a href=", "javascript:x", '"', "'", " onclick=x", "<img src=x ", "&lt;",
    "&#x3c;", "<style>", "<title>", "<textarea>", "</div>", "</article>", "<table>", "<td>",
    "<template>", "<noscript>", "<plaintext>", "<![CDATA[", "]]>", "\0", "\x0c", "=", "<select>",
    "<desc>", "<annotation-xml encoding=text/html>", "<foreignObject>", "<iframe srcdoc=",
)  # fmt: skip


@settings(often, max_examples=1000)
@given(MARKUP)
def test_what_is_found_harmless_is_so_to_another_parser_in_a_page(html: str) -> None:
    if findings(html):
        return
    for text in (html, with_noopener(html)):
        page = f"<html><body><article>{text}</article></body></html>"
        tree = lxml.html.document_fromstring(page.replace("\0", ""))
        for element in tree.iter(etree.Element):
            assert str(element.tag) not in ("script", "style", "iframe", "object", "embed", "base")
            assert not [name for name in map(str, element.attrib) if name.startswith("on")]
            assert not re.match(r"\s*javascript:", element.get("href", ""), re.IGNORECASE)


SVG = pieced(
    '<svg xmlns="http://www.w3.org/2000/svg">', "</svg>", "<g>", "</g>", "<script>", "</script>",
    "<style>", "</style>", "a{fill:url(", "u\\72l(", ")", "}", "@import 'x';", "<x:script xmlns:x=",
    '"http://www.w3.org/1999/xhtml"', "/>", "<rect fill=", '"', "url(https://x)", "&#x75;",
    "<!DOCTYPE svg [", "<!ENTITY a 'b'>", "]>", "&a;", "<?xml-stylesheet?>", "<![CDATA[", "]]>",
    ' onload="x"', ' href="javascript:x"', " xml:base='x'", "<!--", "-->", "</", "\0",
)  # fmt: skip


@settings(often, max_examples=1000)
@given(SVG, st.booleans())
def test_pictures_of_any_text(text: str, framed: bool) -> None:
    if framed:
        text = f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>'
    data = text.encode("utf-8", "replace")
    told = svg.findings(data)
    assert all(found.line >= 1 and found.what for found in told)
    if told:
        return
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in tree.iter(etree.Element):
        assert etree.QName(element).localname not in ("script", "foreignObject", "iframe")
        for name, value in element.attrib.items():
            assert not etree.QName(name).localname.startswith("on") or "}" in str(name)
            assert "javascript:" not in value or "href" not in str(name)


@often
@given(st.text(max_size=40), st.text(max_size=200))
def test_names_and_texts_of_any_signs_are_linked_or_refused(name: str, text: str) -> None:
    problems = Problems()
    term = parse_term(entry(term=name), "glossary/x.md", "x", problems)
    checked(problems)
    if term and in_bounds(text, "x.md", problems):
        convert(f"{text} {name}", Glossary({"x": term}, frozenset("x")))


@often
@given(pieced("`", "```\n", "~~~", "\n", "\n\n", "    ", "> ", "a", "\\`"))
def test_code_is_blanked_sign_for_sign(text: str) -> None:
    blanked = without_code(text)
    assert len(blanked) == len(text)
    assert [i for i, sign in enumerate(text) if sign == "\n"] == [
        i for i, sign in enumerate(blanked) if sign == "\n"
    ]


@often
@given(st.text(max_size=200))
def test_typst_takes_any_text_for_text(text: str) -> None:
    written = typst.string(text)
    assert re.fullmatch(r'"(?:[^"\\\x00-\x1f]|\\["\\nrt])*"', written)


@often
@given(st.text(), st.text(), st.text())
def test_messages_hold_no_command_in_any_format(path: str, what: str, remedy: str) -> None:
    what = f"\n::error ::x\r##[add-mask]y\x1b[2J\u202e{what}"
    found = Found.of(Problem(path, 1, what, remedy, "F01"))
    texts = [str(found), visible(what)]
    texts += [said([found], form) for form in ("github", "json", "sarif")]
    for text in texts:
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028\u2029]|##\[", text)
    for text in (texts[0], texts[1]):
        assert "\n" not in text
        assert not re.search(r"(?:^|\s)::[a-z]", text)
    assert said([found], "github").count("\n") == 0


def test_a_date_is_no_text() -> None:
    assert plain({"x": dt.date(2017, 2, 13)}) == {"x": "2017-02-13"}
