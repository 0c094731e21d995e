"""Put the profile of a thing together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import copy_context
from typing import Final

from kg.claims.references import access, origin
from kg.errors import UsageError, in_language, set_language
from kg.model import Iri
from kg.profiles import doubts, figures, fitting, identity, pictures, relations, sources, texts
from kg.profiles.document import Group, Profile, Section
from kg.profiles.fitting import PAGES
from kg.profiles.reader import Reader
from kg.rdf.iris import shorten
from kg.store import Store

_LAST: Final = ("conflicts", "unknown")  # sections that stand after the pictures

#: key → words that every format needs, in English and Spanish
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "profile": ("Profile", "Perfil"),
    "sources": ("Sources", "Fuentes"),
    "more": ("and {n} more", "y {n} más"),
    "all": (
        "Entries that are counted instead of shown: {n}; of long lists those are shown that most "
        "places state. All of them: kg profile {id} --all, or an .xlsx file.",
        "Entradas que se cuentan en vez de mostrarse: {n}; de las listas largas se muestran las "
        "que constan en más lugares. Todas: kg profile {id} --all, o un archivo .xlsx.",
    ),
    "numbers": (
        "Small numbers name the place in a document that states it.",
        "Los números pequeños nombran el lugar del documento que lo afirma.",
    ),
    "further": ("Also", "Además"),
    "section": ("Section", "Sección"),
    "heading": ("What", "Qué"),
    "text": ("Text", "Texto"),
    "note": ("Note", "Nota"),
    "id": ("Id", "Id"),
    "number": ("Number", "Número"),
    "document": ("Document", "Documento"),
    "place": ("Place", "Lugar"),
    "about": ("About", "Acerca de"),
    "page": ("Page", "Página"),
    "of": ("of", "de"),
}


def profile(
    store: Store,
    entity: Iri,
    language: str,
    *,
    pages: int | None = PAGES,
    day: datetime.date | None = None,
) -> Profile:
    """Return the profile of a thing: what it is, figures, links, pictures, doubts, sources.

    Args:
        store: Where to look.
        entity: Any thing of the registry, a concept, or a document behind the graph.
        language: Of every text, es or en.
        pages: How many pages of A4 it may take; the rest is counted. None shows all.
        day: The day that stands in it; None is today.

    Raises:
        UsageError: It is none of these, such as a class or a contradiction.
    """
    return copy_context().run(
        _profile, store, entity, language, pages, day or datetime.date.today()
    )


def _profile(
    store: Store, entity: Iri, language: str, pages: int | None, day: datetime.date
) -> Profile:
    """Return the profile; what the rooms below say is in its language, too."""
    set_language(language)
    reader = Reader(store, entity, language, is_whole=pages is None)
    if not reader.about.classes and not texts.is_document(reader):
        raise UsageError(
            in_language(
                f"{entity.value} is no thing of the registry, no concept and no document, and so "
                "has no profile; kg show tells what there is",
                f"{entity.value} no es una cosa del registro, ni un concepto, ni un documento, y "
                "por eso no tiene perfil; kg show dice lo que hay",
            )
        )
    whole, drawn = list(_sections(reader)), pictures.Pictures(reader)
    if pages is None:
        return _assembled(reader, whole, drawn, None, day)
    return fitting.fitted(lambda room: _assembled(reader, whole, drawn, room, day), pages)


def _assembled(
    reader: Reader,
    whole: Sequence[Section],
    drawn: pictures.Pictures,
    room: fitting.Room | None,
    day: datetime.date,
) -> Profile:
    """Return a profile of which as much is shown as there is room for; None shows all."""
    words = {key: reader.wording(*pair) for key, pair in _WORDS.items()}
    words["all"] = words["all"].replace("{id}", shorten(reader.entity.value).removeprefix("id:"))
    ordered = _with_pictures(whole, drawn.sections(room))
    if room is not None:
        ordered = [fitting.folded(part, room, words["further"]) for part in ordered]
    evidence = (place for part in ordered for item in part.items() for place in item.evidence)
    cited, numbers = sources.numbered(reader, evidence)
    parts = tuple(
        drawn.drawn(part, numbers) if part.key == "timeline" else part for part in ordered
    )
    return Profile(
        iri=reader.entity.value,
        title=reader.title,
        kind=_kind(reader),
        language=reader.language,
        sections=parts,
        sources=cited,
        numbers=numbers,
        colophon=_colophon(reader, day),
        folded=sum(
            block.hidden for part in parts for block in part.blocks if isinstance(block, Group)
        ),
        words=words,
    )


def _with_pictures(whole: Sequence[Section], drawn: Iterable[Section]) -> list[Section]:
    """Return the sections in their order: pictures stand before doubts."""
    first = [part for part in whole if part.key not in _LAST]
    return [*first, *drawn, *(part for part in whole if part.key in _LAST)]


def _kind(reader: Reader) -> str:
    if texts.is_document(reader):
        return reader.wording("Document", "Documento")
    return identity.kind(reader)


def _sections(reader: Reader) -> Iterator[Section]:
    if texts.is_document(reader):
        yield from texts.sections(reader)
        return
    yield from identity.sections(reader)
    if (key_figures := figures.section(reader)) is not None:
        yield key_figures
    yield from relations.sections(reader)
    yield from doubts.sections(reader)


def _colophon(reader: Reader, day: datetime.date) -> tuple[str, ...]:
    """Return the sentences that say where a profile is from."""
    return (
        origin(access(reader.store, day), reader.language),
        reader.wording("Data: CC BY 4.0.", "Datos: CC BY 4.0."),
        reader.entity.value,
    )
