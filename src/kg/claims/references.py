"""References to the documents behind an answer, as APA, BibTeX and CSL-JSON.

Names of authors stay as the document prints them: which word of a Mexican name is the surname is
not known, and is not guessed (decision 40).
"""

from __future__ import annotations

import datetime
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.claims.documents import Document, document
from kg.claims.evidence import Evidence, EvidenceCatalogue, certainty_word
from kg.claims.sources import count_claims
from kg.errors import UsageError, in_language
from kg.model import Iri, Solutions
from kg.rdf.namespaces import EVIDENCE, SOURCE
from kg.store import Store
from kg.store.content_hash import content_hash

_PLACES_TOLD: Final = 8
_HASH: Final = 12  # characters of a version that a person copies

#: type of a document → type of CSL, kind of entry of BibTeX where it names its publisher
_TYPES: Final = {
    "dataset": ("dataset", "misc"),
    "legal-text": ("legislation", "misc"),
    "official-brief": ("report", "techreport"),
    "official-report": ("report", "techreport"),
    "opinion-post": ("post-weblog", "misc"),
    "press-article": ("article", "misc"),
    "promotional-book": ("book", "book"),
    "roadmap-document": ("report", "techreport"),
    "web-page": ("webpage", "misc"),
}
_MONTHS: Final = (
    ("January", "enero"),
    ("February", "febrero"),
    ("March", "marzo"),
    ("April", "abril"),
    ("May", "mayo"),
    ("June", "junio"),
    ("July", "julio"),
    ("August", "agosto"),
    ("September", "septiembre"),
    ("October", "octubre"),
    ("November", "noviembre"),
    ("December", "diciembre"),
)
#: character → how BibTeX and LaTeX have it; accents are made by `_accented`
_ESCAPES: Final = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: "\\" + char for char in "{}$&%#_"},
    "§": r"{\S}",
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
    "’": "'",
    "¿": "?`",
    "¡": "!`",
}
_ACCENTS: Final = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": '"',
    "\u0327": "c ",
}
_NOT_IN_URL: Final = {"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20"}


@dataclass(frozen=True, slots=True)
class Reference:
    """A document, cited for what it states.

    Attributes:
        document: What the catalogue says of it.
        places: The places in it, in the order of the answer.
        statement: What it is cited for, where it is one statement; else empty.
    """

    document: Document
    places: tuple[str, ...]
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """The graph that was asked, and when.

    Attributes:
        version: The hash of its statements; empty in memory and behind an endpoint.
        location: Of the store, where there is no version.
        day: The day of access.
    """

    version: str
    location: str
    day: datetime.date


def access(store: Store, day: datetime.date) -> Access:
    """Return which graph a store is, asked on a day."""
    return Access(content_hash(store), str(store.location), day)


def references_of(
    evidence: Iterable[Evidence],
    store: Store,
    statement: str = "",
    read: dict[str, Document] | None = None,
) -> list[Reference]:
    """Return a reference for each document behind some evidence, sorted by its id.

    Args:
        evidence: The places that state it; one that is inferred says so.
        store: Where the documents are described.
        statement: What is stated, where it is one statement.
        read: Documents that were read before, by id; those that are read now are added.
    """
    read = {} if read is None else read
    places: dict[str, dict[str, None]] = {}
    for item in evidence:
        mark = "" if item.certainty == "explicit" else f" [{certainty_word(item.certainty)}]"
        of_document = places.setdefault(item.source, {})
        if item.locator:
            of_document[item.locator + mark] = None
    for id in places.keys() - read.keys():
        read[id] = document(store, id)
    return [
        Reference(read[id], tuple(locators), statement) for id, locators in sorted(places.items())
    ]


def evidence_in(answer: Solutions, store: Store) -> Iterator[Evidence]:
    """Yield the places that the rows of an answer name: as evidence, or as document and locator.

    A document that a row only tells of, in another column than that of its source, is none.
    """
    catalogue = EvidenceCatalogue(store)
    for row in answer.rows:
        cells = dict(zip(answer.variables, row, strict=True))
        graphs = [term.value for term in row if isinstance(term, Iri)]
        stated = [catalogue.evidence(iri) for iri in graphs if iri.startswith(EVIDENCE)]
        yield from filter(None, stated)
        locator = cells.get("locator")
        for column, term in cells.items():
            names_source = column in ("source", "document") or column.startswith("source_")
            if names_source and isinstance(term, Iri) and term.value.startswith(SOURCE):
                certainty = cells.get("certainty")
                yield Evidence(
                    iri=term.value,
                    source=term.value.removeprefix(SOURCE),
                    title="",
                    locator=locator.value if locator else "",
                    certainty=certainty.value.rpartition("/")[2] if certainty else "explicit",
                )


def all_references(store: Store) -> list[Reference]:
    """Return a reference for each document that claims rest on."""
    return [Reference(document(store, counted.id), ()) for counted in count_claims(store)]


def apa(references: Sequence[Reference], accessed: Access, language: str) -> str:
    """Return the references in the style of APA, a paragraph each."""
    return "\n".join(_apa(reference, accessed, language) for reference in references)


def bibtex(references: Sequence[Reference], accessed: Access, language: str) -> str:
    """Return the references as a file of BibTeX, in ASCII as far as LaTeX has the letters."""
    return "\n".join(_entry(reference, accessed, language) for reference in references)


def csl_json(references: Sequence[Reference], accessed: Access, language: str) -> str:
    """Return the references as CSL-JSON, which Zotero, Mendeley and pandoc read."""
    items = [_item(reference, accessed, language) for reference in references]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


#: name of a form → what writes it
FORMS: Final[Mapping[str, Callable[[Sequence[Reference], Access, str], str]]] = {
    "apa": apa,
    "bibtex": bibtex,
    "csl-json": csl_json,
}


def written(references: Sequence[Reference], store: Store, form: str, language: str) -> str:
    """Return references as text, with the version of the graph and today's date.

    Args:
        references: What is cited.
        store: The graph.
        form: One of `FORMS`.
        language: Of their words.

    Raises:
        UsageError: The form is unknown.
    """
    if form not in FORMS:
        raise UsageError(
            in_language(
                f"form is one of {', '.join(FORMS)}, not '{form}'",
                f"form es uno de {', '.join(FORMS)}, no '{form}'",
            )
        )
    return FORMS[form](references, access(store, datetime.date.today()), language)


def of_answer(answer: Solutions, store: Store) -> tuple[list[Reference], str]:
    """Return references to the documents that an answer names, else to all; and what that needs.

    Returns:
        The references, and a sentence that says so where they are all of the graph, else "".
    """
    named = references_of(evidence_in(answer, store), store)
    if named:
        return named, ""
    return all_references(store), in_language(
        "the answer names no documents; all that the graph rests on are cited",
        "la respuesta no nombra documentos; se citan todos los que sustentan el grafo",
    )


def none_behind() -> str:
    """Return the sentence that no document stands behind something."""
    return in_language(
        "no document stands behind this; only the project's registry states it",
        "ningún documento respalda esto; solo lo afirma el registro del proyecto",
    )


def _apa(reference: Reference, accessed: Access, language: str) -> str:
    text = entry(reference.document, language, _places(reference, language))
    after = [_from_graph(accessed, language, short=True)]
    if reference.statement:
        after.append(stated(reference.statement, language))
    return " ".join([text, *after]) + "\n"


def entry(cited: Document, language: str, places: str = "") -> str:
    """Return a document as a list of references in the style of APA has it, its address included.

    Args:
        cited: The document.
        language: Of the words, es or en.
        places: The places in it, in words; empty for the whole document.
    """
    day = _issued_in_words(cited.issued, language)
    title = f"{cited.title} ({places})" if places else cited.title
    creators = _joined(cited.authors, language) or cited.publisher
    parts = [creators, f"({day})", title] if creators else [title, f"({day})"]
    if cited.authors:
        parts.append(cited.publisher)
    text = " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)
    return " ".join(filter(None, [text, cited.url]))


def origin(accessed: Access, language: str, *, short: bool = False) -> str:
    """Return the sentence that says from which graph something is, and of which day.

    Args:
        accessed: The graph and the day.
        language: Of the words, es or en.
        short: Whether the first letters of the version are enough.
    """
    graph = _graph(accessed, language, short=short)
    day = _day_in_words(accessed.day, language)
    return _wording(language, f"From {graph}, {day}.", f"De {graph}, {day}.")


def _entry(reference: Reference, accessed: Access, language: str) -> str:
    cited = reference.document
    kind = _TYPES.get(cited.type, ("document", "misc"))[1]
    if not cited.publisher:
        kind = "misc"
    year, month, day = [*cited.issued.split("-"), "", ""][:3]
    publisher = "institution" if kind == "techreport" else "publisher"
    fields = {
        "author": " and ".join(f"{{{_latex(author)}}}" for author in cited.authors)
        or (f"{{{_latex(cited.publisher)}}}" if cited.publisher else ""),
        "title": f"{{{_latex(cited.title)}}}",  # its capitals are kept
        publisher: _latex(cited.publisher),
        "year": year,
        "month": month.lstrip("0"),
        "day": day.lstrip("0"),
        "language": cited.language,
        "url": "".join(_NOT_IN_URL.get(char, char) for char in cited.url),
        "urldate": accessed.day.isoformat(),
        "note": _latex(" ".join(_notes(reference, accessed, language))),
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{helixkg-{cited.id},\n{''.join(lines)}}}\n"


def _item(reference: Reference, accessed: Access, language: str) -> dict[str, object]:
    cited = reference.document
    item: dict[str, object] = {
        "id": f"helixkg-{cited.id}",
        "type": _TYPES.get(cited.type, ("document", ""))[0],
        "title": cited.title,
        "author": [{"literal": author} for author in cited.authors],
        "publisher": cited.publisher,
        "issued": _date_parts(cited.issued),
        "language": cited.language,
        "URL": cited.url,
        "locator": "; ".join(reference.places),
        "accessed": _date_parts(accessed.day.isoformat()),
        "source": _graph(accessed, language),
        "note": " ".join(_notes(reference, accessed, language)),
    }
    return {name: value for name, value in item.items() if value}


def _notes(reference: Reference, accessed: Access, language: str) -> Iterator[str]:
    """Yield the sentences that a reference has no field for."""
    if reference.places:
        places = _places(reference, language)
        yield _wording(language, f"Cited place: {places}.", f"Lugar citado: {places}.")
    if reference.statement:
        yield stated(reference.statement, language)
    if not reference.document.issued:
        yield _wording(language, "No date is recorded.", "No consta la fecha.")
    yield _from_graph(accessed, language)


def stated(statement: str, language: str) -> str:
    """Return the sentence that tells which statement a document is cited for."""
    text = statement.removesuffix(".")
    return _wording(language, f"Statement: {text}.", f"Afirmación: {text}.")


def _places(reference: Reference, language: str) -> str:
    """Return the places in a document, the first ones in words and the others as a number."""
    named = "; ".join(reference.places[:_PLACES_TOLD])
    more = len(reference.places) - _PLACES_TOLD
    if more <= 0:
        return named
    return named + _wording(language, f"; and {more} more places", f"; y {more} lugares más")


def _from_graph(accessed: Access, language: str, *, short: bool = False) -> str:
    """Return the sentence that says through which graph a document was cited, and when."""
    graph = _graph(accessed, language, short=short)
    day = _day_in_words(accessed.day, language)
    return _wording(
        language,
        f"Cited through {graph}, accessed {day}.",
        f"Citado a través de {graph}, consultado el {day}.",
    )


def _graph(accessed: Access, language: str, *, short: bool = False) -> str:
    if not accessed.version:
        place = accessed.location
        return _wording(language, f"HelixKG at {place}", f"HelixKG en {place}")
    version = accessed.version[:_HASH] if short else accessed.version
    return _wording(language, f"HelixKG, version {version}", f"HelixKG, versión {version}")


def _issued_in_words(date: str, language: str) -> str:
    """Return a year, month or day as APA has it: "2018, May 3", in Spanish "2018, 3 de mayo"."""
    if not date:
        return _wording(language, "n.d.", "s. f.")
    year, month, day = [*date.split("-"), "", ""][:3]
    if not month:
        return year
    name, number = _wording(language, *_MONTHS[int(month) - 1]), day.lstrip("0")
    if not number:
        return f"{year}, {name}"
    return _wording(language, f"{year}, {name} {number}", f"{year}, {number} de {name}")


def _day_in_words(day: datetime.date, language: str) -> str:
    name = _wording(language, *_MONTHS[day.month - 1])
    return _wording(language, f"{name} {day.day}, {day.year}", f"{day.day} de {name} de {day.year}")


def _date_parts(date: str) -> dict[str, object]:
    return {"date-parts": [[int(part) for part in date.split("-")]]} if date else {}


def _joined(names: Sequence[str], language: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_wording(language, '&', 'y')} {names[-1]}"


def _latex(text: str) -> str:
    return "".join(_ESCAPES.get(char) or _accented(char) for char in text)


def _accented(char: str) -> str:
    r"""Return a letter with an accent as LaTeX has it, {\'e}; any other character as it is."""
    letter, accent = [*unicodedata.normalize("NFD", char), "", ""][:2]
    if accent not in _ACCENTS or len(unicodedata.normalize("NFD", char)) != 2:
        return char
    base = r"{\i}" if letter == "i" else letter
    return f"{{\\{_ACCENTS[accent]}{base}}}"


def _wording(language: str, english: str, spanish: str) -> str:
    return spanish if language == "es" else english
