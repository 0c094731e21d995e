"""Facts are the claims that nobody rejects and no machine only suggests."""

from __future__ import annotations

from kg.claims.conflicts import Conflict
from kg.claims.facts import derive
from kg.model import Iri, Located, Position, Quad, text
from kg.rdf.namespaces import EVIDENCE, ID
from tests.claims.rows import row

P = Iri("http://e/p")


def claim(value: str, place: str = "001/s1", subject: str = "a") -> Located:
    quad = Quad(Iri(ID + subject), P, text(value), Iri(EVIDENCE + place))
    return Located(quad, Position("t.csv", 2))


def fact(value: str, subject: str = "a") -> Quad:
    return Quad(Iri(ID + subject), P, text(value))


def test_facts_come_in_the_order_of_their_claims_and_once() -> None:
    claims = [claim("b"), claim("a"), claim("b", "002/s9")]
    assert derive(claims, ()) == ([fact("b"), fact("a")], [])


def test_a_suggestion_is_no_fact_unless_a_document_states_it() -> None:
    suggested = claim("a", "001/s1--machine-suggested")
    assert derive([suggested], ()) == ([], [])
    assert derive([suggested, claim("a", "001/s1--inferred")], ()) == ([fact("a")], [])


def test_a_rejected_claim_is_no_fact_unless_another_document_states_it() -> None:
    rejected = Conflict.from_row(
        row(id="k", subject="a", value="x", source="001", resolution="rejected"), {}
    )
    assert derive([claim("x"), claim("y")], [rejected]) == ([fact("y")], [])
    assert derive([claim("x"), claim("x", "002/s1")], [rejected]) == ([fact("x")], [])


def test_a_conflict_may_cover_a_suggestion() -> None:
    """Such a row is not stale, though the suggestion is no fact anyhow."""
    known = Conflict.from_row(row(id="k", subject="a", value="x", resolution="open"), {})
    assert derive([claim("x", "001/s1--machine-suggested")], [known]) == ([], [])


def test_a_stale_conflict_is_a_problem_and_takes_no_fact() -> None:
    stale = Conflict.from_row(row(id="k", subject="a", value="z", resolution="rejected"), {})
    facts, problems = derive([claim("x")], [stale])
    assert facts == [fact("x")]
    assert [problem.message[:4] for problem in problems] == ["C57:"]
