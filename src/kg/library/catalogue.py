"""The query library: find a question, bind the user's words to its parameters, run it.

A query is one file, `queries/<group>/<name>.rq`. It starts with a header of `#+` lines, a
small part of YAML (the form that grlc reads); the rest is plain SPARQL that runs anywhere:

    #+ summary: Clusters of a state
    #+ summary_es: Clústeres de un estado
    #+ description: One row a cluster. A longer text goes on
    #+   in lines that are indented further.
    #+ tags: [find, clusters]
    #+ params:
    #+   state: {type: entity:State, en: State, es: Estado}
    #+   level: {type: concept:label-level, optional: yes, en: Level, es: Nivel}
    #+   lang: {type: lang, default: es, en: Language of names, es: Idioma de los nombres}
    #+ example: {state: nuevo-leon}
    #+ columns: [cluster, name]

A parameter is a variable of the query, named alike, that is no column. The store puts a term
in its place; no value ever becomes syntax. An optional parameter without a value stays an
unbound variable: test it with COALESCE(?thing = ?parameter, true). A parameter with `list: yes`
takes several values, separated by ";", and stands in IN (?parameter).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import ContentError, UsageError
from kg.model import Binding, Iri, Literal, Position, Solutions, Term
from kg.rdf import dates
from kg.rdf.namespaces import XSD

if TYPE_CHECKING:
    from kg.store.base import Store

#: (what the user wrote, kind or None) → the IRI. A kind is the name of a class, such as
#: `State`, or `concept:<scheme>`. Raises UsageError.
Resolver = Callable[[str, str | None], Iri]

GROUPS: Final = ("find", "compare", "links", "evidence", "quality", "time", "network")
LANGUAGES: Final = ("es", "en", "fr")

_TYPE = re.compile(r"entity(:[A-Za-z]+)?|concept:[a-z-]+|date|year|integer|string|lang")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FIELD = re.compile(r"([a-z_]+):(?: (.*))?")
_FLOW_ITEM = re.compile(r'\s*([a-z_]+):\s*("[^"]*"|[^,{}"]*?)\s*(?:,|$)')
_SELECT = re.compile(r"\bSELECT\b(.*?)\bWHERE\b", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A blank in a question: variable name, type, default text, labels."""

    name: str
    type: str  # entity[:Kind], concept:<scheme>, date, year, integer, string or lang
    label_en: str
    label_es: str
    default: str | None = None
    optional: bool = False
    many: bool = False

    @property
    def kind(self) -> str | None:
        """What a resolver needs to know: a class name, `concept:<scheme>`, or None."""
        if self.type.startswith("concept:"):
            return self.type
        return self.type.partition(":")[2] or None

    @property
    def required(self) -> bool:
        """Whether a call without a value fails."""
        return self.default is None and not self.optional

    def label(self, language: str) -> str:
        """Return what to call the parameter in `language`, English where it is not Spanish."""
        return self.label_es if language == "es" else self.label_en


@dataclass(frozen=True, slots=True)
class Query:
    """A question of the library. `text` is the whole file, header included."""

    name: str
    group: str
    summary_en: str
    summary_es: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]  # a value for each parameter that needs one
    columns: tuple[str, ...]
    text: str
    path: Path

    def summary(self, language: str) -> str:
        """Return the question in `language`, English where it is not Spanish."""
        return self.summary_es if language == "es" else self.summary_en


def library(folder: Path) -> Mapping[str, Query]:
    """Return the queries under `folder` by name, group by group, then by name.

    Reads each `<group>/<name>.rq`; no SPARQL is parsed here.
    Raises ContentError, with file and line, for a missing folder or an ill-formed header.
    """
    return libraries([folder])


def libraries(folders: Sequence[Path]) -> Mapping[str, Query]:
    """Return the queries under several folders, as `library` does; those of the first come first.

    A query may also lie in the folder itself; its group is then the name of the folder.
    """
    found: dict[str, Query] = {}
    for path in (path for folder in folders for path in _files(folder)):
        if path.stem in found:
            raise ContentError(
                f"{path}: a query named '{path.stem}' is also in "
                f"{found[path.stem].path}; rename one of the files"
            )
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ContentError(f"{path}: cannot be read as UTF-8 text: {error}") from error
        found[path.stem] = parse(text, path)
    return found


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ContentError(f"there is no folder of queries at {folder}")
    return sorted([*folder.glob("*.rq"), *folder.glob("*/*.rq")], key=_order)


def _order(path: Path) -> tuple[int, str, str]:
    group = path.parent.name
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS), group, path.stem)


def parse(text: str, path: Path) -> Query:
    """Return the query that `text` holds; `path` gives its name, its group and the positions.

    Raises ContentError for a header that is ill-formed or does not fit the query.
    """
    fields: dict[str, _Field] = {}
    parameters: dict[str, Parameter] = {}
    current = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        body = line[2:].removeprefix(" ").rstrip()
        at = Position(str(path), number)
        if current == "params" and body.startswith("  "):
            parameter = _parameter(body.strip(), at)
            if parameter.name in parameters:
                raise ContentError(f"{at}: the parameter '{parameter.name}' is there twice")
            parameters[parameter.name] = parameter
        elif current and body.startswith("  "):
            before = fields[current]
            fields[current] = _Field(f"{before.value} {body.strip()}".strip(), before.at)
        else:
            match = _FIELD.fullmatch(body)
            if match is None or match[1] not in _FIELDS:
                raise ContentError(
                    f"{at}: '{body}' is no header line; write one of: {', '.join(_FIELDS)}"
                )
            current = match[1]
            if current in fields:
                raise ContentError(f"{at}: '{current}' is there twice")
            fields[current] = _Field((match[2] or "").strip(), at)
    for name in ("summary", "summary_es", "columns"):
        if name not in fields or not fields[name].value:
            raise ContentError(f"{path}:1: the header has no '{name}'; add '#+ {name}: …'")
    query = Query(
        name=path.stem,
        group=path.parent.name,
        summary_en=fields["summary"].value,
        summary_es=fields["summary_es"].value,
        description=fields["description"].value if "description" in fields else "",
        tags=_list(fields["tags"]) if "tags" in fields else (),
        parameters=tuple(parameters.values()),
        example=_example(fields["example"], parameters) if "example" in fields else {},
        columns=_list(fields["columns"]),
        text=text,
        path=path,
    )
    _check_projection(query, fields["columns"].at)
    return query


_FIELDS: Final = ("summary", "summary_es", "description", "tags", "params", "example", "columns")


@dataclass(frozen=True, slots=True)
class _Field:
    value: str
    at: Position


def _list(field: _Field) -> tuple[str, ...]:
    if not (field.value.startswith("[") and field.value.endswith("]")):
        raise ContentError(f"{field.at}: write a list in brackets: [one, two]")
    return tuple(item.strip() for item in field.value[1:-1].split(",") if item.strip())


def _parameter(body: str, at: Position) -> Parameter:
    name, _, rest = body.partition(":")
    rest = rest.strip()
    if not _NAME.fullmatch(name) or not (rest.startswith("{") and rest.endswith("}")):
        raise ContentError(
            f"{at}: write a parameter as 'name: {{type: …, en: …, es: …}}', in lower case"
        )
    values = _flow(rest, at)
    unknown = values.keys() - {"type", "default", "optional", "list", "en", "es"}
    if unknown:
        raise ContentError(
            f"{at}: '{min(unknown)}' is not known here; a parameter has type, default, "
            "optional, list, en, es"
        )
    if not _TYPE.fullmatch(values.get("type", "")):
        raise ContentError(
            f"{at}: the type of '{name}' is one of: entity, entity:<Kind>, concept:<scheme>, "
            "date, year, integer, string, lang"
        )
    if not values.get("en") or not values.get("es"):
        raise ContentError(f"{at}: the parameter '{name}' needs a label in 'en' and in 'es'")
    if values.get("optional", "yes") != "yes" or ("optional" in values and "default" in values):
        raise ContentError(f"{at}: write 'optional: yes', and no default beside it")
    return Parameter(
        name=name,
        type=values["type"],
        label_en=values["en"],
        label_es=values["es"],
        default=values.get("default"),
        optional="optional" in values,
        many=values.get("list") == "yes",
    )


def _flow(text: str, at: Position) -> dict[str, str]:
    """Return the pairs of '{key: value, key: value}'."""
    inner = text[1:-1].strip()
    values: dict[str, str] = {}
    position = 0
    while position < len(inner):
        match = _FLOW_ITEM.match(inner, position)
        if match is None or match.end() == position:
            raise ContentError(
                f"{at}: cannot read '{inner[position:].strip()}'; write 'key: value', and a value "
                "with a comma in double quotes"
            )
        values[match[1]] = match[2].removeprefix('"').removesuffix('"')
        position = match.end()
    return values


def _example(field: _Field, parameters: Mapping[str, Parameter]) -> dict[str, str]:
    if not (field.value.startswith("{") and field.value.endswith("}")):
        raise ContentError(f"{field.at}: write an example as '{{name: value}}'")
    values = _flow(field.value, field.at)
    for name in values:
        if name not in parameters:
            raise ContentError(f"{field.at}: there is no parameter '{name}'")
    return values


def _check_projection(query: Query, at: Position) -> None:
    code = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
    match = _SELECT.search(code)
    if match is None:
        raise ContentError(f"{at.file}: there is no SELECT … WHERE in this file")
    projected = set(re.findall(r"[?$](\w+)", match[1]))
    for column in query.columns:
        if column not in projected:
            raise ContentError(f"{at}: the SELECT names no column '?{column}'")
    used = set(re.findall(r"[?$](\w+)", code))
    for parameter in query.parameters:
        if parameter.name not in used:
            raise ContentError(f"{at.file}: the query does not use '?{parameter.name}'")
        if parameter.name in query.columns:
            raise ContentError(f"{at}: '{parameter.name}' is a parameter; rename the column")


def find(queries: Mapping[str, Query], name: str) -> Query:
    """Return the query called `name`, with or without its group in front.

    Raises UsageError that names the nearest query.
    """
    group, slash, last = name.rpartition("/")
    query = queries.get(last)
    if query is not None and (not slash or query.group == group):
        return query
    near = difflib.get_close_matches(last.casefold(), list(queries), n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'? " if near else ""
    raise UsageError(f"unknown query '{name}'; {hint}`kg query list` shows all")


def bind(query: Query, values: Mapping[str, str], resolve: Resolver) -> dict[str, Binding]:
    """Return parameter → term, for `values` as the user wrote them, defaults filled in.

    resolve: makes an IRI of the name of an entity or concept; see `Resolver`.
    Raises UsageError for an unknown parameter, a missing one, and a value that does not fit.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            raise UsageError(_unknown_parameter(query, name))
    terms: dict[str, Binding] = {}
    for parameter in query.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is not None and parameter.many:
            terms[parameter.name] = [
                _term(parameter, item, resolve) for item in value.split(";") if item.strip()
            ]
            if not terms[parameter.name]:
                raise UsageError(f"{parameter.name} is empty; separate its values by ';'")
        elif value is not None:
            terms[parameter.name] = _term(parameter, value, resolve)
        elif parameter.required:
            raise UsageError(
                f"'{query.name}' needs {parameter.name} ({parameter.label_en}, "
                f"{_EXPECTED[parameter.type.partition(':')[0]]}); add -p {parameter.name} …"
            )
    return terms


def run(query: Query, store: Store, values: Mapping[str, str], resolve: Resolver) -> Solutions:
    """Return the answer to `query`: its columns, its order.

    Raises UsageError as `bind` does.
    """
    return store.select(query.text, bind(query, values, resolve))


_EXPECTED: Final = {
    "entity": "an id, an IRI or a name",
    "concept": "a code or a label",
    "date": "a date such as 2022-12-19",
    "year": "a year such as 2022",
    "integer": "a whole number",
    "string": "a text",
    "lang": "es, en or fr",
}


def _unknown_parameter(query: Query, name: str) -> str:
    if not query.parameters:
        return f"'{query.name}' has no parameters; leave '{name}' out"
    names = [parameter.name for parameter in query.parameters]
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean '{near[0]}'? it takes" if near else "it takes"
    return f"'{query.name}' has no parameter '{name}'; {hint}: {', '.join(names)}"


def _term(parameter: Parameter, value: str, resolve: Resolver) -> Term:
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise UsageError(f"the value of {parameter.name} is not valid UTF-8; retype it")
    base = parameter.type.partition(":")[0]
    text = value if base == "string" else value.strip()
    if not text and base != "string":
        raise UsageError(f"{parameter.name} is empty; give {_EXPECTED[base]}")
    if base in ("entity", "concept"):
        return resolve(text, parameter.kind)
    if base == "date":
        return _date(parameter.name, text)
    fits = {
        "year": re.fullmatch(r"[0-9]{4}", text),
        "integer": re.fullmatch(r"[+-]?[0-9]{1,18}", text),
        "lang": text in LANGUAGES,
        "string": True,
    }[base]
    if not fits:
        raise UsageError(f"{parameter.name} is {_EXPECTED[base]}, not '{value}'")
    if base == "integer":
        return Literal(str(int(text)), XSD + "integer")
    return Literal(text, XSD + "gYear") if base == "year" else Literal(text)


def _date(name: str, text: str) -> Literal:
    literal = dates.literal(text)
    if literal is not None:
        return literal
    suggestion = dates.suggested(text)
    hint = f"; did you mean {suggestion}?" if suggestion else ""
    raise UsageError(
        f"{name} is a date written as year-month-day (2022-12-19, 2022-12 or 2022), "
        f"not '{text}'{hint}"
    )
