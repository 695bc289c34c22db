"""SVG pictures: what they may hold, by lists of elements, attributes and CSS properties.

Files are read by an XML parser that resolves namespaces and carries out no entity, and their CSS by
a parser that knows escapes, so that what hides from a pattern does not hide here. Everything that
only draws may stand (https://www.w3.org/TR/SVG2/, and what Inkscape and Illustrator write: their
own elements stand in namespaces of their own, to which browsers give no meaning). Nothing may run,
and nothing may be asked for but the picture itself.
"""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

import imagesize
import tinycss2

from taklimat.security import expansion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
# Namespaces of elements, or attributes, that do something of their own in a browser.
_ACTIVE = frozenset(
    (
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/1998/Math/MathML",
        "http://www.w3.org/2001/xml-events",
        "http://www.w3.org/1999/XSL/Transform",
        "http://www.mozilla.org/keymaster/gatekeeper/there.is.only.xul",
    )
)

ELEMENTS = frozenset(
    "svg g defs symbol use switch a title desc metadata view style image "
    "path rect circle ellipse line polyline polygon text tspan textPath tref altGlyph "
    "linearGradient radialGradient stop pattern mask clipPath marker solidColor hatch hatchpath "
    "mesh meshgradient meshrow meshpatch flowRoot flowRegion flowRegionExclude flowPara flowSpan "
    "flowDiv flowLine color-profile font font-face font-face-src font-face-name font-face-format "
    "glyph missing-glyph hkern vkern glyphRef altGlyphDef altGlyphItem "
    "animate animateColor animateMotion animateTransform set mpath "
    "filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix "
    "feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB "
    "feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset "
    "fePointLight feSpecularLighting feSpotLight feTile feTurbulence".split()
)
# Attributes whose values are CSS (https://www.w3.org/TR/SVG2/propidx.html).
_STYLED = frozenset(
    "alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation "
    "color-interpolation-filters color-profile color-rendering cursor direction display "
    "dominant-baseline enable-background fill fill-opacity fill-rule filter flood-color "
    "flood-opacity font font-family font-feature-settings font-kerning font-size "
    "font-size-adjust font-stretch font-style font-variant font-variant-alternates "
    "font-variant-caps font-variant-east-asian "
    "font-variant-ligatures font-variant-numeric font-variant-position "
    "font-variation-settings font-weight glyph-orientation-horizontal "
    "glyph-orientation-vertical image-rendering inline-size isolation kerning letter-spacing "
    "lighting-color line-height marker marker-end marker-mid marker-start mask mask-type "
    "mix-blend-mode opacity overflow paint-order pointer-events shape-inside shape-margin "
    "shape-padding shape-rendering shape-subtract solid-color solid-opacity stop-color "
    "stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-opacity stroke-width text-align text-align-all text-align-last "
    "text-anchor text-decoration text-decoration-color text-decoration-fill "
    "text-decoration-line text-decoration-stroke text-decoration-style text-indent "
    "text-orientation text-overflow text-rendering text-shadow text-transform transform "
    "transform-box transform-origin unicode-bidi vector-effect vertical-align visibility "
    "white-space word-spacing writing-mode".split()
)
_PROPERTIES = _STYLED | frozenset(
    "animation animation-delay animation-direction animation-duration animation-fill-mode "
    "animation-iteration-count animation-name animation-play-state animation-timing-function "
    "background background-color block-progression border-collapse box-shadow box-sizing cx cy d "
    "font-synthesis height margin mask-mode max-width max-height min-width min-height offset-path "
    "outline padding r rotate rx ry scale src stroke-alignment tab-size transition "
    "transition-delay transition-duration transition-property transition-timing-function translate "
    "white-space-collapse width will-change x y -webkit-font-smoothing -moz-osx-font-smoothing "
    "-webkit-text-size-adjust -ms-text-size-adjust user-select -webkit-user-select "
    "unicode-range ascent descent background-image background-repeat background-position "
    "background-size position list-style list-style-type content border border-radius "
    "border-width border-style border-color outline-offset text-decoration-thickness "
    "text-underline-offset font-display font-optical-sizing".split()
)
# Attributes whose values only say something, or are numbers and paths.
_PLAIN = frozenset(
    "id class lang role tabindex focusable transform transform-origin version baseProfile "
    "viewBox preserveAspectRatio zoomAndPan x y x1 x2 y1 y2 cx cy r rx ry fx fy fr d dx dy width "
    "height points pathLength offset rotate textLength lengthAdjust startOffset method spacing "
    "side gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits "
    "patternTransform maskUnits maskContentUnits clipPathUnits markerHeight markerUnits "
    "markerWidth orient refX refY filterUnits primitiveUnits filterRes in in2 result mode values "
    "type amplitude exponent intercept slope tableValues operator k1 k2 k3 k4 order kernelMatrix "
    "divisor bias targetX targetY edgeMode kernelUnitLength preserveAlpha surfaceScale "
    "diffuseConstant specularConstant specularExponent scale xChannelSelector yChannelSelector "
    "azimuth elevation stdDeviation radius baseFrequency numOctaves seed stitchTiles z pointsAtX "
    "pointsAtY pointsAtZ limitingConeAngle media requiredFeatures requiredExtensions "
    "systemLanguage externalResourcesRequired contentStyleType viewTarget attributeType begin dur "
    "end min max restart repeatCount repeatDur fill calcMode keyTimes keySplines keyPoints path "
    "origin from to by additive accumulate attributeName unicode glyph-name horiz-adv-x "
    "horiz-origin-x horiz-origin-y vert-adv-y vert-origin-x vert-origin-y arabic-form u1 u2 g1 g2 "
    "k units-per-em panose-1 stemv stemh cap-height x-height ascent descent accent-height "
    "alphabetic mathematical ideographic hanging bbox widths unicode-range underline-position "
    "underline-thickness overline-position overline-thickness strikethrough-position "
    "strikethrough-thickness v-alphabetic v-hanging v-ideographic v-mathematical slope string "
    "name local rendering-intent pitch title target download hatchUnits hatchContentUnits content "
    "p-id t gradient swatch nodetypes space label".split()
)
_LINKS = frozenset(("title", "show", "type", "role", "arcrole", "actuate"))
_FUNCTIONS = frozenset(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix calc min max clamp var env matrix "
    "matrix3d translate translatex translatey translatez translate3d scale scalex scaley scale3d "
    "rotate rotatex rotatey rotatez skew skewx skewy perspective cubic-bezier steps linear blur "
    "brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia polygon "
    "circle ellipse inset path icc-color device-cmyk local format context-fill "
    "linear-gradient radial-gradient light-dark".split()
)
_RULES = frozenset(("media", "keyframes", "-webkit-keyframes", "supports", "charset", "layer"))
_PICTURE = re.compile(
    r"data:image/(?:png|jpe?g|gif|webp)(?:;charset=[\w-]+)?;base64,[\sA-Za-z0-9+/=]*"
)
_FONT = re.compile(
    r"data:(?:font/[\w.+-]+|application/[\w.+-]*font[\w.+-]*)?(?:;charset=[\w-]+)?;base64,"
)
_WEB = re.compile(r"(?:https?://|mailto:|#|(?![a-z][a-z0-9+.-]*:)(?!//))", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0]+")
MAX_PIXELS = 50_000_000
"""How many pixels a picture may have: unpacked, each takes four bytes of a reader's memory."""
MAX_DEPTH = 200
"""How deep elements may stand in each other."""


class Finding(NamedTuple):
    """What a picture may not hold; `line` counts from 1."""

    line: int
    what: str


def findings(data: bytes) -> list[Finding]:
    """What the SVG file `data` holds that it may not; its lines are those of the file."""
    return _Reader().read(data)


class _Reader:
    """Reads a file from its beginning to its end, or to where it is no XML."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._style: list[str] | None = None
        self._style_line = 0
        self._depth = 0
        self._expansion = expansion.Expansion()
        parser = self._parser = expat.ParserCreate("utf-8", " ")
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = lambda *_: None  # told with the doctype
        parser.SkippedEntityHandler = self._skipped
        parser.ProcessingInstructionHandler = self._instructed
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._written

    def read(self, data: bytes) -> list[Finding]:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return [Finding(line, "text that is not UTF-8")]
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            self._found.append(
                Finding(error.lineno, f"broken XML ({expat.ErrorString(error.code)})")
            )
            return self._found
        if what := endless(self._expansion):
            self._found.append(Finding(1, what))
        return self._found

    def _tell(self, what: str, line: int = 0) -> None:
        self._found.append(Finding(line or self._parser.CurrentLineNumber, what))

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
            self._tell(f"text in another encoding than UTF-8 ({encoding})")

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal:
            self._tell("entities (a DOCTYPE with declarations)")

    def _skipped(self, name: str, is_parameter: bool) -> None:
        self._tell(f"the entity &{name};")

    def _instructed(self, target: str, data: str) -> None:
        if target == "xml-stylesheet":
            self._tell("a style sheet from elsewhere")

    def _started(self, full_name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, name = full_name.rpartition(" ")
        self._expansion.start(name, _by_name(attributes))
        self._depth += 1
        if self._depth == 1 and (namespace, name) != (_SVG, "svg"):
            self._tell(f'<{name}> as its root: it is no picture without <svg xmlns="{_SVG}">')
        if self._depth == MAX_DEPTH + 1:
            self._tell(f"elements in more than {MAX_DEPTH} others")
        if namespace not in ("", _SVG):
            if namespace in _ACTIVE:
                self._tell(f"<{name}>, which is no element of a picture")
            return
        if name not in ELEMENTS:
            self._tell(f"<{name}>, which is no element of a picture")
        for key, value in attributes.items():
            place, _, attribute = key.rpartition(" ")
            if what := _wrong(name, place, attribute, value):
                self._tell(what)
        if name == "style":
            self._style, self._style_line = [], self._parser.CurrentLineNumber

    def _written(self, text: str) -> None:
        if self._style is not None:
            if not self._style:
                self._style_line = self._parser.CurrentLineNumber
            self._style.append(text)

    def _ended(self, full_name: str) -> None:
        self._depth -= 1
        self._expansion.end()
        if self._style is not None and full_name.rpartition(" ")[2] == "style":
            for line, what in wrong_sheet("".join(self._style)):
                self._tell(what, self._style_line + line - 1)
            self._expansion.style("".join(self._style))
            self._style = None


def _by_name(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes by their names; of those in a namespace only `xlink:href`, which browsers read."""
    return {
        key.replace(f"{_XLINK} ", "xlink:"): value
        for key, value in attributes.items()
        if " " not in key or key == f"{_XLINK} href"
    }


def endless(drawn: expansion.Expansion) -> str | None:
    """What is wrong with how often a picture's parts are drawn; None for nothing."""
    try:
        if drawn.total() <= expansion.MOST:
            return None
    except expansion.EndlessError:
        return "parts that use each other in a circle"
    return f"parts that use each other until more than {expansion.MOST:,} are drawn"


def _wrong(name: str, namespace: str, attribute: str, value: str) -> str | None:
    """What is wrong with an attribute of an element; None for nothing."""
    if namespace == _XML:
        return None if attribute in ("space", "lang", "id") else f"the attribute xml:{attribute}"
    if namespace == _XLINK:
        if attribute == "href":
            return _wrong_address(name, value)
        return None if attribute in _LINKS else f"the attribute xlink:{attribute}"
    if namespace:
        return f"the attribute {attribute}" if namespace in _ACTIVE else None
    return wrong_attribute(name, attribute, value)


def wrong_attribute(name: str, attribute: str, value: str) -> str | None:
    """What is wrong with an attribute without a namespace; None for nothing.

    Names are compared without regard to case, as HTML writes them.
    """
    key = attribute.lower()
    if key in ("href", "xlink:href"):
        return _wrong_address(name, value)
    if key in ("xml:space", "xml:lang") or key.partition(":")[0] == "xmlns":
        return None  # in HTML they say nothing
    if key == "style":
        return next((what for _, what in _in_declarations(_declarations(value))), None)
    if key == "attributename" and not _is_animated(value):
        return f"an animation of {value}"
    if (most := _MOST.get(key)) and _largest(value) > most:
        return f"{attribute}={value[:20]!r}: {most} is the most"
    if key in ("from", "to", "by", "values") or key in _STYLED:
        found = wrong_value(value)
        return f"{found} in {attribute}" if found else None
    if key in _PLAIN_LOWER or key.startswith(("aria-", "data-")):
        return None
    if key.startswith("on"):
        return f"an event handler ({attribute})"
    return f"the attribute {attribute}"


# What costs time in proportion to its value, or its square, for each pixel.
_MOST = {"numoctaves": 10, "radius": 100, "stddeviation": 200, "order": 15, "filterres": 2000}
_NUMBER = re.compile(r"[-+]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,9})?")


def _largest(value: str) -> float:
    """The largest number in a value; infinite where it is no list of numbers."""
    numbers = re.split(r"[\s,]+", value.strip()) if len(value) < 100 else [""]
    if not all(map(_NUMBER.fullmatch, numbers)):
        return float("inf")
    return max(abs(float(number)) for number in numbers)


_PLAIN_LOWER = frozenset(name.lower() for name in _PLAIN)


def _is_animated(attribute: str) -> bool:
    """Whether an animation may change an attribute: what draws, and no address or style sheet."""
    key = attribute.strip().lower()
    return key in _STYLED or (key in _PLAIN_LOWER and key not in ("target", "attributename"))


def _wrong_address(name: str, value: str) -> str | None:
    plain = _IGNORED.sub("", value)
    if plain.startswith("#"):
        return None
    if name.lower() in ("image", "feimage"):
        if not _PICTURE.fullmatch(value.strip()):
            return f"a picture that is not in the file: {plain[:40]}"
        return _wrong_size(plain)
    if name.lower() == "a" and _WEB.match(plain.replace("\\", "/")):
        return None
    return f"an address: {plain[:40]}"


def _wrong_size(data: str) -> str | None:
    """What is wrong with the size of an embedded picture; it counts like one of its own."""
    try:
        picture = base64.b64decode(data.partition(",")[2], validate=True)
    except ValueError:
        return "an embedded picture that is no base64"
    width, height = imagesize.get(BytesIO(picture))
    if width * height > MAX_PIXELS:
        return f"an embedded picture of {width} times {height} pixels"
    return None


# CSS ---------------------------------------------------------------------------------------------


def wrong_value(value: str) -> str | None:
    """What the value of a property holds that it may not; None for nothing."""
    if "(" not in value and "\\" not in value:
        return None  # nothing can be asked for without a function
    return _in_values(tinycss2.parse_component_value_list(value))


def wrong_sheet(sheet: str) -> Iterator[tuple[int, str]]:
    """What a style sheet holds that it may not, each with its line (from 1)."""
    yield from _in_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))


def _in_rules(rules: list[Any]) -> Iterator[tuple[int, str]]:
    for rule in rules:
        if rule.type == "error":
            continue  # browsers leave it out, too
        if rule.type == "qualified-rule":
            yield from _in_declarations(_declarations(rule.content))
        elif rule.lower_at_keyword == "font-face":
            yield from _in_declarations(_declarations(rule.content or []), fonts=True)
        elif rule.lower_at_keyword not in _RULES:
            yield rule.source_line, f"@{rule.lower_at_keyword} in a style"
        elif rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _in_rules(inner)


def _declarations(content: Any) -> list[Any]:
    return list(tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True))


def _in_declarations(content: list[Any], *, fonts: bool = False) -> Iterator[tuple[int, str]]:
    for each in content:
        if each.type in ("qualified-rule", "at-rule"):
            yield from _in_rules([each])
        elif each.type == "declaration":
            name = each.lower_name
            if name not in _PROPERTIES and not name.startswith(("--", "-inkscape-")):
                yield each.source_line, f"the property {name} in a style"
            elif what := _in_values(each.value, fonts=fonts):
                yield each.source_line, f"{what} in a style"


def _in_values(values: list[Any], *, fonts: bool = False) -> str | None:
    todo = list(values)
    while todo:
        value = todo.pop()
        if value.type == "function":
            if value.lower_name in ("url", "src"):
                strings = [each.value for each in value.arguments if each.type == "string"]
                if what := _wrong_url("".join(strings), fonts=fonts):
                    return what
            elif value.lower_name not in _FUNCTIONS:
                return f"{value.lower_name}(…)"
            todo += value.arguments
        elif value.type == "url":
            if what := _wrong_url(value.value, fonts=fonts):
                return what
        elif value.type.endswith(" block"):
            todo += value.content
    return None


def _wrong_url(address: str, *, fonts: bool) -> str | None:
    if address.startswith("#") or (fonts and _FONT.match(address)):
        return None
    return f"an address: {address[:40]}"
