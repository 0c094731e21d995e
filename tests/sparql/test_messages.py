"""Each message about a text of SPARQL: whole, with its place, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from kg.errors import QueryError
from kg.model import Binding, BNode, Iri
from kg.sparql import policy
from kg.sparql.binding import bind
from kg.sparql.construct import Template
from kg.sparql.dataset import Dataset, of_query, taken_out
from kg.sparql.facts_graph import within
from kg.sparql.functions import NAMESPACE, expand
from kg.sparql.paging import Paged
from kg.sparql.prebinding import prebind, prologue
from kg.sparql.tokens import tokenize

BINDINGS: Final[dict[str, Binding]] = {"list": [Iri("urn:a")], "node": BNode("b")}


def checked_comment(length: str) -> None:
    policy.check("#" * int(length))


def checked_with_a_host(query: str) -> None:
    policy.check(query, frozenset(("a.example",)))


def prebound(query: str) -> None:
    prebind(query, ("this",))


def declared(namespace: str) -> None:
    prologue([("a b", namespace)])


def of_facts(query: str) -> None:
    within(query, "urn:facts")


def read_from(graph: str) -> None:
    of_query("ASK { }", Dataset((graph,)))


def called(query: str) -> None:
    expand(f"PREFIX h: <{NAMESPACE}>\n{query}")


def called_in_a_file(query: str) -> None:
    expand(f"PREFIX h: <{NAMESPACE}>\n{query}", file="x.rq", language=None)


def paged(query: str) -> None:
    Paged.of(query, ["s"])


def bound(query: str) -> None:
    bind(query, {name: value for name, value in BINDINGS.items() if f"?{name}" in query})


def message_of(
    ask: Callable[[str], object], query: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> str:
    monkeypatch.setenv("KG_LANG", language)
    with pytest.raises(QueryError) as caught:
        ask(query)
    return str(caught.value)


Case = tuple[Callable[[str], object], str, str, str]

NO_QUERY: Final[list[Case]] = [
    (
        tokenize,
        "ASK {\n  'a }",
        "2:3: the string is not closed on its line; write ' at its end, or ''' around a "
        "string of several lines",
        "2:3: la cadena no se cierra en su línea; escriba ' al final, o ''' alrededor de una "
        "cadena de varias líneas",
    ),
    (
        tokenize,
        "\n'''a",
        "2:3: the string is not closed; write ''' at its end",
        "2:3: la cadena no se cierra; escriba ''' al final",
    ),
    (
        tokenize,
        r" 'a\qb'",
        r"1:2: '\q' at 1:4 is no escape; write \\ for a backslash",
        r"1:2: «\q» en 1:4 no es un escape; escriba \\ para una barra inversa",
    ),
    (
        tokenize,
        r"'\uD83D'",
        r"1:2: \uD83D is the number of no character",
        r"1:2: \uD83D no es el número de ningún carácter",
    ),
    (
        tokenize,
        r" ?x\u0020y",
        r"1:2: '?x\u0020y' would be '?x y', which is no variable; write out the characters",
        r"1:2: «?x\u0020y» sería «?x y», que no puede estar ahí; escriba los caracteres",
    ),
    (
        tokenize,
        " “a",
        "1:2: '“' is no quotation mark in SPARQL; write \"",
        '1:2: «“» no son comillas de SPARQL; escriba "',
    ),
    (
        tokenize,
        "a\\b",
        "1:2: a backslash can stand only in a string, an IRI or a name; leave it out",
        "1:2: una barra inversa solo puede estar en una cadena, un IRI o un nombre; quítela",
    ),
    (
        tokenize,
        "a & b",
        "1:3: '&' is no operator; write &&",
        "1:3: «&» no es un operador; escriba &&",
    ),
    (
        tokenize,
        "$ a",
        "1:1: no name stands after '$'; write a variable as $name",
        "1:1: falta el nombre después de «$»; escriba una variable como $nombre",
    ),
    (
        tokenize,
        "'a'@ en",
        "1:4: no language stands after '@'; write a language tag as @en",
        "1:4: falta el idioma después de «@»; escríbalo como @es",
    ),
    (
        tokenize,
        "\ufeffASK {}",
        "1:1: a byte order mark is no part of SPARQL; save the text as UTF-8 without it",
        "1:1: la marca BOM no es parte de SPARQL; guarde el texto en UTF-8 sin ella",
    ),
    (
        tokenize,
        "a\u00a0b",
        "1:2: U+00A0 is no white space in SPARQL; write a space",
        "1:2: U+00A0 no es un espacio en SPARQL; escriba un espacio",
    ),
    (
        tokenize,
        "a\r\nb\r%",
        "3:1: '%' can stand only in a string, an IRI or a comment; leave it out",
        "3:1: «%» solo puede estar en una cadena, un IRI o un comentario; quítelo",
    ),
    (
        tokenize,
        "'\ud800'",
        "1:2: this is half a character; save the text as UTF-8",
        "1:2: esto es medio carácter; guarde el texto en UTF-8",
    ),
    (
        Template.of,
        "CONSTRUCT { ?s ?p ?o",
        "a brace is not closed",
        "una llave no se cierra",
    ),
    (
        Template.of,
        "CONSTRUCT { ?s x:p ?o } WHERE { ?s ?p ?o }",
        "Unknown namespace prefix : x",
        "Unknown namespace prefix : x",
    ),
    (
        policy.check,
        r"SELECT * { ?s ?p '\\u0027' }",
        r"1:20: \u0027 may end the string or not, engines differ; write the character "
        "itself, behind a backslash if need be",
        r"1:20: \u0027 puede terminarlo o no, según el motor; escriba el carácter mismo, tras "
        "una barra inversa si hace falta",
    ),
    (
        policy.check,
        "SELECT * {\n SERVICEe:x { } }",
        "2:2: the prefix 'SERVICEe:' begins like a keyword, and Oxigraph may take it for one; "
        "rename it",
        "2:2: el prefijo «SERVICEe:» empieza como una palabra clave, y Oxigraph puede "
        "confundirlos; cámbielo",
    ),
    (
        policy.check,
        "SELCT * { }",
        "1:1: 'SELCT' is no word of SPARQL; did you mean SELECT?",
        "1:1: «SELCT» no es una palabra de SPARQL; ¿quiso decir SELECT?",
    ),
    (
        policy.check,
        "SELECT * {\n ?s ?p jalisco }",
        "2:8: 'jalisco' is no word of SPARQL; a variable is ?name, a text is 'text'",
        "2:8: «jalisco» no es una palabra de SPARQL; una variable es ?nombre, un texto es 'texto'",
    ),
    (
        prebound,
        "DESCRIBE $this",
        "a constraint needs a SELECT or an ASK",
        "una restricción necesita SELECT o ASK",
    ),
]
REFUSED: Final[list[Case]] = [
    (
        checked_comment,
        "1000001",
        "the query has 1,000,001 characters; 1,000,000 are allowed",
        "la consulta tiene 1,000,001 caracteres; se permiten 1,000,000",
    ),
    (
        policy.check,
        "SELECT *\nFROM <urn:g> { }",
        "2:1: FROM is not allowed: use GRAPH to read an evidence graph",
        "2:1: FROM no está permitido: lea un grafo de evidencia con GRAPH",
    ),
    (
        policy.check,
        "SELECT * { SERVICE <http://x/> { } }",
        "1:12: SERVICE is not allowed: queries do not reach the network; load the data first "
        "(kg load FILE), or name the host with --allow-service HOST",
        "1:12: SERVICE no está permitido: las consultas no salen a la red; cargue los datos "
        "antes (kg load ARCHIVO), o nombre el host con --allow-service HOST",
    ),
    (
        checked_with_a_host,
        "SELECT * { SERVICE ?where { } }",
        "write the address of a SERVICE in full, in angle brackets",
        "escriba completa la dirección de un SERVICE, entre < y >",
    ),
    (
        checked_with_a_host,
        "SELECT * { SERVICE <http://me@a.example/> { } }",
        "the address of a SERVICE holds a login, which is sent to nobody; leave it out",
        "la dirección de un SERVICE contiene un usuario, que no se envía; quítelo",
    ),
    (
        checked_with_a_host,
        "SELECT * { SERVICE <http://b.example/> { } }",
        "SERVICE <http://b.example/> is not allowed; --allow-service b.example would allow it",
        "SERVICE <http://b.example/> no está permitido; --allow-service b.example lo permitiría",
    ),
    (
        policy.check,
        "{" * 201,
        "the query nests deeper than 200 brackets",
        "la consulta anida más de 200 paréntesis o llaves",
    ),
    (
        policy.check,
        "!" * 501,
        "the query has more than 500 operators or patterns in a row; write a list of values "
        "as VALUES or IN (…)",
        "la consulta tiene más de 500 operadores o patrones seguidos; escriba una lista de "
        "valores como VALUES o IN (…)",
    ),
    (
        prebound,
        "SELECT $this { VALUES ?x { 1 } }",
        "VALUES may not stand in a SPARQL constraint",
        "VALUES no puede estar en una restricción en SPARQL",
    ),
    (
        prebound,
        "SELECT $this { BIND(1 AS $this) }",
        "AS $this would bind again what is bound beforehand",
        "AS $this volvería a ligar lo que ya está ligado",
    ),
    (
        prebound,
        "SELECT $this { GRAPH $shapesGraph { } }",
        "$shapesGraph is not offered; write the values into the query",
        "$shapesGraph no se ofrece; escriba los valores en la consulta",
    ),
    (
        prebound,
        "SELECT $this { $this $PATH 1 }",
        "$PATH stands in a query of a shape without sh:path",
        "$PATH está en la consulta de una forma sin sh:path",
    ),
    (
        prebound,
        "SELECT $this { { SELECT ?o { $this ?p ?o } } }",
        "a subquery must select $this, which is bound beforehand",
        "una subconsulta debe seleccionar $this, que ya está ligada",
    ),
    (
        declared,
        "urn:x",
        "'a b' with 'urn:x' is no prefix with its namespace",
        "«a b» con «urn:x» no es un prefijo con su espacio de nombres",
    ),
    (
        of_facts,
        "\nDESCRIBE <urn:a>",
        "2:1: the default graph of this store is not the facts alone, and DESCRIBE cannot be "
        "told to read another; ask with CONSTRUCT { … } WHERE { … }",
        "2:1: el grafo por omisión de este almacén no contiene solo hechos, y a DESCRIBE no "
        "se le puede indicar otro; pregunte con CONSTRUCT { … } WHERE { … }",
    ),
    (
        read_from,
        "g",
        "'g' is no whole IRI; name a graph as https://…",
        "«g» no es un IRI completo; nombre un grafo como https://…",
    ),
    (
        taken_out,
        "SELECT *\nFROM <g> { }",
        "2:6: name a graph by its whole IRI: FROM <https://…>",
        "2:6: nombre un grafo con su IRI completo: FROM <https://…>",
    ),
    (
        called,
        "ASK { FILTER(h:lable(?a)) }",
        "the query:2:14: h:lable is not a function; did you mean h:label?",
        "la consulta:2:14: h:lable no es una función; ¿quiso decir h:label?",
    ),
    (
        called,
        "ASK { FILTER(h:zzzzz(?a)) }",
        "the query:2:14: h:zzzzz is not a function; there are: amount, atPlace, established, "
        "label, localName, notAfter, undisputed",
        "la consulta:2:14: h:zzzzz no es una función; existen: amount, atPlace, established, "
        "label, localName, notAfter, undisputed",
    ),
    (
        called,
        "ASK { ?s h:label ?o }",
        "the query:2:10: h:label is a function; write h:label(…)",
        "la consulta:2:10: h:label es una función; escriba h:label(…)",
    ),
    (
        called,
        "ASK { FILTER(h:label()) }",
        "the query:2:14: h:label takes 1 argument, not 0",
        "la consulta:2:14: h:label toma 1 argumento, no 0",
    ),
    (
        called,
        "ASK { FILTER(h:undisputed(1,2,3)) }",
        "the query:2:14: h:undisputed takes 1 or 2 arguments, not 3",
        "la consulta:2:14: h:undisputed toma 1 o 2 argumentos, no 3",
    ),
    (
        called,
        "ASK { FILTER(h:notAfter(?a, )) }",
        "the query:2:14: an argument of h:notAfter is empty; write it, or leave the comma out",
        "la consulta:2:14: un argumento de h:notAfter está vacío; escríbalo, o quite la coma",
    ),
    (
        called,
        "ASK { FILTER(h:label(DISTINCT ?a)) }",
        "the query:2:22: leave DISTINCT out of h:label",
        "la consulta:2:22: quite DISTINCT de h:label",
    ),
    (
        called,
        "ASK { FILTER h:established(1) }",
        "the query:2:28: h:established takes a variable or an IRI",
        "la consulta:2:28: h:established toma una variable o un IRI",
    ),
    (
        called,
        "ASK { FILTER h:established(?a }",
        "the query:2:27: the bracket is not closed; write ')'",
        "la consulta:2:27: el paréntesis no se cierra; escriba «)»",
    ),
    (
        called_in_a_file,
        "SELECT (h:label(?a) AS ?b) {}",
        "x.rq:2:9: h:label needs the parameter 'lang'; add '#+   lang: {type: lang, "
        "default: es, en: Language of names, es: Idioma de los nombres}' to the header",
        "x.rq:2:9: h:label necesita el parámetro «lang»; añada «#+   lang: {type: lang, "
        "default: es, en: Language of names, es: Idioma de los nombres}» al encabezado",
    ),
    (
        paged,
        "ASK { }",
        "this needs a SELECT query",
        "esto necesita una consulta SELECT",
    ),
    (
        paged,
        "SELECT ?s { } VALUES ?s { 1 }",
        "the server cuts this answer, and a query with VALUES at its end cannot be asked "
        "in pages; move VALUES into the braces",
        "el servidor corta esta respuesta, y una consulta con VALUES al final no se puede"
        " pedir por páginas; ponga VALUES dentro de las llaves",
    ),
    (
        bound,
        "ASK { ?s ?list ?o }",
        "?list is a list; it can stand only in IN (?list)",
        "?list es una lista; solo puede estar en IN (?list)",
    ),
    (
        bound,
        "ASK { ?s ?node ?o }",
        "?node: a blank node cannot be looked up; use an IRI or a literal",
        "?node: un nodo anónimo no se puede buscar; use un IRI o un literal",
    ),
]


@pytest.mark.parametrize(
    ("ask", "query", "english", "spanish"),
    [
        *(
            (
                ask,
                query,
                f"the query does not parse: {english}",
                f"la consulta no es válida: {spanish}",
            )
            for ask, query, english, spanish in NO_QUERY
        ),
        *REFUSED,
    ],
)
def test_the_message_is_whole_in_both_languages(
    ask: Callable[[str], object],
    query: str,
    english: str,
    spanish: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert message_of(ask, query, "en", monkeypatch) == english
    assert message_of(ask, query, "es", monkeypatch) == spanish
