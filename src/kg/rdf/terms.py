"""Write terms, each in one exact form, and resolve the escapes of what others wrote.

The form is canonical N-Triples. N-Quads, Turtle, TriG, TSV and SPARQL read it, too, and Oxigraph
writes the same bytes.
Source: RDF 1.2 N-Triples, section 3, canonical form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from kg.errors import QueryError, in_language
from kg.model import XSD_STRING, BNode, Iri, Literal, Quad, Term
from kg.rdf.iris import is_absolute, shorten
from kg.rdf.namespaces import XSD

_SHORT_ESCAPES: Final = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_UNESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_NOT_IN_STRING = re.compile(r'[\x00-\x1f\x7f"\\\ufffe\uffff]')
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_LABEL = re.compile(r"\w([\w.-]*[\w-])?")
_LANGUAGE = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*")
#: lexical forms that Turtle and TSV read as numbers or truth values without a datatype
_BARE: Final = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?([0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
# A part of what Turtle allows in a prefixed name; anything else stays in full.
_PREFIXED = re.compile(r"[a-z0-9]+:([A-Za-z0-9_]([A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*)?")


def ntriples(term: Term) -> str:
    """Return a term in canonical N-Triples, in one line.

    A character that an IRI cannot hold is escaped, so that the text stays one term.
    """
    if isinstance(term, Iri):
        return iri(term.value)
    if isinstance(term, BNode):
        return f"_:{term.value}"
    value, datatype, language = term
    text = string(value)
    if language:
        return f"{text}@{language}"
    return text if datatype == XSD_STRING else f"{text}^^{iri(datatype)}"


def nquads(quad: Quad) -> bytes:
    """Return a quad as a line of N-Quads in UTF-8, its line end included."""
    subject, predicate, value, graph = quad
    context = "" if graph is None else f" {iri(graph.value)}"
    return f"{ntriples(subject)} {iri(predicate.value)} {ntriples(value)}{context} .\n".encode()


@lru_cache(maxsize=1 << 16)  # properties, classes, codes and graphs come again and again
def iri(value: str) -> str:
    """Return an IRI in angle brackets."""
    return f"<{_NOT_IN_IRI.sub(_code, value)}>"


def string(value: str) -> str:
    """Return a text in double quotes, in one line."""
    if value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"'  # nothing to escape: nearly all texts
    return f'"{_NOT_IN_STRING.sub(_escaped, value)}"'


def _escaped(match: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(match[0]) or _code(match)


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"


def sparql(term: Term) -> str:
    """Return a term as a query or an update may hold it; it can never become syntax.

    An IRI with a character that has to be escaped is refused, since SPARQL resolves escapes
    before it looks for the end of the IRI. A blank node of a pattern is a variable.

    Raises:
        QueryError: The IRI, the datatype, the language tag or the label of the blank node is none.
    """
    if isinstance(term, BNode):
        if not _LABEL.fullmatch(term.value):
            raise QueryError(
                in_language(
                    f"'{term.value}' is no label of a blank node; use letters and digits",
                    f"«{term.value}» no es una etiqueta de nodo en blanco; use letras y cifras",
                )
            )
        return ntriples(term)
    reference = term.value if isinstance(term, Iri) else term.datatype
    if not is_absolute(reference):
        raise QueryError(
            in_language(
                f"'{reference}' is no absolute IRI; write it in full, as in https://…",
                f"«{reference}» no es un IRI absoluto; escríbalo completo, como en https://…",
            )
        )
    if isinstance(term, Literal) and term.language and not _LANGUAGE.fullmatch(term.language):
        raise QueryError(
            in_language(
                f"'{term.language}' is no language tag; write one such as es or pt-br",
                f"«{term.language}» no es una etiqueta de idioma; escriba una como es o pt-br",
            )
        )
    return ntriples(term)


def turtle(term: Term) -> str:
    """Return a term in Turtle, with the prefixes of the project and numbers without quotes."""
    if is_bare(term):
        return term.value
    if isinstance(term, Iri):
        short = shorten(term.value)
        return short if _PREFIXED.fullmatch(short) else iri(term.value)
    if isinstance(term, Literal) and term.datatype != XSD_STRING and not term.language:
        return f"{string(term.value)}^^{turtle(Iri(term.datatype))}"
    return ntriples(term)


def is_bare(term: Term) -> bool:
    """Return whether Turtle and TSV write a literal without quotes and datatype."""
    if not isinstance(term, Literal):
        return False
    pattern = _BARE.get(term.datatype)
    return pattern is not None and pattern.fullmatch(term.value) is not None


def unescaped(text: str) -> str:
    r"""Return a text of Turtle or N-Triples with its escapes resolved: "a\u00F1" → "añ"."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_resolved, text)


def _resolved(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _UNESCAPED.get(match[3], match[3])
