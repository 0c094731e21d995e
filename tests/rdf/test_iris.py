"""IRIs are made, checked, shortened and expanded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf import iris
from kg.rdf.namespaces import BASE, EVIDENCE, HX, ID, PREFIXES, SKOS, VOC


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Nuevo León", "nuevo leon"), ("ÑANDÚ", "nandu"), ("Straße", "strasse"), ("ﬁn", "fin")],
)
def test_fold(text: str, folded: str) -> None:
    assert iris.fold(text) == folded


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("§3.2, note 74", "s3-2-note-74"),
        ("Querétaro", "queretaro"),
        ("  -- a  b -- ", "a-b"),
        ("東京", ""),
    ],
)
def test_slug(text: str, slug: str) -> None:
    assert iris.slug(text) == slug


@given(st.text(max_size=20))
def test_a_slug_is_an_id_or_empty(text: str) -> None:
    assert iris.slug(text) == "" or iris.is_slug(iris.slug(text))


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "a\n", "ñ"])
def test_what_is_no_id(text: str) -> None:
    assert not iris.is_slug(text)
    assert iris.is_slug("a1-2b")


@pytest.mark.parametrize("iri", ["https://e.org/ñ?b#c", "urn:x", "a+b-c.d:e"])
def test_absolute(iri: str) -> None:
    assert iris.is_absolute(iri)


@pytest.mark.parametrize(
    "iri",
    ["", "a", "a:", "1a:b", "//e", "a:b c", "a:b\n", "a:<b", 'a:"b', "a:{b", "a:b|", "a:^", "a:`"],
)
def test_not_absolute(iri: str) -> None:
    assert not iris.is_absolute(iri)


def test_the_iris_of_the_project() -> None:
    assert iris.entity("claut") == ID + "claut"
    assert iris.concept("sector", "automotive") == VOC + "sector/automotive"
    assert iris.evidence("book", "p. 7", "explicit") == EVIDENCE + "book/p-7"
    assert iris.evidence("book", "p. 7", "inferred") == EVIDENCE + "book/p-7--inferred"


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        (["a", "b"], "m/a--b"),
        (["a", "", "b/c", "", ""], "m/a--_--b-c"),
        (["", "b"], "m/_--b"),
        (["", ""], "m/"),
    ],
)
def test_the_path_of_an_nary_node(parts: list[str], path: str) -> None:
    before = list(parts)
    assert iris.node_path("m", parts) == path
    assert parts == before


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (ID + "claut", "id:claut"),
        (HX + "helix", "hx:helix"),
        (SKOS + "prefLabel", "skos:prefLabel"),
        (VOC + "sector/automotive", "voc:sector/automotive"),
        (ID + "ñ", "id:ñ"),
        (ID, "id:"),
        (BASE + "other", "kg:other"),
        (ID + "a b", ID + "a b"),
        (ID + "a#b", ID + "a#b"),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
def test_shorten(iri: str, short: str) -> None:
    assert iris.shorten(iri) == short


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("id:claut", ID + "claut"),
        ("id:", ID),
        ("https://example.org/a", "https://example.org/a"),
        ("nope:claut", None),
        ("claut", None),
        ("id://x", "id://x"),
        ("urn:x", None),
        ("https://example.org/a b", None),
    ],
)
def test_expand(name: str, iri: str | None) -> None:
    assert iris.expand(name) == iri


@given(st.sampled_from(sorted(PREFIXES)), st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}", fullmatch=True))
def test_what_is_shortened_is_expanded_again(prefix: str, name: str) -> None:
    iri = PREFIXES[prefix] + name
    assert iris.expand(iris.shorten(iri)) == iri
