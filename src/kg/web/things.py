"""Pages and data about entities, concepts and documents, each at the path of its IRI."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Final, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg import results
from kg.claims.evidence import Evidence, Fact
from kg.claims.profile import nary_class
from kg.errors import in_language
from kg.model import Iri
from kg.rdf.iris import is_absolute
from kg.rdf.namespaces import BASE, CATALOGUE_GRAPH, DCT, EVIDENCE, ID, RDF_TYPE, SOURCE
from kg.web import media_types, sparql
from kg.web.addresses import iri_of, path_of
from kg.web.citing import citations_of
from kg.web.current import Snapshot
from kg.web.description import Describer, Description, Statement, Value, rows, triples
from kg.web.maps import path_of_locator
from kg.web.problems import Problem
from kg.web.profiles import LINKED
from kg.web.questions import page_number
from kg.web.render import address, language_of, page, snapshot_of
from kg.web.time_lines import path_of_time_line

_REFERENCES: Final = 20  # to a thing, on a page; a figure counts as four
_PLACES: Final = 40  # of a document, on a page
_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
#: ending → media type, of what a thing can be had as
ENDINGS: Final[Mapping[str, str]] = {
    "html": media_types.HTML,
    "json": media_types.JSON,
    "ttl": media_types.GRAPHS["turtle"],
    "nt": media_types.GRAPHS["ntriples"],
    "jsonld": media_types.GRAPHS["jsonld"],
    "rdf": media_types.GRAPHS["rdfxml"],
    "csv": media_types.RESULTS["csv"],
}
_SYNTAXES: Final = {"ttl": "turtle", "nt": "ntriples", "jsonld": "jsonld", "rdf": "rdfxml"}


def thing(request: Request) -> Response:
    """Return what is said of the thing whose IRI has this path, in the form that is asked for.

    An ending of the path goes before what the client prefers.
    """
    root = request.scope.get("root_path", "")
    path, ending = _split(request.url.path.removeprefix(root))
    iri = iri_of(path)
    if not is_absolute(iri):
        raise _nothing(path)
    snapshot = snapshot_of(request)
    form = ending or _preferred(request)
    describer = Describer(snapshot, language_of(request))
    if form == "html" and iri.startswith(SOURCE):
        return _document(request, snapshot, describer, iri)
    response = _in_form(request, snapshot, describer, iri, form)
    if not ending:
        response.headers["Content-Location"] = f"{root}{path}.{form}"
    return response


def _split(path: str) -> tuple[str, str]:
    """Return a path without its ending, and the ending if it is one of ours."""
    stem, dot, ending = path.rpartition(".")
    return (stem, ending) if dot and ending in ENDINGS else (path, "")


def _preferred(request: Request) -> str:
    by_type = {media_type: ending for ending, media_type in ENDINGS.items()}
    return sparql.chosen_of(request.headers.get("accept", ""), by_type)


def _in_form(
    request: Request, snapshot: Snapshot, describer: Describer, iri: str, form: str
) -> Response:
    if form in _SYNTAXES:
        statements = sorted(set(triples(snapshot, iri)), key=str)
        if not statements:
            raise _nothing(iri)
        return sparql.graph_response(iter(statements), _SYNTAXES[form])
    if form == "html":
        return _page(request, snapshot, describer, iri)
    description = describer.describe(iri)
    if description.is_empty:
        raise _nothing(iri)
    if form == "csv":
        content = io.StringIO(newline="")
        results.write(rows(description), "csv", content)
        return Response(content.getvalue(), media_type=media_types.with_charset(ENDINGS["csv"]))
    return JSONResponse(as_json(description))


def _page(request: Request, snapshot: Snapshot, describer: Describer, iri: str) -> Response:
    number = page_number(request)
    about = describer.describe(iri, number, _REFERENCES)
    if about.is_empty:
        raise _nothing(iri)
    links = _links(request, iri)
    return page(
        request,
        "thing",
        snapshot,
        about=about,
        cite=citations_of(request),
        names=_by_property(about.names),
        properties=_by_property(about.statements),
        references=_by_heading(about.references, describer),
        is_part=number > 1 or about.has_more,
        alternates=[(name, link, ENDINGS[name]) for name, link in links],
        downloads=links,
        network=_network(iri),
        locator=path_of_locator(snapshot, iri),
        time_line=path_of_time_line(snapshot, iri, (kind.iri for kind in about.kinds)),
        profiles=_profiles(iri),
        previous=address(request, page=str(number - 1)) if number > 1 else "",
        next=address(request, page=str(number + 1)) if about.has_more else "",
    )


def _network(iri: str) -> str:
    """Return the path of the network around an entity, empty for what is none."""
    return f"/network/{quote(iri.removeprefix(ID))}" if iri.startswith(ID) else ""


def _profiles(iri: str) -> list[tuple[str, str]]:
    """Return the formats of the profile of a thing, each with its path."""
    path = f"/profile/{quote(iri.removeprefix(BASE))}"
    return [(form, f"{path}?format={form}") for form in LINKED]


def _links(request: Request, iri: str) -> list[tuple[str, str]]:
    root = request.scope.get("root_path", "")
    return [(ending, f"{root}{path_of(iri)}.{ending}") for ending in ENDINGS if ending != "html"]


def _by_property(statements: Iterable[Statement]) -> list[tuple[Value, list[Statement]]]:
    groups: dict[Value, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(statement.property, []).append(statement)
    return sorted(groups.items(), key=lambda item: item[0].text)


class _Reference(NamedTuple):
    """One thing that refers to another.

    Attributes:
        statements: What it says.
        conflicts: The ids of the contradictions that these are a part of, each once.
        evidence: The places that state them, each once.
        is_node: Whether the thing is a figure, a membership or the like, of which all is shown.
    """

    statements: tuple[Statement, ...]
    conflicts: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    is_node: bool


def _by_heading(
    references: Iterable[tuple[Statement, ...]], describer: Describer
) -> list[tuple[str, list[_Reference]]]:
    """Return references by what they have in common: the property, or the class of the node."""
    groups: dict[str, list[_Reference]] = {}
    for statements in references:
        node = nary_class(statements[0].subject.iri)
        heading = describer.value(Iri(node)).text if node else statements[0].property.text
        reference = _Reference(
            statements,
            tuple(dict.fromkeys(name for each in statements for name in each.conflicts)),
            tuple(dict.fromkeys(place for each in statements for place in each.evidence)),
            node is not None,
        )
        groups.setdefault(heading, []).append(reference)
    return sorted(groups.items())


def _document(request: Request, snapshot: Snapshot, describer: Describer, iri: str) -> Response:
    """Return the page of a document: its details, and what it says, place by place."""
    details: dict[Value, list[Value]] = {}
    for quad in sorted(snapshot.store.quads(Iri(iri), graph=_CATALOGUE), key=str):
        if quad.predicate.value != RDF_TYPE:
            property_ = describer.value(quad.predicate)
            details.setdefault(property_, []).append(describer.value(quad.object))
    if not details:
        raise _nothing(iri)
    number = page_number(request)
    evidence = _places(snapshot, iri)
    start = (number - 1) * _PLACES
    shown = evidence[start : start + _PLACES]
    has_next = len(evidence) > start + _PLACES
    return page(
        request,
        "document",
        snapshot,
        about=Description(describer.value(Iri(iri)), (), (), (), ()),
        details=list(details.items()),
        profiles=_profiles(iri),
        places=[(place, list(_claims(snapshot, describer, place))) for place in shown],
        previous=address(request, page=str(number - 1)) if number > 1 else "",
        next=address(request, page=str(number + 1)) if has_next else "",
    )


def _places(snapshot: Snapshot, iri: str) -> list[Evidence]:
    """Return the places of a document that state something, in the order of their names."""
    catalogue = snapshot.evidence()
    quads = snapshot.store.quads(predicate=Iri(DCT + "source"), object=Iri(iri), graph=_CATALOGUE)
    graphs = (str(quad.subject) for quad in quads)
    evidence = (catalogue.evidence(graph) for graph in graphs if graph.startswith(EVIDENCE))
    return sorted(
        (item for item in evidence if item),
        key=lambda item: (_natural(item.locator), item.certainty),
    )


def _natural(text: str) -> list[tuple[int, str]]:
    """Return a key by which "note 9" comes before "note 10"."""
    parts = itertools.groupby(text, str.isdecimal)
    return [
        (int(piece), "") if is_number else (-1, piece)
        for is_number, letters in parts
        for piece in ["".join(letters)]
    ]


def _claims(snapshot: Snapshot, describer: Describer, place: Evidence) -> Iterator[Statement]:
    """Yield what a place states."""
    quads = snapshot.store.quads(graph=Iri(place.iri))
    for quad in sorted(quads, key=str):
        fact = Fact(
            str(quad.subject),
            quad.predicate.value,
            quad.object,
            (place,),
            snapshot.store.holds(quad._replace(graph=None)),
        )
        yield describer.statement(fact)


def as_json(about: Description) -> dict[str, object]:
    """Return a description as JSON has it."""
    return {
        "iri": about.thing.iri,
        "label": about.thing.text,
        "kinds": [_value_json(kind) for kind in about.kinds],
        "names": [statement_json(statement) for statement in about.names],
        "statements": [statement_json(statement) for statement in about.statements],
        "references": [
            [statement_json(statement) for statement in group] for group in about.references
        ],
    }


def statement_json(statement: Statement) -> dict[str, object]:
    """Return a statement as JSON has it."""
    return {
        "subject": _value_json(statement.subject),
        "property": _value_json(statement.property),
        "value": _value_json(statement.value),
        "accepted": statement.accepted,
        "conflicts": list(statement.conflicts),
        "authority": statement.authority,
        "evidence": [
            {
                "document": item.source,
                "title": item.title,
                "place": item.locator,
                "certainty": item.certainty,
                "reason": item.basis,
            }
            for item in statement.evidence
        ],
    }


def _value_json(value: Value) -> dict[str, str]:
    fields = {"text": value.text, "iri": value.iri, "language": value.language}
    return {name: text for name, text in fields.items() if text}


def _nothing(iri: str) -> Problem:
    return Problem(
        HTTPStatus.NOT_FOUND,
        in_language(
            f"nothing is said of {iri}; find things with /search?q=…",
            f"nada se dice de {iri}; busque con /search?q=…",
        ),
    )
