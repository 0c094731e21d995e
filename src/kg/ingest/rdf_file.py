"""Read RDF files as claims: what no document states is a claim of the file itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kg.claims.evidence import is_claim, is_suggestion
from kg.files.reading import sha256
from kg.model import BNode, Iri, Located, Position, Quad, Term, text
from kg.rdf import iris
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, EVIDENCE, HX, RDF_TYPE, REGISTRY_GRAPH, SOURCE
from kg.rdf.reader import read_rdf
from kg.store import Store

#: how the ids of sources begin that are files a user loads, and their evidence graphs
FILE_SOURCE: Final = SOURCE + "file-"
FILE_EVIDENCE: Final = EVIDENCE + "file-"
_DIGITS: Final = 8  # of the digest of a file that stand in names


def read_rdf_claims(store: Store, path: Path) -> Iterator[Located]:
    """Yield the quads of an RDF file, with the facts and claims that they make.

    A graph under …/evidence/ is evidence: what it holds is claim and fact, unless a machine
    suggested it. Triples outside any graph get one evidence graph for the file, which is
    described in the catalogue; not those that stand in a graph of the file, too, as in a dump.

    Args:
        store: Tells which blank nodes are there already.
        path: The file.

    Raises:
        InputError: The file cannot be read, or does not parse.
    """
    parsed = read_rdf(path, str(path))  # before the digest: it says what is wrong with a file
    digest = sha256(path)
    located = list(_with_own_blank_nodes(store, parsed, digest[:_DIGITS]))
    in_graphs = {item.quad.triple for item in located if item.quad.graph is not None}
    source = f"{FILE_SOURCE.removeprefix(SOURCE)}{iris.slug(path.stem)}-{digest[:_DIGITS]}"
    graph = Iri(iris.evidence(source, "file", "explicit"))
    is_evidence = False
    for quad, position in located:
        yield Located(quad, position)
        if quad.graph is None:
            if quad.triple not in in_graphs:
                is_evidence = True
                yield Located(quad._replace(graph=graph), position)
        elif _makes_a_fact(quad):
            yield Located(quad._replace(graph=None), position)
    if is_evidence:
        yield from _describe_file(path, digest, Iri(SOURCE + source), graph)


def _makes_a_fact(quad: Quad) -> bool:
    """Return whether a quad in a graph is a fact, too."""
    if str(quad.graph) == REGISTRY_GRAPH:
        return True
    return is_claim(quad) and not is_suggestion(quad.graph)


def _describe_file(path: Path, digest: str, source: Iri, graph: Iri) -> Iterator[Located]:
    """Yield what the catalogue states of a file and of its evidence graph."""
    statements: list[tuple[Iri, str, Term]] = [
        (source, RDF_TYPE, Iri(HX + "SourceDocument")),
        (source, DCT + "title", text(path.name)),
        (source, HX + "sourceType", Iri(iris.concept("source-type", "dataset"))),
        (source, HX + "sha256", text(digest)),
        (graph, RDF_TYPE, Iri(HX + "Evidence")),
        (graph, DCT + "source", source),
        (graph, HX + "locator", text("file")),
        (graph, HX + "certainty", Iri(iris.concept("certainty", "explicit"))),
    ]
    for subject, predicate, value in statements:
        quad = Quad(subject, Iri(predicate), value, Iri(CATALOGUE_GRAPH))
        yield Located(quad, Position(str(path)))


def _with_own_blank_nodes(
    store: Store, located: Iterable[Located], prefix: str
) -> Iterator[Located]:
    """Yield quads with blank nodes named after their file, in the order of the file.

    Two files may use one label for two nodes, and the parser makes new labels each time; loaded
    again, a file must state the same. What the store has word for word, as from its own dump,
    stays as it is.
    """
    labels: dict[BNode, BNode] = {}

    def renamed(term: Term) -> Term:
        if isinstance(term, BNode):
            return labels.setdefault(term, BNode(f"f{prefix}n{len(labels)}"))
        return term

    for quad, position in located:
        subject, predicate, value, graph = quad
        has_blank_node = isinstance(subject, BNode) or isinstance(value, BNode)
        if has_blank_node and not store.holds(quad):
            quad = Quad(renamed(subject), predicate, renamed(value), graph)  # type: ignore[arg-type]
        yield Located(quad, position)
