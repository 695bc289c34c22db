"""What the library leans on that others have promised no one: `docs/manual/leaning.md` lists it.

Each test asks one of these things of the packages themselves. Where a new release changes it, the
test of its name fails, and says which line of the page is to be read.
"""

from __future__ import annotations

import inspect
import logging
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.etree.ElementTree import Element

import docx
import markdown
import material
import pydantic
import pymdownx.snippets
import pytest
import typst
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from jinja2 import DictLoader, Environment
from markdown import serializers
from markdown.extensions.footnotes import FootnoteExtension
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import HTML_PLACEHOLDER
from mkdocs.commands import build as mkdocs_build
from mkdocs.commands.build import build, get_context
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs_redirects.plugin import HTML_TEMPLATE
from PIL import Image

from conftest import ROOT
from taklimat.adapter import checking
from taklimat.adapter.build import _FOOTNOTES
from taklimat.adapter.publishing import _EMPTY
from taklimat.adapter.reusing import Converter
from taklimat.adapter.searching import _PLUGINS
from taklimat.adapter.theme import MENDED
from taklimat.checking.findings import _SPELLING
from taklimat.documents import engine, glyphs, packing, tagging
from taklimat.site.kept import _attribute
from taklimat.source.needed import needed

THEME = Path(material.__file__).parent / "templates"


# MkDocs -----------------------------------------------------------------------------------------


@pytest.fixture
def pages(tmp_path: Path) -> tuple[Page, Page]:
    """Two pages of a site without us; the first links to the second, and to nothing."""
    texts = {
        "a.md": "# A\n\n[one](b.md#there) [two](b.md#nowhere) [three](none.md) [four](/b)\n",
        "b.md": '# B\n\n## There\n\n<a id="raw"></a>\n',
    }
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: x\nvalidation: {absolute_links: warn, anchors: warn}\n"
    )
    config = load_config(str(tmp_path / "mkdocs.yml"))
    for uri, text in texts.items():
        (tmp_path / "docs" / uri).write_text(text)
    files = Files([File(uri, config.docs_dir, config.site_dir, True) for uri in texts])
    made = []
    for file in files:
        page = Page(None, file, config)
        page.read_source(config)
        page.render(config, files)
        made.append(page)
    for page in made:
        page.validate_anchor_links(files=files, log_level=logging.WARNING)
    return made[0], made[1]


def test_mkdocs_words_of_dead_links(
    caplog: pytest.LogCaptureFixture, pages: tuple[Page, Page]
) -> None:
    found = [checking._LINK.search(record.getMessage()) for record in caplog.get_records("setup")]
    told = [(each["page"], each["link"]) for each in found if each]
    assert ("a.md", "none.md") in told
    assert ("a.md", "/b") in told
    assert ("a.md", "b.md#nowhere") in told


def test_mkdocs_anchors_of_a_page(pages: tuple[Page, Page]) -> None:
    one, other = pages
    assert other.present_anchor_ids == {"b", "there", "raw"}
    assert one.links_to_anchors == {other.file: {"there": "b.md#there", "nowhere": "b.md#nowhere"}}


def test_mkdocs_renders_a_page_by_its_own_method(pages: tuple[Page, Page]) -> None:
    page, _ = pages
    assert isinstance(Page.__dict__["render"], type(test_mkdocs_words_of_dead_links))
    assert page.content is not None
    assert page.toc.items[0].children == []


def test_mkdocs_takes_a_converter_again(tmp_path: Path, pages: tuple[Page, Page]) -> None:
    lent, config = Converter(is_kept=True), load_config(str(tmp_path / "mkdocs.yml"))
    for page in (*pages, *pages):
        before = page.content, page.present_anchor_ids, page.links_to_anchors, page.title
        with lent.lent():
            page.render(config, Files([each.file for each in pages]))
        after = page.content, page.present_anchor_ids, page.links_to_anchors, page.title
        assert after == before


def test_mkdocs_navigation_can_be_changed(pages: tuple[Page, Page]) -> None:
    one, other = pages
    section = Section("S", [one, other])
    navigation = Navigation([section], [one, other])
    assert section.children == [one, other]
    navigation.pages[1:1] = [other]
    one.next_page, other.previous_page, one.parent = other, one, section
    assert (one.next_page, other.previous_page) == (other, one)
    assert one.is_page
    assert not section.is_page


def test_mkdocs_writes_no_page_without_text(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "theme").mkdir()
    (tmp_path / "docs/index.md").write_text("# One\n")
    (tmp_path / "docs/two.md").write_text("# Two\n")
    template = "{% if page.title == 'Two' %}<html>{% endif %}"
    (tmp_path / "theme/main.html").write_text(template)
    settings = "site_name: x\ntheme: {name: null, custom_dir: theme}\nplugins: []\n"
    (tmp_path / "mkdocs.yml").write_text(settings)
    said: list[str] = []
    with patch.object(mkdocs_build.log, "info", said.append):
        build(load_config(str(tmp_path / "mkdocs.yml")))
    assert (tmp_path / "site/two/index.html").exists()
    assert not (tmp_path / "site/index.html").exists()
    assert [each for each in said if _EMPTY.match(each)] == [
        "Page skipped: 'index.md'. Generated empty output."
    ]


def test_redirects_page_names_its_address_once_in_braces() -> None:
    assert "{url}" in HTML_TEMPLATE
    assert re.search(r"<script>.*\{url\}.*</script>", HTML_TEMPLATE, re.DOTALL)


# Material ---------------------------------------------------------------------------------------


def test_material_leaves_its_search_a_partial_and_a_plugin_that_can_be_taken_out(
    tmp_path: Path,
) -> None:
    header = (THEME / "partials/header.html").read_text(encoding="utf-8")
    assert '{% include "partials/search.html" %}' in header
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# One\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\ntheme: material\nplugins: [search]\n")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    (name,) = (name for name in config.plugins if name in _PLUGINS)
    plugin = config.plugins[name]
    assert plugin.config["enabled"] is True
    events = [
        each
        for each in config.plugins.events["post_build"]
        if getattr(each, "__self__", None) == plugin
    ]
    assert events


def test_material_blocks_that_we_fill() -> None:
    base = (THEME / "base.html").read_text(encoding="utf-8")
    for block in ("extrahead", "styles", "scripts", "htmltitle", "content"):
        assert f"block {block} " in base, block
    assert (THEME / "partials/actions.html").is_file()


def test_material_templates_hold_what_we_mend() -> None:
    paths = [path.relative_to(THEME).as_posix() for path in THEME.rglob("*") if path.is_file()]
    for name, before, _ in MENDED:
        mended = [path for path in paths if name.fullmatch(path)]
        assert mended
        for path in mended:
            assert before in (THEME / path).read_text(encoding="utf-8"), path


def test_material_words_of_a_language_stand_in_partials() -> None:
    assert (THEME / "partials/language.html").is_file()
    assert (THEME / "partials/languages/en.html").is_file()


def test_mkdocs_keeps_what_a_conversion_gave_in_attributes(pages: tuple[Page, Page]) -> None:
    assert pages[0]._title_from_render == "A"
    assert [(item.title, item.id, item.level) for item in pages[1].toc.items] == [("B", "b", 1)]


def test_mkdocs_server_looks_at_files_through_an_observer_and_answers_by_an_app() -> None:
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, ".")
    try:
        assert {"observer", "build_delay", "root", "mount_path"} <= vars(server).keys()
        assert server._watched_paths == {}
        server.watch(".")
        assert list(server._watched_paths) == [str(Path().resolve())]
        assert server.get_app() == server.serve_request
    finally:
        server.server_close()


def test_mkdocs_asks_the_files_which_pages_it_writes() -> None:
    source = inspect.getsource(build)
    asked = "doc_files = files.documentation_pages(inclusion=inclusion)"
    assert source.index("on_env(") < source.index(asked) < source.index("_build_page(")
    assert list(inspect.signature(get_context).parameters)[:4] == ["nav", "files", "config", "page"]


def test_jinja_templates_name_themselves_where_they_ask_for_others() -> None:
    env = Environment(autoescape=True)
    compiled = env.compile("{% include 'b' %}", name="a", raw=True)
    assert "environment.get_template('b', 'a')" in compiled


# Markdown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a", "<&>\"'", "&amp; &#12; &#xaf; &x", "a & b\nc"])
def test_markdown_writes_attributes_as_what_is_kept_has_them(text: str) -> None:
    written = serializers.to_xhtml_string(Element("a", {"title": text}))
    assert written == f'<a title="{_attribute(text)}"></a>'


def test_markdown_stash_of_raw_html_and_its_marks() -> None:
    seen: list[tuple[str, list[Any]]] = []

    class Look(Treeprocessor):
        def run(self, root: Any) -> None:
            seen.append(("".join(root.itertext()), list(self.md.htmlStash.rawHtmlBlocks)))

    md = markdown.Markdown()
    md.treeprocessors.register(Look(md), "look", 0)
    md.convert("One <b>two</b> &copy; three.")
    [(text, stash)] = seen
    assert stash == ["<b>", "</b>", "&copy;"]
    marks = [HTML_PLACEHOLDER % number for number in range(3)]
    assert text.strip() == f"One {marks[0]}two{marks[1]} {marks[2]} three."


def test_markdown_footnotes_can_be_added() -> None:
    footnotes = FootnoteExtension()
    md = markdown.Markdown(extensions=[footnotes])
    assert md.treeprocessors["footnote"].footnotes is footnotes  # type: ignore[attr-defined]
    footnotes.setFootnote("x", "")
    assert list(footnotes.footnotes) == ["x"]
    assert (footnotes.makeFootnoteId("x"), footnotes.makeFootnoteRefId("x")) == ("fn:x", "fnref:x")
    found = [footnotes.makeFootnoteRefId("x", found=True) for _ in range(2)]
    assert found == ["fnref:x", "fnref2:x"]
    assert footnotes.getConfig("SUPERSCRIPT_TEXT").format(7) == "7"
    assert "7" in footnotes.getConfig("BACKLINK_TITLE").format(7)
    html = md.convert("a[^1]\n\n[^1]: b")
    assert html.endswith("&#8617;</a></p>\n</li>\n</ol>\n</div>")
    # Ours come behind what is inline, and before these two.
    order = [md.treeprocessors.get_index_for_name(n) for n in ("inline", "footnote-duplicate")]
    assert order == sorted(order)


@pytest.mark.parametrize("extensions", [[], ["md_in_html"]])
def test_markdown_takes_html_out_of_any_lines(extensions: list[str]) -> None:
    md = markdown.Markdown(extensions=extensions)
    lines = md.preprocessors["html_block"].run(["<p>x</p>", "", "y"])
    assert "".join(lines).endswith("y")
    assert "<p>" not in "".join(lines)
    assert [str(each).strip() for each in md.htmlStash.rawHtmlBlocks] == ["<p>x</p>"]


def test_markdown_footnotes_stand_in_a_division() -> None:
    html = markdown.markdown("One[^a].\n\n[^a]: Two.\n", extensions=["footnotes"])
    assert _FOOTNOTES.search(html)
    assert '<li id="fn:a">' in html
    assert 'class="footnote-ref" href="#fn:a"' in html
    assert 'class="footnote-backref"' in html


def test_snippets_are_read_by_methods_that_call_each_other(tmp_path: Path) -> None:
    for name, text in (("one.md", '--8<-- "two.md"'), ("two.md", "Two")):
        (tmp_path / name).write_text(text)
    options = {"base_path": [str(tmp_path)], "check_paths": True}
    md = markdown.Markdown(
        extensions=["pymdownx.snippets"], extension_configs={"pymdownx.snippets": options}
    )
    snippet: Any = md.preprocessors["snippet"]
    parse, calls = snippet.parse_snippets, []

    def counting(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        return parse(*args, **kwargs)

    snippet.parse_snippets = counting
    assert snippet.run(['--8<-- "one.md"']) == ["Two"]
    assert [len(args) > 1 for args in calls] == [False, True, True]
    with pytest.raises(pymdownx.snippets.SnippetMissingError, match=r"'none\.md'"):
        snippet.run(['--8<-- "none.md"'])


# Typst ------------------------------------------------------------------------------------------


def compiled(source: str, folder: Path, **files: bytes) -> str:
    """What Typst says of a source."""
    (folder / "main.typ").write_text(source, encoding="utf-8")
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    options: dict[str, Any] = {"font_paths": [str(engine.FONTS)], "ignore_system_fonts": True}
    try:
        _, warnings = typst.compile_with_warnings(
            str(folder / "main.typ"), pdf_standards=engine.standards("a-3a"), **options
        )
    except typst.TypstError as error:
        return str(error)
    return "\n".join(map(str, warnings))


def test_typst_words_of_a_character_without_a_font(tmp_path: Path) -> None:
    said = compiled('#set document(title: "x")\n\U0001f9ff', tmp_path)
    assert glyphs.told(said) == ["\U0001f9ff"]


def test_typst_words_of_colours_for_print(tmp_path: Path) -> None:
    picture = BytesIO()
    Image.new("CMYK", (2, 2)).save(picture, "JPEG")
    source = '#set document(title: "x")\n#image("x.jpg", alt: "x")'
    said = compiled(source, tmp_path, x_jpg=picture.getvalue())
    assert "CMYK" in said
    assert engine._is_cmyk(picture.getvalue())


def test_typst_words_of_what_is_nested_too_deeply(tmp_path: Path) -> None:
    said = compiled('#set document(title: "x")\n' + "#box[" * 300 + "x" + "]" * 300, tmp_path)
    assert "depth exceeded" in said


def test_typst_words_of_an_error(tmp_path: Path) -> None:
    said = compiled('#set document(title: "x")\n#image("x.svg")', tmp_path, x_svg=b"<svg")
    assert said


def test_typst_form_of_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "main.typ").write_text('#set document(title: "x")\n= One', encoding="utf-8")
    data = typst.compile(
        str(tmp_path / "main.typ"),
        pdf_standards=engine.standards("a-3a"),
        font_paths=[str(engine.FONTS)],
        ignore_system_fonts=True,
    )
    assert isinstance(data, bytes)
    objects, trailer = packing._read(data)
    assert len(objects) > 5
    assert b"/Root" in trailer
    assert len(packing.packed(data)) < len(data)


def test_typst_tells_colours_in_tags(tmp_path: Path) -> None:
    (tmp_path / "main.typ").write_text(
        '#set document(title: "x")\n#table(table.cell(fill: rgb(0, 0, 1, 0))[a])\n'
        '#link(<here>, underline(stroke: 1pt + rgb("#1b5a87"))[b])\n= Here <here>\n'
    )
    data = typst.compile(tmp_path / "main.typ", pdf_standards=["ua-1"])
    assert isinstance(data, bytes)
    objects, _ = packing._read(data)
    [cell] = (body for body in objects if b"/S/TD" in body)
    assert tagging._ROW_HEAD in cell
    [line] = (body for body in objects if tagging._ACRONYM in body)
    assert line.startswith(b"<</Type/StructElem/S/Span")
    assert tagging._destination(objects, line) == "here"


def test_markdown_applies_patterns_within_lines_by_two_methods() -> None:
    said = inspect.getsource(InlineProcessor)
    assert said.count("self.__handleInline(") == 4
    assert said.count("self.__applyPattern(") == 1
    one = inspect.getsource(InlineProcessor._InlineProcessor__handleInline)  # type: ignore[attr-defined]
    assert "self.inlinePatterns[patternIndex], data, patternIndex, startIndex" in one
    assert "isinstance(data, util.AtomicString)" in one


def test_python_takes_expressions_apart() -> None:
    assert needed(re.compile(r"(?:a|<b)[;:]")) == frozenset(";:")


# Others -----------------------------------------------------------------------------------------


def test_jinja_prints_by_a_function_that_is_set_later() -> None:
    environment = Environment(loader=DictLoader({"a.html": "{{ x }}"}), autoescape=True)
    environment.finalize = lambda value: f"<{value}>"
    environment.filters["safe"] = str
    overlay = environment.overlay()
    overlay.cache = environment.cache
    assert overlay.get_template("a.html").render(x="y") == "&lt;y&gt;"


def test_zensical_templates_have_the_places_that_we_fill() -> None:
    from taklimat.adapter import zensical

    folder = zensical.templates()
    base = (folder / "base.html").read_text(encoding="utf-8")
    for block in zensical.BLOCKS:
        assert f"{{% block {block} %}}" in base
    used = "".join(file.read_text(encoding="utf-8") for file in folder.glob("**/*.html"))
    for part in zensical.PARTS:
        assert f'{{% include "partials/{part}.html" %}}' in used
    overrides = zensical._overrides()
    for changed in ("partials/header.html", "base.html"):
        assert overrides[changed] != (folder / changed).read_text(encoding="utf-8")
    environment = Environment(extensions=["jinja2.ext.do"])  # noqa: S701
    environment.filters |= dict.fromkeys(("url", "script_tag"), str)
    for name in ("base.html", "partials/nav.html", "partials/nav-item.html", "partials/toc.html"):
        environment.from_string((folder / name).read_text(encoding="utf-8"))


def test_pydantic_keeps_the_error_of_a_models_own_check() -> None:
    class Model(pydantic.BaseModel):
        value: int

        @pydantic.field_validator("value")
        @classmethod
        def check(cls, value: int) -> int:
            raise ValueError("what is wrong")

    with pytest.raises(pydantic.ValidationError) as raised:
        Model(value=1)
    [detail] = raised.value.errors()
    assert str(detail["ctx"]["error"]) == "what is wrong"


def test_python_docx_saves_parts_that_are_added_and_leaves_out_what_nothing_leads_to() -> None:
    package = docx.Document()
    part = package.part
    for key in [key for key, rel in part.rels.items() if rel.reltype == RT.THEME]:
        del part.rels[key]
    added = Part(PackURI("/word/notes.xml"), CT.WML_FOOTNOTES, b"<a/>", part.package)
    key = part.relate_to(added, RT.FOOTNOTES)
    assert part.relate_to(added, RT.FOOTNOTES) == key
    added.relate_to("https://example.org/", RT.HYPERLINK, is_external=True)
    saved = BytesIO()
    package.save(saved)
    with zipfile.ZipFile(saved) as packed:
        names = packed.namelist()
        assert packed.read("word/notes.xml") == b"<a/>"
        assert b'TargetMode="External"' in packed.read("word/_rels/notes.xml.rels")
    assert not [name for name in names if "theme" in name]


def test_python_docx_makes_properties_and_resolves_no_entities() -> None:
    package = docx.Document()
    rels = package.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype == RT.CORE_PROPERTIES]:
        del rels[key]
    package.core_properties.title = "T"
    assert RT.CORE_PROPERTIES in {rel.reltype for rel in rels.values()}
    source = "<!DOCTYPE a [<!ENTITY b 'text'>]><a>&b;</a>"
    assert "text" not in "".join(map(str, parse_xml(source).itertext()))


def test_codespell_tells_a_word_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("One\n\nHe recieved it.\n")
    command = [sys.executable, "-m", "codespell_lib", "--disable-colors", "a.md"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    [found] = _SPELLING.finditer(run.stdout)
    assert (found["line"], found["word"], found["better"]) == ("3", "recieved", "received")


# The page ---------------------------------------------------------------------------------------


def test_the_page_lists_each_of_these() -> None:
    page = (ROOT / "docs/manual/leaning.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(test_\w+)`", page))
    tests = {name for name in globals() if name.startswith("test_")}
    assert listed == tests - {"test_the_page_lists_each_of_these"}
    assert _PLUGINS[0] in page
