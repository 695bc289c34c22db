"""CSS in pictures: the properties, functions and addresses that may stand in it.

Read by a parser that knows escapes, so that what hides from a pattern does not hide here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import tinycss2

if TYPE_CHECKING:
    from collections.abc import Iterator

STYLED = frozenset(
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
"""Attributes of SVG whose values are CSS (https://www.w3.org/TR/SVG2/propidx.html)."""
_PROPERTIES = STYLED | frozenset(
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
_FUNCTIONS = frozenset(
    "rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix calc min max clamp var env matrix "
    "matrix3d translate translatex translatey translatez translate3d scale scalex scaley scale3d "
    "rotate rotatex rotatey rotatez skew skewx skewy perspective cubic-bezier steps linear blur "
    "brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia polygon "
    "circle ellipse inset path icc-color device-cmyk local format context-fill "
    "linear-gradient radial-gradient light-dark".split()
)
_RULES = frozenset(("media", "keyframes", "-webkit-keyframes", "supports", "charset", "layer"))
_FONT = re.compile(
    r"data:(?:font/[\w.+-]+|application/[\w.+-]*font[\w.+-]*)?(?:;charset=[\w-]+)?;base64,"
)


def wrong_value(value: str) -> str | None:
    """What the value of a property holds that it may not; None for nothing."""
    if "(" not in value and "\\" not in value:
        return None  # nothing can be asked for without a function
    return _in_values(tinycss2.parse_component_value_list(value))


def wrong_sheet(sheet: str) -> Iterator[tuple[int, str]]:
    """What a style sheet holds that it may not, each with its line (from 1)."""
    yield from _in_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))


def wrong_declarations(style: str) -> Iterator[tuple[int, str]]:
    """What the value of a `style` attribute holds that it may not, each with its line (from 1)."""
    yield from _in_declarations(_declarations(style))


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
