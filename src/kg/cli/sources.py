"""The command kg sources: the documents behind the graph, or all about one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from kg.cli.answers import Options, row_options, write_solutions
from kg.cli.options import language
from kg.cli.output import chosen_format, say
from kg.errors import in_language
from kg.formats import RESULTS

if TYPE_CHECKING:
    from kg.claims.documents import Document, Standing
    from kg.claims.sources import SourceCount
    from kg.store import Store

_Row = tuple[str, ...]

#: what is told of a document → what people call it, in English and Spanish
_FIELDS: Final = {
    "id": ("Id", "Id"),
    "title": ("Title", "Título"),
    "type": ("Type", "Tipo"),
    "authors": ("Authors", "Autores"),
    "publisher": ("Publisher", "Editor"),
    "language": ("Language", "Idioma"),
    "issued": ("Date", "Fecha"),
    "url": ("Address", "Dirección"),
    "rights": ("Rights", "Derechos"),
    "sha256": ("SHA-256 of the file", "SHA-256 del archivo"),
    "claims": ("Claims", "Afirmaciones"),
    "places": ("Places that state them", "Lugares que las indican"),
    "cites": ("Documents that it cites", "Documentos que cita"),
    "cited_by": ("Cited by", "Citado por"),
    "behind": ("Places that cite it", "Lugares que lo citan"),
}
_COUNTS: Final = ("claims", "places", "cites", "behind")
_NONE: Final = ("none recorded", "no consta")
_NONE_PRINTED: Final = ("none printed", "no impresa")
_NOT_READ: Final = ("none: it was not read, only cited", "ninguno: no se leyó, solo se cita")


@click.command()
@click.argument("document", nargs=-1)
@row_options
def sources(document: tuple[str, ...], options: Options) -> None:
    """List the documents and their number of claims, or tell all about one.

    \b
    kg sources
    kg sources 001
    kg sources "Mexico: Your Ally for Innovation" --lang es
    """
    from kg import names
    from kg.claims import documents
    from kg.claims.sources import count_claims
    from kg.rdf.iris import local_name

    opened = options.open()
    lang = language(options.lang)
    form = chosen_format(options.format_, options.output, RESULTS, excel=options.excel)
    if document:
        iri = names.resolve(opened, " ".join(document), "SourceDocument")
        about = documents.document(opened, local_name(iri.value))
        rests = documents.standing(opened, about.id)
        facts: Iterable[_Row] = _facts(about, rests)
        if RESULTS[form].labelled:
            facts = _in_words(facts, about, opened, lang)
        _write(("property", "value"), facts, opened, options, about.title)
    elif form == "table" and options.format_ is None and options.output is None:
        _list(count_claims(opened)[: options.limit])
    else:
        columns = ("document", "title", "certainty", "claims")
        title = in_language("Documents", "Documentos")
        _write(columns, _counts(count_claims(opened)), opened, options, title)


def _list(counts: Sequence[SourceCount]) -> None:
    claims = in_language("claims", "afirmaciones")
    for item in counts:
        certainty = ", ".join(f"{count:,} {name}" for name, count in item.by_certainty)
        say(f"{item.id}  {item.title}\n      {item.claims:,} {claims}: {certainty}")


def _counts(counts: Iterable[SourceCount]) -> Iterator[_Row]:
    for item in counts:
        for certainty, count in item.by_certainty:
            yield item.id, item.title, certainty, str(count)


def _facts(about: Document, rests: Standing) -> Iterator[_Row]:
    """Yield what there is to tell as field and value; the value is empty where there is none."""
    for name in ("id", "title", "type"):
        yield name, getattr(about, name)
    yield "authors", "; ".join(about.authors)
    for name in ("publisher", "language", "issued", "url", "rights", "sha256"):
        yield name, getattr(about, name)
    yield "claims", str(rests.claims)
    for certainty, count in rests.by_certainty:
        yield f"claims {certainty}", str(count)
    yield "places", str(rests.places)
    yield "cites", str(rests.cites)
    for citing in rests.cited_by or [""]:
        yield "cited_by", citing
    yield "behind", str(rests.behind)


def _in_words(facts: Iterable[_Row], about: Document, store: Store, lang: str) -> Iterator[_Row]:
    """Yield the same for people: with labels, titles, and words for what is not there."""
    from kg import names
    from kg.model import Iri
    from kg.rdf.iris import concept

    spanish = lang == "es"
    absent = {"issued": _NONE_PRINTED if about.sha256 else _NONE, "sha256": _NOT_READ}
    for field, value in facts:
        name, _, code = field.partition(" ")
        label = _FIELDS[name][spanish]
        if code:
            certainty = names.label_of(store, Iri(concept("certainty", code)), lang)
            label += f": {certainty.lower()}"
        shown = _shown(name, value, store, lang) if value else absent.get(name, _NONE)[spanish]
        yield label, shown


def _shown(name: str, value: str, store: Store, lang: str) -> str:
    from kg import names
    from kg.model import Iri
    from kg.rdf.iris import concept
    from kg.rdf.namespaces import SOURCE

    if name == "type":
        return names.label_of(store, Iri(concept("source-type", value)), lang)
    if name == "cited_by":
        return f"{value} {names.label_of(store, Iri(SOURCE + value), lang)}"
    return f"{int(value):,}" if name in _COUNTS else value


def _write(columns: _Row, rows: Iterable[_Row], store: Store, options: Options, title: str) -> None:
    from kg.library.headings import heading
    from kg.model import Solutions, text
    from kg.results import About

    lang = language(options.lang)
    headings = {column: heading(column, lang) for column in columns}
    terms = (tuple(map(text, row)) for row in rows)
    write_solutions(Solutions(columns, terms), store, options, About(title, headings=headings))
