"""Every kind of problem, by its code: what it means and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A kind of problem. `text` says why it is one and how it is mended."""

    title: str
    text: str


CODES: dict[str, Code] = {
    # Files and front matter
    "F01": Code(
        "a file that can't be read as text",
        "Every page, entry and data file is UTF-8 text. Save it anew with that encoding; editors "
        "call it UTF-8 or Unicode.",
    ),
    "F02": Code(
        "broken YAML",
        "The lines between --- and --- are YAML: `key: value`. A value that holds a colon and a "
        "space, or begins with a sign such as [ or @, goes into quotes. Tags (!), aliases (*) and "
        "a key given twice are refused.",
    ),
    "F03": Code(
        "front matter or data that does not fit",
        "A key is missing, unknown, or has a value of the wrong kind. The message names the key "
        "and what it is for; docs/manual/contributing.md lists them all.",
    ),
    "F04": Code(
        "front matter that does not begin or end",
        "Front matter begins with a line --- at the very top of the file, and ends with another.",
    ),
    "F05": Code(
        "a file that can't be read or written",
        "The system refused it: the disk is full, the rights are missing, or a file stands where a "
        "folder has to be. The last good site is as it was.",
    ),
    "F06": Code(
        "a template that does not work",
        "The theme, Material's or the site's own, can't write a page: the message is Jinja's.",
    ),
    # Glossary
    "G01": Code("a glossary without entries", "Each term is a file in the glossary's folder."),
    "G02": Code(
        "a file name that can't be a term's id",
        "The name of an entry's file is its id, and part of its address: small letters, digits and "
        "hyphens, such as strategic-trade-act.md.",
    ),
    "G04": Code(
        "a link to an entry that does not exist",
        "[text](glossary:id) leads to the entry id.md. Mend the id, or add the entry.",
    ),
    "G05": Code(
        "a term to skip that does not exist",
        "`glossary: {skip: [id]}` names entries by their ids.",
    ),
    "G06": Code(
        "a name that two entries claim",
        "No two entries may have the same term, acronym or alias: a mention could lead to either. "
        "Take it out of one, or set `match_case: true` where only the capitals differ.",
    ),
    "G07": Code(
        "a see_also that leads nowhere",
        "`see_also` is a list of ids of other entries.",
    ),
    "G08": Code(
        "a term that no page mentions",
        "The entry is there, and nothing leads to it. Mention it, or give it the alias that texts "
        "use. This is a warning only.",
    ),
    "G09": Code(
        "a category almost like another one",
        "Entries are listed by category, from A to Z; one letter more makes a group of its own. "
        "This is a warning only.",
    ),
    # Citations
    "C01": Code(
        "a source that the bibliography does not have",
        "[@key] cites a source by its key in the bibliography. Mend the key, or add the source.",
    ),
    "C02": Code(
        "a bibliography that can't be read",
        "It is a list of CSL-JSON or CSL-YAML items, a BibTeX or BibLaTeX file, or a RIS file.",
    ),
    "C03": Code(
        "a source given twice",
        "Each source has a key of its own. The first is read. It may stay where nothing cites it.",
    ),
    "C04": Code(
        "a source with a part missing or broken",
        "A source has a key, a title, and where it has a URL or a date, a valid one. The rest of "
        "it is read; it may stay where nothing cites it.",
    ),
    "C05": Code(
        "a footnote without a text, with two, or without a mark",
        "[^name] takes a line [^name]: with the text. A source is cited as [@key].",
    ),
    "C06": Code(
        "a citation style that can't be used", "It is a file of the Citation Style Language."
    ),
    "C07": Code(
        "what looks like a citation and is none",
        "Each part between semicolons needs a key: [see @a, p. 3; @b]. Markdown does not look into "
        "raw HTML, unless its element has the attribute `markdown`. A plain sign is written \\@.",
    ),
    # Evidence
    "E01": Code("a data file that is no list", "Every data file is a list of items with hyphens."),
    "E02": Code(
        "an id given twice", "Each item of a data file, and each part with an id, has its own."
    ),
    "E03": Code(
        "a mark of something unknown",
        "{claim: C17}, {event: id}, {picture: id} and the like name an item of the data files, "
        "{judgement: name} and {today: name} a brief.",
    ),
    "E04": Code(
        "a claim that no page treats",
        "Where the site has a page of claims, each must be marked where a page treats it.",
    ),
    "E05": Code(
        "a key judgement without sources, or with a review in the past",
        "A judgement names its sources and a later day to look at it again.",
    ),
    "E06": Code(
        "a number, date or quotation without a source",
        "In a brief a citation stands behind each, in its paragraph, row or item.",
    ),
    "E07": Code(
        "high confidence on fewer than two independent sources",
        "Sources that carry one text (`same_as`) count once. Lower the confidence, or add one.",
    ),
    "E08": Code(
        "a mark in the midst of a line",
        "What becomes paragraphs, such as {picture: id} and {judgement: name}, stands on a line of "
        "its own.",
    ),
    "E09": Code(
        "data without a page, or a page without data",
        "A page with `kind: claims` needs the option `claims` in mkdocs.yml, and a mark such as "
        "{claim: C17} such a page.",
    ),
    "E10": Code(
        "a brief that was updated before it was published",
        "`date` is the day of first publication, `updated` that of the last change of substance.",
    ),
    "E11": Code(
        "data that contradict themselves",
        "Each part of an item is as it should be, and they don't go together: a forecast's word is "
        "not its per cent (20 to 45 is unlikely, 45 to 55 a roughly even chance, 55 to 80 likely), "
        "days are out of order, a cell of a matrix names no explanation or gives no reason, a row "
        "of a table has too few values, or nothing says what its gaps mean.",
    ),
    "E12": Code(
        "a day that has passed",
        "A forecast was to be settled by now: give it an `outcome`. Or a key judgement was to be "
        "looked at again: do so, and give it a later `review`.",
    ),
    "E13": Code(
        "two pages that are too long",
        "`in_brief` holds 450 words at most, so that title, bottom line, judgements and sources "
        "have their place beside it.",
    ),
    # Documents
    "E14": Code(
        "a formula that can't be read",
        "A formula is TeX's mathematics, between \\( and \\) in a line, or between \\[ and \\] on "
        "its own. The message names the command that is not known, or what is missing.",
    ),
    "E15": Code(
        "a diagram that can't be drawn",
        "A diagram in words (mermaid) is drawn when the site is built, by the program that "
        "`diagrams` names. The message is that program's. accTitle and accDescr say in words what "
        "it shows.",
    ),
    "D01": Code("two documents of one name", "PDFs are named after their pages."),
    "D02": Code(
        "a PDF or .docx that can't be made", "This is a defect of the generator: report it."
    ),
    "D03": Code(
        "a picture that is missing or can't be read",
        "Pictures stand in docs/ as PNG, JPEG, GIF, WebP or SVG.",
    ),
    "D04": Code(
        "a character that no font has",
        "PDFs embed their fonts; emoji and rare scripts have none. Write it in words.",
    ),
    "D07": Code(
        "two pages that are three",
        "A brief in short is printed on both sides of one sheet. Shorten `in_brief`, the bottom "
        "line or the judgements, or cite fewer sources.",
    ),
    "D05": Code(
        "a table with more columns than a page holds",
        "A table that is too wide gets smaller type, then a page of its own on its side, and then "
        "its words are broken. This one has more columns than that helps with: divide it.",
    ),
    "D06": Code(
        "a PDF, a .docx or a picture that takes too long",
        "Typst was ended. Export the picture with fewer effects and parts, or as PNG.",
    ),
    "D08": Code(
        "a reference document that can't be used",
        "`pdf: reference` names a plain .docx without macros and without links to other files. "
        "Word's Save As makes one.",
    ),
    # Links
    "L01": Code(
        "a link or picture that leads nowhere",
        "Links between pages are written as paths of files: `downgrade.md#the-steps`. Mend the "
        "path, or the heading's id after #.",
    ),
    "L02": Code(
        "a navigation or a redirect that does not fit the pages",
        "Every page stands in `nav` in mkdocs.yml; `nav` and `redirects` name pages that exist.",
    ),
    "L03": Code(
        "a snippet that is missing",
        '--8<-- "name.md" shows a file of the folder of snippets (docs/snippets), and no other. '
        "Mend the name, or add the file.",
    ),
    # Style
    "W01": Code(
        "a name written in another way",
        "`style` in mkdocs.yml says how names are written, so that readers find them.",
    ),
    "W02": Code("a word that looks misspelt", "Mend it, or add it to `words` in mkdocs.yml."),
    "W03": Code(
        "a picture without words",
        "![what it shows](picture.png): the words are read aloud. A picture that only decorates "
        "has none. This is a warning only.",
    ),
    "W04": Code(
        "a heading that skips a level",
        "Under ## comes ###. Screen readers lead their users by these levels.",
    ),
    "W05": Code(
        "an acronym without an entry",
        "Readers can't look it up. Add an entry with `acronym`, or name it under `acronyms: allow` "
        "in mkdocs.yml. This is a warning only.",
    ),
    "W06": Code(
        "an acronym before its full name",
        "On each page an acronym follows its full name once: Proliferation Security Initiative "
        "(PSI). This is a warning only.",
    ),
    "W07": Code(
        "Markdown that may not become what it looks like",
        "A list without an empty line before it becomes part of the paragraph; a link the wrong "
        "way round is text. Most of it `taklimat check --fix` mends. The rules stand in "
        ".rumdl.toml, each explained at https://rumdl.dev/rules/.",
    ),
    "W08": Code(
        "something still to be written",
        "`taklimat new` leaves TODO: where an author has to write. Readers should never see it.",
    ),
    "W09": Code(
        "a second title",
        "A brief's heading of the first level is its `title`. Readers by ear and search engines "
        "take it for the name of the page, and there is one. Begin at ##.",
    ),
    "W10": Code(
        "a page without a text",
        "A reader who comes here finds nothing. Write it, or take the file out.",
    ),
    "W11": Code(
        "a style sheet or a script that no reader gets",
        "`extra_css` and `extra_javascript` name files of the folder of `theme: custom_dir`. From "
        "another host nothing is taken: the policy of the pages forbids it.",
    ),
    "W12": Code(
        "a language in which the generator says nothing",
        "The theme has it, but the words that the generator adds to pages are left in English. "
        "They are in hooks/taklimat/locale of its repository, where a translation may be added.",
    ),
    # Security
    "S01": Code(
        "an element that pages may not hold",
        "HTML in a text is limited to what text needs; scripts, styles, frames and forms are not.",
    ),
    "S02": Code(
        "an attribute that elements may not have",
        "No event handlers (on…), and no style beyond the alignment of a table's cells.",
    ),
    "S03": Code(
        "an address that is not allowed",
        "Links lead to http, https, mailto or tel, or to pages of the site. Pictures are files of "
        "the site: no page asks another host for anything.",
    ),
    "S04": Code(
        "a name that belongs to the theme",
        "Ids and classes that begin with __ or md- are the theme's: with them a text could lay a "
        "window of its own over the page, or be taken for a part of it.",
    ),
    "S05": Code(
        "no plain file of its folder",
        "A symbolic link could publish a file of the machine that builds the site, or lead in "
        "circles; a device or a pipe has no end. Nothing is read while there is one.",
    ),
    "S06": Code("a type of file that is not published", "Scripts and HTML files are refused."),
    "S07": Code(
        "a file or picture that is too large",
        "Readers on a phone pay for each megabyte, and a picture of many pixels fills their "
        "memory however small its file is.",
    ),
    "S08": Code(
        "an SVG that is more than a picture",
        "An SVG file can hold scripts, links and animations. Export it as a plain picture, or save "
        "it as PNG.",
    ),
    "S10": Code(
        "a file that hosts read as their settings",
        "CNAME, robots.txt, _headers, web.config and the like change how a site is served, or "
        "found. The owner of the site names those that are meant under `host_files` in mkdocs.yml.",
    ),
    "S11": Code(
        "a file's name that not every system can have",
        "Names appear in addresses, in the navigation and in logs: letters, digits, hyphens, "
        "underscores, dots and spaces are safe everywhere.",
    ),
    "S12": Code(
        "a picture that is none",
        "The file's name says that it is a picture of a kind; what it holds is something else.",
    ),
    "S13": Code(
        "HTML that does not stay in its place",
        "A tag that is never closed, or one that closes what the page around the text has opened, "
        "changes the page around it; elements in too many others can't be read by every program.",
    ),
    "S14": Code(
        "a text that would take too long to read",
        "Some texts take programs minutes although they are short: thousands of the same sign in "
        "a row, quotes in quotes in quotes. No text for people is written so.",
    ),
    "S09": Code(
        "words that would become markup around the text",
        "The theme prints titles, names and descriptions into the head and the navigation of "
        "pages. An element stands there that its templates do not write, and so comes from words.",
    ),
}

WARNINGS = frozenset(("E07", "E12", "G08", "G09", "W03", "W05", "W06", "W11", "W12"))
"""What should be looked at, and fails nothing."""
