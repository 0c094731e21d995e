"""The profile of a document: what it is, what it is about, and what it states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.charts import map as maps
from kg.claims.documents import RIGHTS, Document, Standing, document, standing
from kg.claims.evidence import why
from kg.claims.references import entry
from kg.errors import UsageError
from kg.model import Iri, Solutions, Term
from kg.profiles import figures
from kg.profiles.document import Group, Item, Picture, Section
from kg.profiles.reader import Reader, Referring, capital
from kg.profiles.sources import natural
from kg.rdf.namespaces import BASE, CATALOGUE_GRAPH, CONFLICT, DCT, HX, ID, SOURCE
from kg.rdf.terms import sparql

_GRAPH: Final = f"GRAPH <{CATALOGUE_GRAPH}>"
_ABOUT: Final = (
    "SELECT ?class ?thing ?claims WHERE {{ {{ SELECT ?thing (COUNT(*) AS ?claims) WHERE {{ "
    f"{_GRAPH} {{{{ "
    f"?place <{DCT}source> {{source}} }}}} GRAPH ?place {{{{ ?thing ?property ?value }}}} "
    f'FILTER(STRSTARTS(STR(?thing), "{ID}")) }}}} GROUP BY ?thing }}}} ?thing a ?class }}}} '
    "ORDER BY ?class ?thing"
)
_CLUSTERS: Final = (
    "PREFIX hx: <https://w3id.org/helixkg/def#> "
    "SELECT ?state (COUNT(DISTINCT ?cluster) AS ?number) WHERE {{ ?state a hx:State OPTIONAL {{ "
    f"{_GRAPH} {{{{ ?place <{DCT}source> {{source}} }}}} "
    "GRAPH ?place {{ ?cluster hx:locatedIn ?area }} ?area hx:partOfArea* ?state . "
    "?cluster a hx:Cluster }} }} GROUP BY ?state"
)


def is_document(reader: Reader) -> bool:
    """Return whether the thing is a document behind the graph."""
    return reader.entity.value.startswith(SOURCE)


def sections(reader: Reader) -> Iterator[Section]:
    """Yield the parts of the profile of a document."""
    id = reader.entity.value.removeprefix(SOURCE)
    described, stands = document(reader.store, id), standing(reader.store, id)
    yield _identity(reader, described, stands)
    things = _things(reader)
    if things:
        groups = [Group.of(word, items) for word, items in things]
        title = reader.wording("What it tells of", "De qué trata")
        yield Section("about", title, tuple(groups))
    if (drawn := _map(reader)) is not None:
        yield drawn
    conflicts = _conflicts(reader)
    if conflicts:
        group = Group.of("", conflicts, is_list=True)
        yield Section("conflicts", reader.wording("Contradictions", "Contradicciones"), (group,))
    missing = list(_missing(reader, described, stands))
    if missing:
        group = Group.of("", missing, is_list=True)
        yield Section("unknown", reader.wording("What is not known", "Lo que no se sabe"), (group,))


def _identity(reader: Reader, described: Document, stands: Standing) -> Section:
    citing = [reader.named(SOURCE + id) for id in stands.cited_by]
    rows = [
        (("Type", "Tipo"), reader.code("source-type", described.type) if described.type else ""),
        (("Authors", "Autores"), "; ".join(described.authors)),
        (("Publisher", "Editor"), described.publisher),
        (("Date", "Fecha"), described.issued),
        (("Language", "Idioma"), described.language),
        (("Address", "Dirección"), described.url),
        (
            ("Rights", "Derechos"),
            reader.wording(*RIGHTS.get(described.rights, (described.rights,) * 2)),
        ),
        (
            ("Cited by", "Citado por"),
            "; ".join(citing),
        ),
        (("Checksum (SHA-256)", "Suma de comprobación (SHA-256)"), described.sha256),
    ]
    certainties = ", ".join(
        f"{reader.code('certainty', code).lower()} {count:,}" for code, count in stands.by_certainty
    )
    basis = reader.wording(
        f"{stands.claims:,} claims at {stands.places:,} places rest on it ({certainties}). It "
        f"cites {stands.cites:,} documents.",
        f"En él se apoyan {stands.claims:,} afirmaciones en {stands.places:,} lugares "
        f"({certainties}). Cita {stands.cites:,} documentos.",
    )
    if not stands.claims:
        basis = reader.wording(
            f"No claim rests on it alone; {stands.behind:,} places of documents that cite it do.",
            f"Ninguna afirmación se apoya solo en él; {stands.behind:,} lugares de documentos que "
            "lo citan sí.",
        )
    details = [Group.of(reader.wording(*words), [Item(value)]) for words, value in rows if value]
    title = reader.wording("What it is", "Qué es")
    lead = Item(entry(described, reader.language))
    return Section("identity", title, (lead, Item(basis), *details))


def _things(reader: Reader) -> list[tuple[str, list[Item]]]:
    """Return the things of which a document states something, by class, the largest first."""
    query = _ABOUT.format(source=sparql(reader.entity))
    by_class: dict[str, dict[str, Item]] = {}
    for kind, thing, claims in reader.store.select(query).rows:
        item = Item(reader.named(str(thing)), iri=str(thing), claims=int(str(claims)))
        by_class.setdefault(reader.headed(str(kind)), {})[str(thing)] = item
    ranked = sorted(by_class.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(word, sorted(things.values(), key=lambda i: i.text)) for word, things in ranked]


def _map(reader: Reader) -> Section | None:
    rows = reader.store.select(_CLUSTERS.format(source=sparql(reader.entity))).rows
    try:
        answer = Solutions(("state", "number"), rows)
        data = maps.of_answer(answer, reader.store, reader.language)
    except UsageError:  # the store has no states
        return None
    if not any(data.values.values()):
        return None
    caption = reader.wording(
        "Clusters by state, as far as this document places them.",
        "Clústeres por entidad federativa, hasta donde este documento los ubica.",
    )
    title = reader.wording("Map", "Mapa")
    return Section("map", title, (Picture("map", maps.svg(data, "", size=1.7), caption),))


def _conflicts(reader: Reader) -> list[Item]:
    """Return the contradictions that touch a document."""
    catalogue = Iri(CATALOGUE_GRAPH)
    touching = reader.store.quads(None, Iri(DCT + "source"), reader.entity, graph=catalogue)
    ids = sorted({str(q.subject) for q in touching if str(q.subject).startswith(CONFLICT)})
    items = []
    for iri in sorted(ids, key=natural):
        values: dict[str, list[str]] = {}
        for quad in reader.store.quads(Iri(iri), graph=catalogue):
            values.setdefault(quad.predicate.value, []).append(_written(reader, quad.object))
        kinds = ", ".join(sorted(set(values.get(HX + "conflictType", ()))))
        about = "; ".join(sorted(set(values.get(HX + "conflicting", ()))))
        decided = ", ".join(sorted(set(values.get(HX + "resolution", ())))).lower()
        text = capital(": ".join(filter(None, [kinds, about])))
        word = reader.wording("Decision", "Decisión")
        items.append(Item(f"{text}. {word}: {decided}.", iri.removeprefix(CONFLICT)))
    return items


def _written(reader: Reader, term: Term) -> str:
    """Return a part of a contradiction in words; a figure as its sentence."""
    if not isinstance(term, Iri) or not term.value.startswith(BASE + "observation/"):
        return reader.written(term)
    facts = tuple(why(reader.store, term, catalogue=reader.catalogue))
    return figures.sentence(reader, Referring(term.value, facts)).text


def _missing(reader: Reader, described: Document, stands: Standing) -> Iterator[Item]:
    fields = {
        ("author", "autor"): described.authors,
        ("publisher", "editor"): described.publisher,
        ("date", "fecha"): described.issued,
        ("address", "dirección"): described.url,
        ("rights", "derechos"): described.rights,
    }
    missing = ", ".join(reader.wording(*words) for words, value in fields.items() if not value)
    if missing:
        yield Item(reader.wording(f"Not recorded: {missing}.", f"No consta: {missing}."))
    if not described.sha256:
        yield Item(
            reader.wording(
                "It was not read, only cited by other documents.",
                "No se leyó; solo lo citan otros documentos.",
            )
        )
    unsure = sum(count for code, count in stands.by_certainty if code != "explicit")
    if unsure:
        yield Item(
            reader.wording(
                f"{unsure:,} of {stands.claims:,} claims are not printed as such: they were "
                "inferred, or the reading is doubtful.",
                f"{unsure:,} de {stands.claims:,} afirmaciones no están impresas como tales: se "
                "infirieron, o la lectura es dudosa.",
            )
        )
