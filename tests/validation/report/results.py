"""A report made by hand, with something of everything."""

from __future__ import annotations

from kg.model import BNode, Iri, Literal, Position, Problem, Report, Violation, text
from kg.rdf.namespaces import SH

E = "http://example.org/"
LABELS = {E + "x": "Equis | «la»", E + "p": "part", E + "Class": "Clase <b>"}

FULL = Violation(
    code="C1",
    severity="violation",
    severity_iri=SH + "Violation",
    focus=Iri(E + "x"),
    path=E + "p",
    value=text('a "b" & c|d\ne'),
    messages=(("en", "C1 wrong: so"), ("es", "C1 mal: así")),
    component=SH + "ClassConstraintComponent",
    expected=("class", E + "Class"),
    positions=(Position("data\\a.ttl", 3, 5), Position("b.ttl", 4), Position("c.ttl")),
    shape=Iri(E + "S"),
    path_turtle=f"<{E}p>",
)
BARE = Violation(
    code="",
    severity="warning",
    severity_iri=SH + "Warning",
    focus=BNode("b1"),
    path="",
    value=None,
    messages=(),
    component=SH + "InConstraintComponent",
)
MANY = Violation(
    code="C3",
    severity="info",
    severity_iri=SH + "Info",
    focus=Iri("https://w3id.org/helixkg/id/y"),
    path=E + "q",
    value=None,
    messages=(("", "C3 note"),),
    component=SH + "MaxCountConstraintComponent",
    expected=("maxCount", "1"),
    values=(Iri(E + "x"), Literal("7"), text("uno", "es")),
    shape=BNode("s"),
    path_turtle=f"[ sh:inversePath <{E}q> ]",
)
REPORT = Report((FULL, BARE, MANY), 9, ("a note",))
CLEAN = Report()
INCOMPLETE = Report(
    not_judged=(Problem(Position("shapes.ttl", 7, 3), f"shape <{E}S|x>: why"),),
)


def suggest(result: Violation) -> str:
    """Return what may have been meant, for the first result only."""
    return "id:z" if result is FULL else ""
