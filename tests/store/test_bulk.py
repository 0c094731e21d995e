"""Files cut into pieces on their way into the store."""

from __future__ import annotations

import io
import subprocess
import sys

import pyoxigraph as ox
import pytest

from kg.store import bulk

PLAIN = b'<http://e/s%d> <http://e/p> "x" .\n'


@pytest.fixture(params=[1, 40, 100, 1000, 80_000_000])
def piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many bytes a piece has: less than a line, a line, some, all."""
    monkeypatch.setattr(bulk, "_PIECE", request.param)
    return int(request.param)


def loaded(text: bytes, syntax: str = "ntriples") -> ox.Store:
    store = ox.Store()
    bulk.load(store, io.BytesIO(text), syntax, lambda: "01234567")
    return store


def test_every_line_arrives(piece: int) -> None:
    lines = [PLAIN % number for number in range(200)]
    assert len(loaded(b"".join(lines))) == 200
    assert len(loaded(b"".join(lines)[:-1])) == 200  # the last line does not end
    assert len(loaded(b"")) == 0


def test_a_blank_node_is_one_wherever_it_is_named(piece: int) -> None:
    between = b"".join(PLAIN % number for number in range(30))
    store = loaded(
        b'_:a <http://e/p> "1" .\n'
        + between
        + b"<http://e/s> <http://e/p> _:a .\n"
        + between
        + b'_:b <http://e/q> "2" . # _:c\n'
        + between
        + b'_:a <http://e/q> "3" .'
    )
    assert len(store) == 34
    assert store.query("ASK { ?s <http://e/p> ?a . ?a <http://e/p> '1' ; <http://e/q> '3' }")
    assert not store.query("ASK { ?a <http://e/q> '2', '3' }")


def test_more_blank_nodes_than_a_piece_holds(piece: int) -> None:
    lines = b"".join(b"_:b%d <http://e/p> _:b%d .\n" % (n, n + 1) for n in range(100))
    store = loaded(lines + PLAIN % 1)
    answer = store.query(
        "ASK { ?a (<http://e/p>){100} ?b }".replace(
            "(<http://e/p>){100}", "/".join(["<http://e/p>"] * 100)
        )
    )
    assert len(store) == 101
    assert answer


@pytest.mark.parametrize("wrong", [b"<http://e/s> nonsense .\n", b"_:a nonsense .\n"])
def test_a_broken_line_is_named(wrong: bytes, piece: int) -> None:
    good = b"".join((PLAIN % number) + b'_:a <http://e/p> "1" .\n' for number in range(20))
    with pytest.raises(bulk.ParseError) as caught:
        loaded(good + wrong + good)
    assert caught.value.line == 41
    assert caught.value.column > 1
    assert "line" not in str(caught.value)


def test_a_broken_file_is_the_caller_s(piece: int) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 100:
                raise EOFError("cut off")
            return super().read(min(size or 0, 50))

    with pytest.raises(EOFError, match="cut off"):
        bulk.load(ox.Store(), Broken(PLAIN % 1 * 100), "ntriples", lambda: "01234567")


def test_turtle_is_one_piece(piece: int) -> None:
    store = loaded(b"@prefix e: <http://e/> . e:s e:p [ e:q 1 ] .", "turtle")
    assert len(store) == 2
    with pytest.raises(bulk.ParseError) as caught:
        loaded(b"@prefix e: <http://e/> .\n e:s e:p [ .", "turtle")
    assert caught.value.line == 2


def test_a_term_that_does_not_fit_into_the_parser() -> None:
    content = b'<http://e/a> <http://e/b> "' + b"x" * (1 << 24) + b'" .\n'
    with pytest.raises(bulk.ParseError, match="a term is longer than 16 MB"):
        loaded(content, "turtle")


@pytest.mark.parametrize("syntax", ["ntriples", "nquads", "turtle", "trig"])
def test_blank_nodes_are_named_after_their_file(piece: int, syntax: str) -> None:
    text = b"""_:b <http://e/p> _:a .
<http://e/s> <http://e/p> "_:a" .
_:a <http://e/q> _:f89abcdefn3 .
_:ontology7 <http://e/q> _:b .
"""
    expected = b"""<http://e/s> <http://e/p> "_:a" .
_:f01234567n0 <http://e/p> _:f01234567n1 .
_:f01234567n1 <http://e/q> _:f89abcdefn3 .
_:ontology7 <http://e/q> _:f01234567n0 .
"""
    for _ in range(2):
        lines = loaded(text, syntax).dump(format=ox.RdfFormat.N_QUADS) or b""
        assert sorted(lines.splitlines()) == sorted(expected.splitlines())


def test_nodes_without_a_name_and_in_other_places_have_their_own(piece: int) -> None:
    text = b"<http://e/s> <http://e/p> [ <http://e/p> ( 1 2 ) ] . <http://e/t> <http://e/p> [] ."
    first, second = (
        sorted((loaded(text, "turtle").dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines())
        for _ in range(2)
    )
    assert first == second
    assert b"".join(first).count(b"_:f01234567n0") == 3


S = b"<http://e/s> <http://e/p> "


@pytest.mark.parametrize(
    ("content", "syntax", "message", "line"),
    [
        (S + b"1 .\n" + S + b"<<( <http://e/s> <http://e/p> 1 )>> .\n", "turtle", "RDF 1.1", 0),
        (S + b'"a"@en--ltr .\n', "trig", 'RDF 1.1 does not know "a"@en--ltr', 0),
        (b"# a\n" + S + b'"a" .\n\n' + S + b'"a"@en--rtl .\n', "ntriples", "RDF 1.1", 4),
        (S + b'"a" .\n' + S + b"<<( " + S + b"<http://e/s> )>> .", "ntriples", "RDF 1.1", 2),
        (S + b'"<<(" .\n' + S + b'"a" _:g .\n', "nquads", "a graph named by a blank node", 2),
        (b"_:g {" + S + b"1 }", "trig", "a graph named by a blank node", 0),
    ],
)
def test_what_rdf_1_1_does_not_know_is_refused(
    content: bytes, syntax: str, message: str, line: int
) -> None:
    with pytest.raises(bulk.ParseError, match=message) as refused:
        loaded(content, syntax)
    assert refused.value.line == line


def test_two_pieces_that_are_looked_at_do_not_wait_for_each_other() -> None:
    """Each would hold what the other needs: the store in memory, and the interpreter."""
    code = """
import io, sys
import pyoxigraph as ox
from kg.store import bulk
sys.setswitchinterval(1e-5)
bulk._PIECE = 4_000
text = b"".join(b'<http://e/s> <http://e/p> "<<(%d" .\\n' % n for n in range(2_000))
for _ in range(20):
    store = ox.Store()
    bulk.load(store, io.BytesIO(text), "nquads", lambda: "01234567")
    assert len(store) == 2_000
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
