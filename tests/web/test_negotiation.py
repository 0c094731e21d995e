"""What a client prefers."""

from __future__ import annotations

import pytest

from kg.web.negotiation import language, media_type

OFFERED = ("text/html", "text/turtle", "application/json")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/TURTLE", "text/turtle"),
        ("text/*", "text/html"),
        ("text/*;q=0.5, application/json", "application/json"),
        ("text/html;q=0, */*", "text/turtle"),
        ("text/turtle;q=0.9, application/json;q=0.9", "text/turtle"),
        ("text/html;q=0.8,application/xhtml+xml,text/turtle;q=0.9", "text/turtle"),
        ("application/xml", None),
        ("text/turtle;q=none", None),
        ("text/turtle;q=0.000", None),
        ("text/turtle;q=2", "text/turtle"),
        (", ;q=1,", None),
    ],
)
def test_the_media_type_that_a_client_prefers(accept: str, expected: str | None) -> None:
    assert media_type(accept, OFFERED) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en-GB,en;q=0.9", "en"),
        ("de, en;q=0.4, es;q=0.6", "es"),
        ("de", "es"),
        ("en;q=0, *", "es"),
        ("", "es"),
    ],
)
def test_the_language_that_a_client_prefers(
    accept: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_LANG", "es")
    assert language(accept) == expected
