"""Put the profile of a thing together."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextvars import copy_context
from typing import Final

from kg.claims.references import access, origin
from kg.errors import UsageError, in_language, set_language
from kg.model import Iri
from kg.profiles import doubts, figures, identity, pictures, relations, sources, texts
from kg.profiles.document import Group, Profile, Section
from kg.profiles.reader import Reader
from kg.store import Store

MOST: Final = 12  # entries of a list on paper

#: key → words that every format needs, in English and Spanish
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "profile": ("Profile", "Perfil"),
    "sources": ("Sources", "Fuentes"),
    "more": ("and {n} more", "y {n} más"),
    "all": (
        "Entries of long lists that are counted instead of shown: {n}. All of them: "
        "kg profile --all, or an .xlsx file.",
        "Entradas de listas largas que se cuentan en vez de mostrarse: {n}. Todas: "
        "kg profile --all, o un archivo .xlsx.",
    ),
    "numbers": (
        "Small numbers name the place in a document that states it.",
        "Los números pequeños nombran el lugar del documento que lo afirma.",
    ),
    "registry": ("the project's registry", "registro del proyecto"),
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
    most: int | None = MOST,
    day: datetime.date | None = None,
) -> Profile:
    """Return the profile of a thing: what it is, figures, links, pictures, doubts, sources.

    Args:
        store: Where to look.
        entity: Any thing of the registry, a concept, or a document behind the graph.
        language: Of every text, es or en.
        most: How many entries of a list are shown, the others counted; None shows all.
        day: The day that stands in it; None is today.

    Raises:
        UsageError: It is none of these, such as a class or a contradiction.
    """
    return copy_context().run(_made, store, entity, language, most, day or datetime.date.today())


def _made(
    store: Store, entity: Iri, language: str, most: int | None, day: datetime.date
) -> Profile:
    """Return the profile; what the rooms below say is in its language, too."""
    set_language(language)
    reader = Reader(store, entity, language, most)
    if not reader.about.classes and not texts.is_document(reader):
        raise UsageError(
            in_language(
                f"{entity.value} is no thing of the registry, no concept and no document, and so "
                "has no profile; kg show tells what there is",
                f"{entity.value} no es una cosa del registro, ni un concepto, ni un documento, y "
                "por eso no tiene perfil; kg show dice lo que hay",
            )
        )
    made = tuple(_sections(reader))
    evidence = (place for part in made for item in part.items() for place in item.evidence)
    cited, numbers = sources.numbered(reader, evidence)
    made = tuple(
        pictures.drawn(reader, part, numbers) if part.key == "timeline" else part for part in made
    )
    words = {key: reader.said(*pair) for key, pair in _WORDS.items()}
    return Profile(
        iri=entity.value,
        title=reader.title,
        kind=_kind(reader),
        language=language,
        sections=made,
        sources=cited,
        numbers=numbers,
        colophon=_colophon(reader, day),
        folded=sum(
            block.more for part in made for block in part.blocks if isinstance(block, Group)
        ),
        words=words,
    )


def _kind(reader: Reader) -> str:
    if texts.is_document(reader):
        return reader.said("Document", "Documento")
    return identity.kind(reader)


def _sections(reader: Reader) -> Iterator[Section]:
    if texts.is_document(reader):
        yield from texts.sections(reader)
        return
    yield from identity.sections(reader)
    if (made := figures.section(reader)) is not None:
        yield made
    yield from relations.sections(reader)
    yield from pictures.sections(reader)
    yield from doubts.sections(reader)


def _colophon(reader: Reader, day: datetime.date) -> tuple[str, ...]:
    """Return the sentences that say where a profile is from."""
    return (
        origin(access(reader.store, day), reader.language),
        reader.said("Data: CC BY 4.0.", "Datos: CC BY 4.0."),
        reader.entity.value,
    )
