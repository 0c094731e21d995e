"""The command kg sources: the documents behind the graph, or all about one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from kg.cli.answers import Options, row_options, write_solutions
from kg.cli.bilingual import Command
from kg.cli.cite import cite_documents, cite_option
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
_INFERRED: Final = (" (inferred)", " (inferido)")
_NOT_READ: Final = ("none: it was not read, only cited", "ninguno: no se leyó, solo se cita")


@click.command(cls=Command)
@click.argument("document", nargs=-1)
@cite_option
@row_options
def sources(document: tuple[str, ...], form: str | None, options: Options) -> None:
    """List the documents with their numbers of claims, or show all that is known of one.

    \b
    kg sources
    kg sources 001
    kg sources "Mexico: Your Ally for Innovation" --lang es
    kg sources 001 --cite bibtex
    """
    from kg import names
    from kg.claims.documents import document as described
    from kg.claims.references import Reference, all_references
    from kg.rdf.iris import local_name

    opened = options.open()
    if not document:
        if form:
            cite_documents(all_references(opened), opened, options, form)
        else:
            _all(opened, options)
        return
    iri = names.resolve(opened, " ".join(document), "SourceDocument")
    about = described(opened, local_name(iri.value))
    if form:
        cite_documents([Reference(about, ())], opened, options, form)
    else:
        _describe(about, opened, options)


def _describe(about: Document, store: Store, options: Options) -> None:
    """Tell all about a document."""
    from kg.claims.documents import standing

    chosen = chosen_format(options.format_, options.output, RESULTS, excel=options.excel)
    facts: Iterable[_Row] = _facts(about, standing(store, about.id))
    if RESULTS[chosen].labelled:
        facts = _in_words(facts, about, store, language(options.lang))
    _write(("property", "value"), facts, store, options, about.title)


def _all(store: Store, options: Options) -> None:
    """List the documents: as text, or as rows where a format or a file is asked for."""
    from kg.claims.sources import count_claims

    counts = count_claims(store)
    if options.format_ is None and options.output is None and not options.excel:
        _list(counts[: options.limit])
        return
    columns = ("document", "title", "certainty", "claims")
    _write(columns, _counts(counts), store, options, in_language("Documents", "Documentos"))


def _list(counts: Sequence[SourceCount]) -> None:
    from kg.claims.evidence import certainty_word

    claims = in_language("claims", "afirmaciones")
    for item in counts:
        certainty = ", ".join(
            f"{count:,} {certainty_word(name)}" for name, count in item.by_certainty
        )
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
    yield "inferred", "; ".join(about.inferred)
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
    is_undated = about.date_basis == "none-printed"
    absent = {"issued": _NONE_PRINTED if is_undated else _NONE, "sha256": _NOT_READ}
    for field, value in facts:
        name, _, code = field.partition(" ")
        if name == "inferred":  # in words it stands beside the values
            continue
        label = _FIELDS[name][spanish]
        if code:
            certainty = names.label_of(store, Iri(concept("certainty", code)), lang)
            label += f": {certainty.lower()}"
        shown = _shown(name, value, store, lang) if value else absent.get(name, _NONE)[spanish]
        yield label, shown + _INFERRED[spanish] * (name in about.inferred)


def _shown(name: str, value: str, store: Store, lang: str) -> str:
    from kg import names
    from kg.claims.documents import RIGHTS
    from kg.model import Iri
    from kg.rdf.iris import concept
    from kg.rdf.namespaces import SOURCE

    if name == "type":
        return names.label_of(store, Iri(concept("source-type", value)), lang)
    if name == "rights":
        return RIGHTS.get(value, (value, value))[lang == "es"]
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
