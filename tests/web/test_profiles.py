"""Profiles over HTTP: the same as the command writes, linked from the page of a thing."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("format", "start", "media_type"),
    [
        ("html", b"<!doctype html>", "text/html"),
        ("pdf", b"%PDF", "application/pdf"),
        ("docx", b"PK", "application/vnd.openxmlformats"),
        ("xlsx", b"PK", "application/vnd.openxmlformats"),
        ("markdown", b"# ", "text/markdown"),
    ],
)
def test_each_format(client: TestClient, format: str, start: bytes, media_type: str) -> None:
    answer = client.get(f"/profile/id/claut-nuevo-leon?format={format}&lang=es")
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer.headers["content-type"].startswith(media_type)


def test_the_page_of_a_thing_links_to_them(client: TestClient) -> None:
    page = client.get("/id/claut-nuevo-leon?lang=es", headers={"accept": "text/html"}).text
    links = re.findall(r'href="(/profile/[^"]+)"', page)
    assert len(links) == 4
    for link in links:
        answer = client.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200, link
        if "html" in link:
            assert '<html lang="es">' in answer.text
            assert "script-src ;" in answer.headers["content-security-policy"]
            assert "'sha256-" in answer.headers["content-security-policy"]


def test_what_there_is_not(client: TestClient) -> None:
    assert client.get("/profile/id/nobody").status_code == 404
    wrong = client.get("/profile/id/claut-nuevo-leon?format=odt")
    assert wrong.status_code == 400
    assert "html, pdf, docx, xlsx, markdown" in wrong.text
