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
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

import imagesize

from taklimat.security import css, expansion

if TYPE_CHECKING:
    from collections.abc import Mapping

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
_PICTURE = re.compile(
    r"data:image/(?:png|jpe?g|gif|webp)(?:;charset=[\w-]+)?;base64,[\sA-Za-z0-9+/=]*"
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
            for line, what in css.wrong_sheet("".join(self._style)):
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
        return next((what for _, what in css.wrong_declarations(value)), None)
    if key == "attributename" and not _is_animated(value):
        return f"an animation of {value}"
    if (most := _MOST.get(key)) and _largest(value) > most:
        return f"{attribute}={value[:20]!r}: {most} is the most"
    if key in ("from", "to", "by", "values") or key in css.STYLED:
        found = css.wrong_value(value)
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
    return key in css.STYLED or (key in _PLAIN_LOWER and key not in ("target", "attributename"))


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
