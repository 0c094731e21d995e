"""The pages of the ontology, in Spanish and English: classes, properties, code lists, constraints.

They are plain files of HTML without scripts: written to a folder, read from it, or put on any
server. What they say comes from the ontology, the profile, the shapes and the code lists.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg.files import content as files
from kg.ontology import code_lists, examples, profile, terms
from kg.ontology.code_lists import CodeList
from kg.ontology.codes import WITHOUT_SHAPE, Code, next_free
from kg.ontology.explain import Shape, classes_in_words, named_shapes, values_in_words
from kg.ontology.profile import GROUPS, Use, of_class
from kg.ontology.queries import Question
from kg.ontology.shapes import PROFILE_SHAPES
from kg.ontology.terms import Term, Terms
from kg.rdf.iris import shorten
from kg.rdf.namespaces import HX

LANGUAGES: Final = ("en", "es")
_WORDS: Final = {
    "en": {
        "title": "The HelixKG ontology",
        "index": "Contents",
        "classes": "Classes",
        "properties": "Properties",
        "codes": "Code lists",
        "constraints": "Constraints",
        "kind_of": "Kind of",
        "property": "Property",
        "obligation": "Obligation",
        "values": "Values",
        "number": "Number",
        "group": "Group",
        "stands": "Stands at",
        "mandatory": "mandatory",
        "recommended": "recommended",
        "optional": "optional",
        "one": "at most one",
        "many": "any",
        "code": "Code",
        "label": "Label",
        "definition": "Definition",
        "broader": "Broader",
        "free": "The next free code is {code}.",
        "right": "An example that passes",
        "wrong": "An example that fails",
        "severity": "Severity",
        "violation": "error",
        "warning": "warning",
        "rules": "Rules beside the table",
        "questions": "Questions that use it",
        "none": "No class of the profile has it: it describes the ontology, or a load.",
    },
    "es": {
        "title": "La ontología HelixKG",
        "index": "Contenido",
        "classes": "Clases",
        "properties": "Propiedades",
        "codes": "Listas de códigos",
        "constraints": "Restricciones",
        "kind_of": "Clase de",
        "property": "Propiedad",
        "obligation": "Obligación",
        "values": "Valores",
        "number": "Número",
        "group": "Grupo",
        "stands": "La tienen",
        "mandatory": "obligatoria",
        "recommended": "recomendada",
        "optional": "opcional",
        "one": "una a lo más",
        "many": "cualquiera",
        "code": "Código",
        "label": "Etiqueta",
        "definition": "Definición",
        "broader": "Más amplio",
        "free": "El siguiente código libre es {code}.",
        "right": "Un ejemplo que pasa",
        "wrong": "Un ejemplo que no pasa",
        "severity": "Gravedad",
        "violation": "error",
        "warning": "advertencia",
        "rules": "Reglas además de la tabla",
        "questions": "Preguntas que la usan",
        "none": "Ninguna clase del perfil la tiene: describe la ontología, o una carga.",
    },
}
_NAMES: Final = {"en": "English", "es": "Español"}
PAGES: Final = ("classes", "properties", "codes", "constraints")
_STYLE: Final = """\
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
nav a { margin-right: 1rem } h2 { margin-top: 2.5rem; border-bottom: 1px solid #8888 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .6rem;
vertical-align: top; border-bottom: 1px solid #8884 } code { font-size: .9em }
pre, .table { overflow-x: auto } pre { padding: .6rem; background: #8881 } .iri { color: #888 }
"""


@dataclass(frozen=True, slots=True)
class Content:
    """All that the pages are made of."""

    terms: Terms
    uses: Sequence[Use]
    shapes: Sequence[Shape]
    code_lists: Sequence[CodeList]
    questions: Sequence[Question] = ()


@cache
def project(questions: tuple[Question, ...] = ()) -> Content:
    """Return what the pages of the project's own ontology are made of.

    Args:
        questions: Those that the pages of classes and properties name.

    Raises:
        ContentError: The ontology or the tables that come with the package are missing.
    """
    return Content(
        terms.declared(),
        profile.project(),
        named_shapes(files.folder("ontology")),
        code_lists.read(files.folder("data")),
        questions,
    )


def title(name: str, language: str) -> str:
    """Return the heading of a page of `PAGES`."""
    return _WORDS[language][name]


def body(name: str, content: Content, language: str) -> Iterator[str]:
    """Yield the parts of a page of `PAGES` as HTML, without its frame."""
    return _PARTS[name](content, language)


def pages(content: Content) -> Iterator[tuple[str, str]]:
    """Yield the pages of both languages: the path below the folder, and the text."""
    yield "index.html", _entrance()
    for language in LANGUAGES:
        words = _WORDS[language]
        entries = "".join(f'<li><a href="{name}.html">{words[name]}</a></li>' for name in PAGES)
        yield f"{language}/index.html", _page("index", language, [f"<ul>{entries}</ul>"])
        for name in PAGES:
            parts = body(name, content, language)
            yield f"{language}/{name}.html", _page(name, language, parts)


def _entrance() -> str:
    links = " · ".join(
        f'<a lang="{language}" href="{language}/index.html">{_WORDS[language]["title"]}</a>'
        for language in LANGUAGES
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>HelixKG</title>'
        f"<style>{_STYLE}</style></head><body><p>{links}</p></body></html>\n"
    )


def _page(name: str, language: str, body: Iterable[str]) -> str:
    words = _WORDS[language]
    other = "es" if language == "en" else "en"
    links = " ".join(f'<a href="{page}.html">{words[page]}</a>' for page in ("index", *PAGES))
    title = f"{words[name]} · {words['title']}"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><nav>{links} "
        f'<a lang="{other}" href="../{other}/{name}.html">{_NAMES[other]}</a></nav>\n'
        f"<h1>{words[name]}</h1>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def anchor(iri: str) -> str:
    """Return the anchor of a term: its short IRI, with a hyphen for the colon."""
    return re.sub(r"[^\w-]", "-", shorten(iri))


def _head(term: Term, language: str) -> str:
    comment = term.comments.get(language, "")
    return (
        f'<h2 id="{anchor(term.iri)}">{html.escape(term.label(language))}</h2>'
        f'<p class="iri"><code>{html.escape(shorten(term.iri))}</code> · '
        f"{html.escape(term.iri)}</p>" + (f"<p>{html.escape(comment)}</p>" if comment else "")
    )


def _link(page: str, term: Term, language: str) -> str:
    label = html.escape(term.label(language))
    return f'<a href="{page}.html#{anchor(term.iri)}">{label}</a>'


def _in_order(terms: Iterable[Term], language: str) -> list[Term]:
    """Return terms as they are listed: the project's own first, then by label."""
    return sorted(
        terms, key=lambda t: (not t.iri.startswith(HX), t.label(language).casefold(), t.iri)
    )


def _classes(content: Content, language: str) -> Iterator[str]:
    words, terms = _WORDS[language], content.terms
    for term in _in_order((t for t in terms.values() if t.is_class), language):
        parents = [terms[iri] for iri in sorted(term.parents) if iri in terms]
        above = ", ".join(_link("classes", parent, language) for parent in parents)
        yield _head(term, language) + (f"<p>{words['kind_of']}: {above}</p>" if above else "")
        rows = of_class(content.uses, term.iri, terms)
        if rows:
            header = ("group", "property", "values", "obligation", "number")
            yield _table(
                [words[name] for name in header],
                (
                    (
                        GROUPS[use.group][language == "es"],
                        _link("properties", terms[use.property], language),
                        _values(use, language, terms),
                        words[use.obligation],
                        words["many" if use.repeatable else "one"],
                    )
                    for use in rows
                ),
            )
            pair = examples.pair_of_class(term.iri, content.uses, terms)
            for title, text in zip(("right", "wrong"), pair, strict=False):
                yield _example(words[title], text)
        yield from _rules((s for s in content.shapes if term.iri in s.classes), language)
        yield from _questions(term, content, language)


def _rules(shapes: Iterable[Shape], language: str) -> Iterator[str]:
    """Yield the rules that are written by hand; the profile's stand in the tables."""
    rules = [
        f'<li><a href="constraints.html#code-{shape.code}">{shape.code}</a> '
        f"{html.escape(shape.message(language))}</li>"
        for shape in shapes
        if shape.file.name != PROFILE_SHAPES
    ]
    if rules:
        yield f"<p>{_WORDS[language]['rules']}:</p><ul>{''.join(rules)}</ul>"


def _questions(term: Term, content: Content, language: str) -> Iterator[str]:
    asked = [
        f"<li>{html.escape(question.spanish if language == 'es' else question.english)} "
        f"<code>kg query run {question.name}</code></li>"
        for question in content.questions
        if term.iri in question.terms
    ]
    if asked:
        yield (
            f"<details><summary>{_WORDS[language]['questions']} ({len(asked)})</summary>"
            f"<ul>{''.join(asked)}</ul></details>"
        )


def _properties(content: Content, language: str) -> Iterator[str]:
    words, terms = _WORDS[language], content.terms
    for term in _in_order((t for t in terms.values() if t.is_property), language):
        yield _head(term, language)
        uses = [use for use in content.uses if use.property == term.iri]
        if not uses:
            yield f"<p>{words['none']}</p>"
        for use in uses:
            where = html.escape(classes_in_words(use.classes, language, terms))
            yield (
                f"<p>{words['stands']}: {where}<br>"
                f"{words['values']}: {_values(use, language, terms)}</p>"
            )
        if uses:
            pair = examples.pair_of_property(uses[0], content.uses, terms)
            for kind, text in zip(("right", "wrong"), pair, strict=True):
                yield _example(words[kind], text)
        yield from _rules((s for s in content.shapes if s.property == term.iri), language)
        yield from _questions(term, content, language)


def _values(use: Use, language: str, terms: Terms) -> str:
    text = html.escape(values_in_words(use, language, terms))
    if use.values.scheme:
        return f'<a href="codes.html#{use.values.scheme}">{text}</a>'
    return text


def _codes(content: Content, language: str) -> Iterator[str]:
    words = _WORDS[language]
    for code_list in content.code_lists:
        title = html.escape(code_list.titles.get(language, code_list.name))
        yield f'<h2 id="{code_list.name}">{title}</h2><p class="iri">voc:{code_list.name}</p>'
        yield _table(
            [words[name] for name in ("code", "label", "definition", "broader")],
            (
                (
                    f'<code id="{code_list.name}--{html.escape(concept["code"])}">'
                    f"{html.escape(concept['code'])}</code>",
                    html.escape(concept[language]),
                    html.escape(concept.get(f"definition_{language}", "")),
                    html.escape(concept["broader"]),
                )
                for concept in code_list.concepts
            ),
        )


def _constraints(content: Content, language: str) -> Iterator[str]:
    words = _WORDS[language]
    codes: dict[str, list[Shape]] = {}
    for shape in content.shapes:
        codes.setdefault(shape.code, []).append(shape)
    every = sorted({*codes, *WITHOUT_SHAPE})
    listed = " · ".join(f'<a href="#code-{code}">{code}</a>' for code in every)
    free = words["free"].format(code=f"<strong>{next_free(codes)}</strong>")
    yield f"<p>{listed}</p><p>{free}</p>"
    for code in every:
        yield f'<h2 id="code-{code}">{code}</h2>'
        if code in codes:
            yield from _shapes_of_code(codes[code], content, language)
        else:
            yield from _code_without_shape(WITHOUT_SHAPE[code], language)


def _shapes_of_code(shapes: Sequence[Shape], content: Content, language: str) -> Iterator[str]:
    words = _WORDS[language]
    yield _table(
        [words["code"], words["severity"], words["constraints"]],
        (
            (
                f'<code id="{html.escape(shape.name)}">{html.escape(shape.name)}</code>',
                words.get(shape.severity.lower(), html.escape(shape.severity)),
                html.escape(shape.message(language)),
            )
            for shape in shapes
        ),
    )
    for title, text in zip(
        (words["right"], words["wrong"]), shapes[0].examples(content.uses, content.terms),
        strict=False,
    ):  # fmt: skip
        yield _example(f"{title} ({shapes[0].name})", text)


def _code_without_shape(code: Code, language: str) -> Iterator[str]:
    words = _WORDS[language]
    asked = html.escape(code.spanish if language == "es" else code.english)
    yield f"<p>{words.get(code.severity, code.severity)}: {asked}</p>"
    for title, text in ((words["right"], code.right), (words["wrong"], code.wrong)):
        if text:
            yield _example(title, text)


def _example(title: str, text: str) -> str:
    return (
        f"<details><summary>{html.escape(title)}</summary>"
        f'<pre tabindex="0">{html.escape(text)}</pre></details>'
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{name}</th>" for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>"
    return (
        f'<div class="table" tabindex="0">{table}</div>'  # wide ones are moved by the keyboard, too
    )


_PARTS: Final = {
    "classes": _classes,
    "properties": _properties,
    "codes": _codes,
    "constraints": _constraints,
}
