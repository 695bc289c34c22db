"""Addresses that no program can read are told, wherever they stand but in code."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taklimat.security.addresses import report_addresses
from taklimat.source.problems import Problems

# What hosts are made of, and what stands for other signs once it is normalised.
_ADDRESSES = st.lists(
    st.sampled_from(
        [
            "http:",
            "https:",
            "//",
            "/",
            "a.org",
            "[",
            "]",
            "[::1]",
            "[v1.a]",
            "%",
            "?",
            "#",
            "@",
            ":80",
            "é",
            "㎓",
            "℀",
            "／",
            "\\",
            "x",
            "\x80",
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)
_WRITTEN = {
    "link": "A [b]({}).",
    "picture": "![b](<{}>)",
    "definition": "[b]: {}",
    "alone": "A <http:{}>.",
}


@pytest.mark.parametrize("written", _WRITTEN)
@given(address=_ADDRESSES)
@example(address="http://[")
@example(address="//[::1")
@example(address="http://a]b/")
@example(address="http://a℀b/")
def test_an_address_is_told_if_no_program_can_read_it(written: str, address: str) -> None:
    problems = Problems()
    text = "A\n\n" + _WRITTEN[written].format(address)
    if written == "alone":
        address = f"http:{address}"
        if not address.startswith("http://"):
            return  # none
    try:
        is_well = bool(urlsplit(address))
    except ValueError:
        is_well = False
    assert report_addresses(text, "docs/x.md", problems) is is_well
    assert [problem.line for problem in problems] == [3] * (not is_well)
    assert report_addresses(f"```\n{text}\n```\n", "docs/x.md", Problems())
