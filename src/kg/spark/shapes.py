"""Shapes judged on Spark: those that need one subject and the classes of its values.

The shapes are read as they stand in `ontology/shapes`. One whose target or constraint asks for more
(a query, a path of several steps, pairs of properties) is not local: it is named, and left to
`kg validate` on the engine that holds the graph. None is skipped without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.rdf.namespaces import CATALOGUE_GRAPH, HX, RDF_TYPE, RDFS, SH, SKOS, XSD

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from rdflib import Graph
    from rdflib.term import Node

    from kg.spark.workspace import Workspace

#: the file by which a folder of results is known
MARKER: Final = "_helixkg-judged.txt"
_IN_SCHEME: Final = SKOS + "inScheme"
_BLANK: Final = "_:"
#: what a shape may say beside its constraint
_WORDS: Final = frozenset(
    SH + name for name in ("severity", "message", "name", "description", "group", "order", "path")
) | {HX + "code", RDF_TYPE, RDFS + "label", RDFS + "comment", RDFS + "isDefinedBy"}
_TARGETS: Final = (SH + "targetClass", SH + "targetSubjectsOf", SH + "targetObjectsOf")
#: lexical forms of datatypes of which a literal may be ill-formed
_FORMS: Final = {
    XSD + "integer": r"[+-]?[0-9]+",
    XSD + "nonNegativeInteger": r"\+?[0-9]+|-0+",
    XSD + "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    XSD + "double": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN",
    XSD + "boolean": "true|false|1|0",
    XSD + "gYear": r"-?([1-9][0-9]{3,}|0[0-9]{3})(Z|[+-][0-9]{2}:[0-9]{2})?",
    XSD + "gYearMonth": r"-?([1-9][0-9]{3,}|0[0-9]{3})-(0[1-9]|1[0-2])(Z|[+-][0-9]{2}:[0-9]{2})?",
}
#: datatypes of which every text is a form
_ANY_FORM: Final = frozenset((XSD + "string", XSD + "anyURI"))


class NotLocal(Exception):
    """A constraint that needs more than one subject and the classes of its values."""


@dataclass(frozen=True, slots=True)
class LocalShape:
    """A shape that can be judged where its subject is.

    Attributes:
        iri: Of the shape.
        code: Of the constraint.
        severity: violation, warning or info.
        path: The property whose values it judges; "" where it judges the subject itself.
        classes: What subjects are of, any of them; none where the property alone decides.
        subjects_of: The property that subjects have; "" where a class decides.
        accepts: What a value must be; None where only their number counts.
        least: Of values.
        most: Of values; None for any number.
    """

    iri: str
    code: str
    severity: str
    path: str
    classes: tuple[str, ...]
    subjects_of: str
    accepts: Column | None
    least: int = 0
    most: int | None = None


class Shapes(NamedTuple):
    """The shapes of a folder.

    Attributes:
        local: Those that can be judged here.
        others: Code → how many of its shapes cannot.
    """

    local: list[LocalShape]
    others: Mapping[str, int]


def read_shapes(folder: Path) -> Shapes:
    """Return the shapes of a folder of Turtle files, or of one file."""
    from rdflib import RDF, Graph, URIRef

    graph = Graph()
    for path in sorted(folder.glob("*.ttl")) if folder.is_dir() else [folder]:
        graph.parse(path)
    local: list[LocalShape] = []
    others: dict[str, int] = {}
    kinds = (URIRef(SH + "NodeShape"), URIRef(SH + "PropertyShape"))
    nodes = sorted({node for kind in kinds for node in graph.subjects(RDF.type, kind)}, key=str)
    for node in nodes:
        if not any((node, URIRef(target), None) in graph for target in _TARGETS) and not any(
            str(p).startswith(SH + "target") for p in graph.predicates(node)
        ):
            continue  # a part of another shape
        code = str(graph.value(node, URIRef(HX + "code")) or node)
        try:
            local += _local(graph, node, code)
        except NotLocal:
            others[code] = others.get(code, 0) + 1
    return Shapes(local, dict(sorted(others.items())))


def _local(graph: Graph, node: Node, code: str) -> list[LocalShape]:
    """Return a shape with a target as local ones. Raises NotLocal."""
    properties = {str(p): list(graph.objects(node, p)) for p in graph.predicates(node)}
    targets = {name: properties.pop(name) for name in _TARGETS if name in properties}
    if SH + "targetObjectsOf" in targets or any(
        name.startswith(SH + "target") for name in properties
    ):
        raise NotLocal
    severity = str(properties.get(SH + "severity", [SH + "Violation"])[0]).removeprefix(SH).lower()
    path = str(properties[SH + "path"][0]) if SH + "path" in properties else ""
    if path and not _is_iri(properties[SH + "path"][0]):
        raise NotLocal
    bare = {name: values for name, values in properties.items() if name not in _WORDS}
    least = int(str(bare.pop(SH + "minCount", [0])[0]))
    most = int(str(bare.pop(SH + "maxCount")[0])) if SH + "maxCount" in bare else None
    accepts = _all_of(graph, bare, of_subject=not path) if bare else None
    classes = tuple(sorted(map(str, targets.get(SH + "targetClass", []))))
    subjects = [str(value) for value in targets.get(SH + "targetSubjectsOf", [])]
    aims = [(classes, "")] if classes else []
    aims += [((), name) for name in subjects]
    if not all(_is_judged(path, of, name, least, most) for of, name in aims):
        raise NotLocal
    return [
        LocalShape(str(node), code, severity, path, of, name, accepts, least, most)
        for of, name in aims
    ]


def _is_judged(
    path: str, classes: tuple[str, ...], subjects_of: str, least: int, most: int | None
) -> bool:
    """Return whether `judge` looks at such a shape."""
    if not path:
        return bool(subjects_of) and not least and most is None
    return subjects_of in ("", path) and (not least or bool(classes))


def _is_iri(node: object) -> bool:
    from rdflib import URIRef

    return isinstance(node, URIRef)


# ── Constraints as conditions ────────────────────────────────────────────────────────────────────


def _all_of(graph: Graph, constraints: Mapping[str, Sequence[Node]], *, of_subject: bool) -> Column:
    conditions = [
        _condition(graph, name, value, of_subject=of_subject)
        for name, values in sorted(constraints.items())
        for value in values
    ]
    return reduce(lambda a, b: a & b, conditions)


def _of_node(graph: Graph, node: Node, *, of_subject: bool) -> Column:
    properties = {str(p): list(graph.objects(node, p)) for p in graph.predicates(node)}
    if SH + "path" in properties:
        return _of_property(properties)
    properties = {name: values for name, values in properties.items() if name not in _WORDS}
    if not properties:
        raise NotLocal
    return _all_of(graph, properties, of_subject=of_subject)


def _of_property(properties: Mapping[str, Sequence[Node]]) -> Column:
    """Return what a value's own properties must be: of its code list, or without a class."""
    from pyspark.sql import functions as f

    path = str(properties[SH + "path"][0])
    names = {name for name in properties if name not in _WORDS}
    if path == _IN_SCHEME and names == {SH + "hasValue"}:
        return f.array_contains("schemes", str(properties[SH + "hasValue"][0]))
    if (
        path == RDF_TYPE
        and names == {SH + "maxCount"}
        and str(properties[SH + "maxCount"][0]) == "0"
    ):
        return f.size("classes") == 0
    raise NotLocal


def _condition(graph: Graph, name: str, value: Node, *, of_subject: bool) -> Column:
    from pyspark.sql import functions as f
    from rdflib.collection import Collection

    word = name.removeprefix(SH)
    if word in ("or", "and"):
        parts = [_of_node(graph, n, of_subject=of_subject) for n in Collection(graph, value)]
        return reduce(lambda a, b: a | b if word == "or" else a & b, parts)
    if word == "not":
        return ~_of_node(graph, value, of_subject=of_subject)
    if word == "property":
        return _of_node(graph, value, of_subject=of_subject)
    if word == "class":
        return f.array_contains("classes", str(value))
    is_literal = f.col("datatype").isNotNull()
    is_blank = ~is_literal & f.col("value").startswith(_BLANK)
    if word == "datatype":
        return f.coalesce(
            (f.col("datatype") == str(value)) & _is_well_formed(str(value)), f.lit(False)
        )
    if word == "nodeKind" and str(value) == SH + "IRI":
        return ~is_literal & ~is_blank
    if word == "pattern":
        return ~is_blank & f.col("value").rlike(_pattern(str(value)))
    if word == "maxLength":
        return ~is_blank & (f.length("value") <= int(str(value)))
    if word == "languageIn":
        return f.coalesce(
            _is_in_languages([str(v) for v in Collection(graph, value)]), f.lit(False)
        )
    raise NotLocal


def _is_well_formed(datatype: str) -> Column:
    from pyspark.sql import functions as f

    if datatype == XSD + "date":
        is_day = f.col("value").rlike(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?\z")
        day = f.substring("value", 1, 10).try_cast("date")
        return is_day & day.isNotNull()
    if datatype in _FORMS:
        return f.col("value").rlike(rf"\A({_FORMS[datatype]})\z")
    if datatype in _ANY_FORM or not datatype.startswith(XSD):
        return f.lit(True)  # of others nobody knows what is ill-formed
    raise NotLocal


def _is_in_languages(tags: Sequence[str]) -> Column:
    from pyspark.sql import functions as f

    tag = f.lower(f.col("language"))
    fits = [(tag == each.lower()) | tag.startswith(f"{each.lower()}-") for each in tags]
    return (f.col("language") != "") & reduce(lambda a, b: a | b, fits)


def _pattern(text: str) -> str:
    r"""Return a pattern as Java reads it, where `$` would also stand before a last line break."""
    return re.sub(r"(?<!\\)\$", r"\\z", text)


# ── Judging ──────────────────────────────────────────────────────────────────────────────────────


def judge(quads: DataFrame, shapes: Shapes, work: Workspace) -> DataFrame:
    """Return what breaks a shape: code, severity, shape, subject, path, value.

    Args:
        quads: As `kg.spark.quads.read_quads` returns them, of all that is judged or referred to.
        shapes: The local ones are judged.
        work: Keeps what several steps use.
    """
    from pyspark.sql import functions as f

    seen = f.col("graph").isNull() | (f.col("graph") == CATALOGUE_GRAPH)
    is_subclass = f.col("predicate") == RDFS + "subClassOf"
    read = work.keep(quads.filter(seen | is_subclass))
    facts = work.keep(read.filter(seen).drop("graph").distinct())
    things = work.keep(_things(facts, _subclasses(read)))
    results = [
        *_of_values(facts, things, shapes.local),
        *_of_subjects(facts, things, shapes.local),
        *_of_numbers(facts, things, shapes.local),
    ]
    return work.keep(reduce(lambda a, b: a.unionByName(b), results)) if results else read.limit(0)


def _subclasses(read: DataFrame) -> dict[str, set[str]]:
    """Return class → itself and all classes above; an ontology is small."""
    from pyspark.sql import functions as f

    above: dict[str, set[str]] = {}
    for row in read.filter(f.col("predicate") == RDFS + "subClassOf").collect():
        above.setdefault(row["subject"], set()).add(row["object"])
    closed: dict[str, set[str]] = {}
    for name in above:
        reached, waiting = {name}, [name]
        while waiting:
            new = above.get(waiting.pop(), set()) - reached
            reached |= new
            waiting.extend(new)
        closed[name] = reached
    return closed


def _things(facts: DataFrame, subclasses: Mapping[str, set[str]]) -> DataFrame:
    """Return everything that has a class or is in a code list: classes, with those above them."""
    from pyspark.sql import functions as f

    types = facts.filter((f.col("predicate") == RDF_TYPE) & f.col("datatype").isNull()).select(
        f.col("subject").alias("thing"), f.col("object").alias("class")
    )
    rows = [(name, sorted(every)) for name, every in subclasses.items()]
    above = facts.sparkSession.createDataFrame(rows, "class string, above array<string>")
    own = f.coalesce(f.col("above"), f.array("class"))
    classes = (
        types.join(f.broadcast(above), "class", "left")
        .select("thing", f.explode(own).alias("class"))
        .groupBy("thing")
        .agg(f.array_sort(f.collect_set("class")).alias("classes"))
    )
    schemes = (
        facts.filter(f.col("predicate") == _IN_SCHEME)
        .groupBy(f.col("subject").alias("thing"))
        .agg(f.collect_set("object").alias("schemes"))
    )
    empty = f.array().cast("array<string>")
    return classes.join(schemes, "thing", "full").select(
        "thing", *(f.coalesce(f.col(name), empty).alias(name) for name in ("classes", "schemes"))
    )


def _known(frame: DataFrame, things: DataFrame, column: str) -> DataFrame:
    """Return rows with the classes and code lists of what a column names."""
    from pyspark.sql import functions as f

    empty = f.array().cast("array<string>")
    joined = frame.join(things.withColumnRenamed("thing", column), column, "left")
    for name in ("classes", "schemes"):
        joined = joined.withColumn(name, f.coalesce(f.col(name), empty))
    return joined


def _aims_at(shape: LocalShape, classes: str) -> Column:
    """Return whether a subject that has the property of the shape is one of its targets."""
    from pyspark.sql import functions as f

    if not shape.classes:
        return f.lit(True)
    return f.arrays_overlap(f.col(classes), f.array(*map(f.lit, shape.classes)))


def _broken(shapes: Sequence[tuple[LocalShape, Column]]) -> Column:
    """Return which of some shapes a row breaks, as a list of their numbers and names."""
    from pyspark.sql import functions as f

    results = [
        f.when(
            breaks,
            f.struct(
                f.lit(shape.code).alias("code"),
                f.lit(shape.severity).alias("severity"),
                f.lit(shape.iri).alias("shape"),
            ),
        )
        for shape, breaks in shapes
    ]
    return f.filter(f.array(*results), lambda each: each.isNotNull())


def _by_path(shapes: Sequence[LocalShape]) -> dict[str, list[LocalShape]]:
    paths: dict[str, list[LocalShape]] = {}
    for shape in shapes:
        paths.setdefault(shape.path, []).append(shape)
    return paths


def _chosen(column: str, cases: Mapping[str, Column]) -> Column:
    """Return the case of each row by the value of a column."""
    from pyspark.sql import functions as f

    chain: Any = f
    for value, case in cases.items():
        chain = chain.when(f.col(column) == value, case)
    return chain  # type: ignore[no-any-return]


def _results(frame: DataFrame, broken: Column, path: Column, value: Column) -> DataFrame:
    from pyspark.sql import functions as f

    return frame.withColumn("broken", f.explode(broken)).select(
        "broken.code",
        "broken.severity",
        "broken.shape",
        "subject",
        path.alias("path"),
        value.alias("value"),
    )


def _of_values(
    facts: DataFrame, things: DataFrame, shapes: Sequence[LocalShape]
) -> Iterator[DataFrame]:
    """Yield values that are not what a shape accepts: a join for what they are."""
    from pyspark.sql import functions as f

    judging = [
        s for s in shapes if s.path and s.accepts is not None and s.subjects_of in ("", s.path)
    ]
    paths = _by_path(judging)
    if not paths:
        return
    rows = facts.filter(f.col("predicate").isin(sorted(paths)))
    if any(shape.classes for shape in judging):
        rows = _known(rows, things, "subject").drop("schemes")
        rows = rows.withColumnRenamed("classes", "of_subject")
    rows = _known(rows.withColumnRenamed("object", "value"), things, "value")
    cases = {}
    for path, of_path in paths.items():
        breaking = []
        for shape in of_path:
            assert shape.accepts is not None
            breaking.append((shape, _aims_at(shape, "of_subject") & ~shape.accepts))
        cases[path] = _broken(breaking)
    yield _results(rows, _chosen("predicate", cases), f.col("predicate"), f.col("value"))


def _of_subjects(
    facts: DataFrame, things: DataFrame, shapes: Sequence[LocalShape]
) -> Iterator[DataFrame]:
    """Yield subjects that are not what a shape accepts which their property aims at."""
    from pyspark.sql import functions as f

    judging = [s for s in shapes if not s.path and s.accepts is not None]
    by_property: dict[str, list[LocalShape]] = {}
    for shape in judging:
        by_property.setdefault(shape.subjects_of, []).append(shape)
    by_property.pop("", None)
    if not by_property:
        return
    rows = facts.filter(f.col("predicate").isin(sorted(by_property)))
    rows = _known(rows.select("subject", "predicate").distinct(), things, "subject")
    rows = rows.withColumn("value", f.col("subject")).withColumn(
        "datatype", f.lit(None).cast("string")
    )
    rows = rows.withColumn("language", f.lit(""))
    cases = {
        name: _broken([(s, ~s.accepts) for s in of_property if s.accepts is not None])
        for name, of_property in by_property.items()
    }
    yield _results(rows, _chosen("predicate", cases), f.lit(""), f.col("subject"))


def _of_numbers(
    facts: DataFrame, things: DataFrame, shapes: Sequence[LocalShape]
) -> Iterator[DataFrame]:
    """Yield subjects that have too many values, or too few."""
    from pyspark.sql import functions as f

    many = _by_path([s for s in shapes if s.path and s.most is not None])
    counts = facts.groupBy("subject", f.col("predicate").alias("path")).agg(
        f.count("*").alias("count")
    )
    if many:
        rows = _known(counts.filter(f.col("path").isin(sorted(many))), things, "subject")
        cases = {
            path: _broken(
                [(s, _aims_at(s, "classes") & (f.col("count") > (s.most or 0))) for s in of_path]
            )
            for path, of_path in many.items()
        }
        yield _results(rows, _chosen("path", cases), f.col("path"), f.lit(""))
    few = [s for s in shapes if s.path and s.least > 0 and s.classes]
    if few:
        rows = facts.sparkSession.createDataFrame(
            [(s.code, s.severity, s.iri, s.path, name, s.least) for s in few for name in s.classes],
            "code string, severity string, shape string, path string, class string, least int",
        )
        aims = things.select(
            f.col("thing").alias("subject"), f.explode("classes").alias("class")
        ).join(f.broadcast(rows), "class")
        missing = aims.join(counts, ["subject", "path"], "left").filter(
            f.coalesce(f.col("count"), f.lit(0)) < f.col("least")
        )
        columns = ("code", "severity", "shape", "subject", "path")
        yield missing.select(*columns, f.lit("").alias("value")).distinct()
