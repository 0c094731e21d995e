"""The catalogue of queries: each `.rq` file of a folder, described by its header.

A query is one file, `queries/<group>/<name>.rq`. It starts with a header of `#+` lines, which
are YAML (the form that grlc reads); the rest is SPARQL, which may call the functions of
`kg.sparql.functions`:

    #+ summary: Clusters of a state
    #+ summary_es: Clústeres de un estado
    #+ description: One row for each cluster. A longer text goes on
    #+   in lines that are indented further.
    #+ description_es: Una fila por clúster.
    #+ asks: [which clusters are there in, qué clústeres hay en]
    #+ tags: [find, clusters]
    #+ params:
    #+   state: {type: entity:State, en: State, es: Estado}
    #+   level: {type: concept:label-level, optional: yes, en: Level, es: Nivel}
    #+   lang: {type: lang, default: es, en: Language of names, es: Idioma de los nombres}
    #+ example: {state: nuevo-leon}
    #+ columns: [cluster, name]
    #+ caveats: {}

A parameter is a variable of the query with the same name that is not a column. A term takes its
place before the query runs; no value ever becomes syntax. An optional parameter without a value
stays an unbound variable: test it with COALESCE(?thing = ?parameter, true). A parameter with
`list: yes` takes several values, separated by ";", and stands in IN (?parameter). What the answer
leaves out is counted by `caveats`, see `kg.library.caveats`; by what words people ask for it says
`asks`, in any language (and, more loosely, `phrasings.tsv`, see `kg.library.asking.phrasings`). A
question about every link of the graph names its `twin`, which answers it on a large store, see
`kg.library.twins`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import ContentError, UsageError, in_language
from kg.library import caveats, header
from kg.library.caveats import Caveat
from kg.library.header import Node
from kg.library.parameters import Parameter, declared

GROUPS: Final = ("find", "compare", "links", "evidence", "quality", "time", "network")

_FIELDS: Final = (
    *("summary", "summary_es", "description", "description_es", "asks", "tags"),
    *("params", "example", "columns", "caveats", "twin"),
)
_REQUIRED: Final = ("summary", "summary_es", "columns")


class Query(NamedTuple):
    """A question of the library. `source` is the whole file, header included."""

    name: str
    group: str
    summary_en: str
    summary_es: str
    description_en: str
    description_es: str
    asks: tuple[str, ...]  # other words for the question, in any language
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]  # a value for each parameter that needs one
    columns: tuple[str, ...]
    caveats: tuple[Caveat, ...]
    twin: str  # what answers it on a large store, see `kg.library.twins`; empty for most
    source: str
    path: Path

    def summary(self, language: str) -> str:
        """Return the question in `language`, English where it is not Spanish."""
        return self.summary_es if language == "es" else self.summary_en

    def description(self, language: str) -> str:
        """Return what a row is and what is left out, in English where there is no Spanish."""
        return (
            self.description_es if language == "es" and self.description_es else self.description_en
        )

    @property
    def plain(self) -> str:
        """The whole file as plain SPARQL 1.1; its parameters are still variables.

        Raises:
            ContentError: The SPARQL, or that of a caveat, does not fit the header.
            QueryError: It calls a function that is unknown, or in a wrong way.
        """
        from kg.library import body  # the lexer is not needed to list queries

        text = body.plain(self.source, str(self.path), self.columns, self._parameter_names())
        for caveat in self.caveats:
            caveat.require_counted()
        return text

    def companion(self, caveat: Caveat) -> str:
        """Return the query that counts what a caveat of this one is about, as plain SPARQL.

        Raises:
            QueryError: It calls a function that is unknown, or in a wrong way.
        """
        from kg.library import body

        text = f"{body.prologue(self.source)}SELECT {caveat.select}"
        return body.expanded(text, f"{self.path}: {caveat.name}", self._parameter_names())

    def _parameter_names(self) -> list[str]:
        return [parameter.name for parameter in self.parameters]


class Catalogue(Mapping[str, Query]):
    """Queries by name; each file is read when its query is asked for, and then kept.

    Looking a query up raises ContentError where its header is ill-formed; going through `values`
    or `items` reads them all.
    """

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = paths
        self._queries: dict[str, Query] = {}

    @property
    def files(self) -> Iterable[Path]:
        """The files of the queries, in their order."""
        return self._paths.values()

    def __getitem__(self, name: str) -> Query:
        if name not in self._queries:
            self._queries[name] = _read_file(self._paths[name])
        return self._queries[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def read(*folders: Path) -> Catalogue:
    """Return the queries under some folders by name, group by group, then by name.

    They are the files `<group>/<name>.rq`; those of the first folder come first. A query may also
    lie in the folder itself; its group is then the name of the folder.

    Raises:
        ContentError: A folder is missing, or two files share a name.
    """
    paths: dict[str, Path] = {}
    for path in (path for folder in folders for path in _files(folder)):
        if path.stem in paths:
            raise ContentError(
                in_language(
                    f"{path}: a query named '{path.stem}' is also in "
                    f"{paths[path.stem]}; rename one of the files",
                    f"{path}: una consulta llamada «{path.stem}» está también en "
                    f"{paths[path.stem]}; cambie el nombre de uno de los archivos",
                )
            )
        paths[path.stem] = path
    return Catalogue(paths)


def _read_file(path: Path) -> Query:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(
            in_language(
                f"{path}: cannot be read as UTF-8 text: {error}",
                f"{path}: no se puede leer como texto UTF-8: {error}",
            )
        ) from error
    return parse(text, path)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ContentError(
            in_language(
                f"there is no folder of queries at {folder}",
                f"no hay una carpeta de consultas en {folder}",
            )
        )
    return sorted([*folder.glob("*.rq"), *folder.glob("*/*.rq")], key=_order)


def _order(path: Path) -> tuple[int, str, str]:
    group = path.parent.name
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS), group, path.stem)


def parse(text: str, path: Path) -> Query:
    """Return the query that `text` holds, with its header read and its SPARQL as it is.

    Args:
        text: The whole file.
        path: Gives the name, the group and the positions in messages.

    Raises:
        ContentError: The header is ill-formed.
    """
    fields = header.read(text, str(path), _FIELDS)
    for name in _REQUIRED:
        if name not in fields or not fields[name].value:
            raise ContentError(
                in_language(
                    f"{path}:1: the header has no '{name}'; add '#+ {name}: …'",
                    f"{path}:1: el encabezado no tiene «{name}»; añada «#+ {name}: …»",
                )
            )
    parameters = declared(fields["params"]) if "params" in fields else ()
    columns = fields["columns"].texts()
    for parameter in parameters:
        if parameter.name in columns:
            raise ContentError(
                in_language(
                    f"{fields['columns'].at}: '{parameter.name}' is a parameter; rename the column",
                    f"{fields['columns'].at}: «{parameter.name}» es un parámetro; cambie el "
                    "nombre de la columna",
                )
            )
    return Query(
        name=path.stem,
        group=path.parent.name,
        summary_en=fields["summary"].text(),
        summary_es=fields["summary_es"].text(),
        description_en=_text(fields, "description"),
        description_es=_text(fields, "description_es"),
        asks=_texts(fields, "asks"),
        tags=_texts(fields, "tags"),
        parameters=parameters,
        example=_example(fields["example"], parameters) if "example" in fields else {},
        columns=columns,
        caveats=caveats.declared(fields["caveats"]) if "caveats" in fields else (),
        twin=_text(fields, "twin"),
        source=text,
        path=path,
    )


def _text(fields: Mapping[str, Node], name: str) -> str:
    return fields[name].text() if name in fields else ""


def _texts(fields: Mapping[str, Node], name: str) -> tuple[str, ...]:
    return fields[name].texts() if name in fields else ()


def _example(field: Node, parameters: Sequence[Parameter]) -> dict[str, str]:
    names = {parameter.name for parameter in parameters}
    entries = field.entries("an example as '{name: value}'")
    for name, node in entries.items():
        if name not in names:
            raise ContentError(
                in_language(
                    f"{node.at}: there is no parameter '{name}'",
                    f"{node.at}: no hay ningún parámetro «{name}»",
                )
            )
    return {name: node.text() for name, node in entries.items()}


def find(queries: Mapping[str, Query], name: str) -> Query:
    """Return the query called `name`, with or without its group in front.

    Raises:
        UsageError: There is none; the message names the nearest.
    """
    group, slash, last = name.rpartition("/")
    query = queries.get(last) if last in queries else None
    if query is not None and (not slash or query.group == group):
        return query
    import difflib

    nearest = difflib.get_close_matches(last.casefold(), list(queries), n=1, cutoff=0.5)
    hint = f"did you mean '{nearest[0]}'? " if nearest else ""
    pista = f"¿quiso decir «{nearest[0]}»? " if nearest else ""
    raise UsageError(
        in_language(
            f"unknown query '{name}'; {hint}`kg query list` shows all",
            f"consulta desconocida «{name}»; {pista}`kg query list` las muestra todas",
        )
    )
