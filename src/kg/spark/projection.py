"""The nodes and edges of quads, by the rules of `kg.network.projection`, as tables of Spark.

The tests hold the two together: of the same quads, both make the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Final

from kg.network.cache import EDGE_FIELDS, LABEL_COLUMNS, NODE_FIELDS
from kg.network.contraction import CONTRACTIONS, Contraction
from kg.network.dating import OCCASIONS, PARTICIPATION
from kg.network.elements import WOULD_BE
from kg.network.foreign import NAMES, OF_TERMS, UNTYPED
from kg.network.projection import ACTUAL, ENDS, OF_CONCEPTS, STARTS, narrowest_kind
from kg.rdf import iris
from kg.rdf.namespaces import BASE, EVIDENCE, HX, ID, PREF_LABEL, RDF_TYPE, RDFS
from kg.spark import expressions as e

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.spark.workspace import Workspace

_SUBCLASS: Final = RDFS + "subClassOf"
_BLANK: Final = "_:"
_MOST_STEPS: Final = 50  # from an area to one that it is part of


@dataclass(frozen=True, slots=True)
class Tables:
    """The nodes and edges of a network, with the columns of `kg.network.cache.NetworkCache`.

    Attributes:
        nodes: Sorted by id; so are the others.
        edges: Between them.
        ties: The edges that share ends, kind and realisation as one.
    """

    nodes: DataFrame
    edges: DataFrame
    ties: DataFrame


def project(quads: DataFrame, work: Workspace) -> Tables:
    """Return the network of some quads.

    Args:
        quads: As `kg.spark.quads.read_quads` returns them.
        work: Keeps what several steps use.
    """
    from pyspark.sql import functions as f

    is_fact = f.col("graph").isNull()
    is_claim = f.col("graph").startswith(EVIDENCE)
    read = work.keep(quads.filter(is_fact | is_claim | (f.col("predicate") == _SUBCLASS)))
    facts = work.keep(read.filter(is_fact).drop("graph").distinct())
    links = facts.filter(f.col("datatype").isNull()).select("subject", "predicate", "object")
    claims = read.filter(is_claim).select("subject", "predicate", "object", "graph").distinct()
    types, is_ours = _entity_types(links, facts)
    superclasses = _superclasses(read)
    nodes = work.keep(_nodes(types, superclasses, facts, links, is_ours))
    ends = nodes.select("id", "iri", "kind", "status", "start", "end")
    direct = _direct_edges(links, claims, ends)
    contracted = [_contracted(facts, claims, ends, contraction) for contraction in CONTRACTIONS]
    edges = work.keep(
        _dated(_with_unique_ids(direct, reduce(lambda a, b: a.unionByName(b), contracted)))
        .select(*EDGE_FIELDS)
        .orderBy("id")
    )
    return Tables(_with_degrees(nodes, edges), edges, _ties(edges))


def _iris(links: DataFrame, predicates: str | Sequence[str]) -> DataFrame:
    """Return subject and object of facts with a property whose ends are both IRIs."""
    from pyspark.sql import functions as f

    names = [predicates] if isinstance(predicates, str) else list(predicates)
    return links.filter(
        f.col("predicate").isin(names)
        & ~f.col("subject").startswith(_BLANK)
        & ~f.col("object").startswith(_BLANK)
    ).select("subject", "object")


def _entity_types(links: DataFrame, facts: DataFrame) -> tuple[DataFrame, bool]:
    """Return IRI and classes of all entities, and whether these are of our own namespace."""
    from pyspark.sql import functions as f

    types = _iris(links, RDF_TYPE)
    nary = [contraction.type for contraction in CONTRACTIONS]
    every_nary = types.filter(f.col("object").isin(nary)).select("subject")
    plain = types.join(every_nary, "subject", "left_anti")
    ours = plain.filter(f.col("subject").startswith(ID) & (f.col("subject") != ID))
    is_ours = not ours.isEmpty()
    chosen = ours if is_ours else _foreign_types(plain, facts)
    classes = f.array_sort(f.collect_set("object")).alias("classes")
    return chosen.groupBy(f.col("subject").alias("iri")).agg(classes), is_ours


def _foreign_types(types: DataFrame, facts: DataFrame) -> DataFrame:
    """Return the classes of what is no term; see `kg.network.foreign.foreign_types`."""
    from pyspark.sql import functions as f

    is_of_terms = reduce(lambda a, b: a | b, (f.col("object").startswith(p) for p in OF_TERMS))
    terms = types.groupBy("subject").agg(f.every(is_of_terms).alias("all")).filter("all")
    named = (
        facts.filter(f.col("predicate").isin(list(NAMES)))
        .filter(~f.col("subject").startswith(_BLANK))
        .select("subject")
        .distinct()
        .join(types.select("subject").distinct(), "subject", "left_anti")
        .withColumn("object", f.lit(UNTYPED))
    )
    return types.join(terms, "subject", "left_anti").unionByName(named)


def _superclasses(read: DataFrame) -> dict[str, set[str]]:
    """Return class → its superclasses, as any graph states them; an ontology is small."""
    from pyspark.sql import functions as f

    superclasses: dict[str, set[str]] = defaultdict(set)
    for row in read.filter(f.col("predicate") == _SUBCLASS).select("subject", "object").collect():
        superclasses[row[0]].add(row[1])
    return superclasses


def _nodes(
    types: DataFrame,
    superclasses: Mapping[str, set[str]],
    facts: DataFrame,
    links: DataFrame,
    is_ours: bool,
) -> DataFrame:
    """Return the nodes with all their columns but the degree."""
    from pyspark.sql import functions as f

    described = (
        types.join(_kinds(types, superclasses), "classes")
        .select("iri", "kind")
        .join(_codes(links), "iri", "left")
        .join(_dates(facts), "iri", "left")
        .join(_regions(types, links), "iri", "left")
        .join(_labels(facts) if is_ours else _foreign_labels(facts), "iri", "left")
    )
    empty = f.array().cast("array<string>")
    lists = ("country", "state", "area", "sector", "technology", "languages", "labels")
    texts = ("helix", "status", "start", "end")
    filled = described.select(
        e.slug(f.col("iri")).alias("id"),
        "iri",
        "kind",
        *(f.coalesce(f.col(name), empty).alias(name) for name in lists),
        *(f.coalesce(f.col(name), f.lit("")).alias(name) for name in texts),
    )
    # An event without an end is over as it begins.
    is_over = (f.col("kind") == "Event") & (f.col("end") == "")
    last = f.when(is_over, f.col("start")).otherwise(f.col("end"))
    return filled.select(
        *NODE_FIELDS,
        "languages",
        "labels",
        *(e.label(tag, f.col("id")).alias(f"label {tag}") for tag in LABEL_COLUMNS),
        e.spells(e.period(f.col("start"), last)).alias("spells"),
    )


def _kinds(types: DataFrame, superclasses: Mapping[str, set[str]]) -> DataFrame:
    """Return the kind of each combination of classes; of these there are few."""
    combinations = [row[0] for row in types.select("classes").distinct().collect()]
    rows = [(names, narrowest_kind(set(names), superclasses)) for names in combinations]
    return types.sparkSession.createDataFrame(rows, "classes array<string>, kind string")


def _codes(links: DataFrame) -> DataFrame:
    """Return helix, sector, technology and status of what has them."""
    from pyspark.sql import functions as f

    names = ("helix", "sector", "technology", "status", "realisation")
    pairs = links.filter(
        f.col("predicate").isin([HX + name for name in names])
        & ~f.col("subject").startswith(_BLANK)
        & ~f.col("object").startswith(_BLANK)
    ).withColumn("code", e.code(f.col("object")))

    def of(name: str) -> Column:
        return f.when(f.col("predicate") == HX + name, f.col("code"))

    is_actual = (f.col("predicate") == HX + "realisation") & (f.col("object") == ACTUAL)
    grouped = pairs.groupBy(f.col("subject").alias("iri")).agg(
        f.min(of("helix")).alias("helix"),
        f.array_sort(f.collect_list(of("sector"))).alias("sector"),
        f.array_sort(f.collect_list(of("technology"))).alias("technology"),
        f.min(of("status")).alias("stated"),
        f.min(of("realisation")).alias("intended"),
        f.some(is_actual).alias("is_actual"),
    )
    intended = f.when(~f.col("is_actual"), f.col("intended"))
    status = f.coalesce(intended, f.col("stated")).alias("status")
    return grouped.select("iri", "helix", "sector", "technology", status)


def _dates(facts: DataFrame) -> DataFrame:
    """Return from when and until when things are there, dates as recorded."""
    from pyspark.sql import functions as f

    stated = facts.filter(
        f.col("predicate").isin([*STARTS, *ENDS])
        & f.col("datatype").isNotNull()
        & (f.col("object") != "")
    )
    is_start = f.col("predicate").isin(list(STARTS))
    return stated.groupBy(f.col("subject").alias("iri")).agg(
        f.min(f.when(is_start, f.col("object"))).alias("start"),
        f.max(f.when(~is_start, f.col("object"))).alias("end"),
    )


def _regions(types: DataFrame, links: DataFrame) -> DataFrame:
    """Return country, state and area of the entities; see `kg.network.regions.Regions`."""
    from pyspark.sql import functions as f

    located = _iris(links, HX + "locatedIn").toDF("iri", "place")
    own = types.select("iri", f.col("iri").alias("place"))
    near = own.unionByName(located.join(types.select("iri"), "iri"))
    above = _closure(_iris(links, HX + "partOfArea").toDF("below", "above"))
    beyond = near.join(above, near["place"] == above["below"]).select("iri", "above")
    home = _iris(links, HX + "homeCountry").toDF("iri", "place")

    def those_of(name: str) -> DataFrame:
        is_one = f.array_contains("classes", HX + name)
        return types.filter(is_one).select(f.col("iri").alias("place"), f.lit(True).alias(name))

    every = (
        near.unionByName(beyond.toDF("iri", "place"))
        .distinct()
        .join(those_of("Country"), "place", "left")
        .join(those_of("State"), "place", "left")
    )
    other = f.col("Country").isNull() & f.col("State").isNull() & (f.col("iri") != f.col("place"))

    def listed(condition: Column) -> Column:
        return f.array_sort(f.collect_list(f.when(condition, f.col("place"))))

    regions = every.groupBy("iri").agg(
        listed(f.col("Country")).alias("country"),
        listed(f.col("State")).alias("state"),
        listed(other).alias("area"),
    )
    homes = home.groupBy("iri").agg(f.array_sort(f.collect_set("place")).alias("home"))
    there = f.when(f.size("country") > 0, f.col("country")).otherwise(f.col("home"))
    return regions.join(homes, "iri", "left").select(
        "iri",
        f.transform(there, e.slug).alias("country"),
        f.transform("state", e.slug).alias("state"),
        f.transform("area", e.slug).alias("area"),
    )


def _closure(part_of: DataFrame) -> DataFrame:
    """Return each area with every area that it is part of, over any number of steps.

    Areas are few beside what lies in them, and lie some steps deep: the links are collected.
    """
    links: dict[str, set[str]] = defaultdict(set)
    for below, above in part_of.collect():
        links[below].add(above)
    rows = []
    for below in sorted(links):
        reached, waiting = set(links[below]), list(links[below])
        while waiting:
            new = links.get(waiting.pop(), set()) - reached
            reached |= new
            waiting.extend(new)
        rows += [(below, above) for above in sorted(reached)]
    return part_of.sparkSession.createDataFrame(rows, "below string, above string")


def _labels(facts: DataFrame) -> DataFrame:
    """Return languages and labels of things, sorted by language; of several the first in order."""
    from pyspark.sql import functions as f

    return _by_language(
        facts.filter(f.col("predicate") == PREF_LABEL).select(
            f.col("subject").alias("iri"), "object", "datatype", "language"
        )
    )


def _foreign_labels(facts: DataFrame) -> DataFrame:
    """Return labels by the first property that names a thing; see `foreign_labels`."""
    from pyspark.sql import functions as f

    rank = f.array_position(f.array(*map(f.lit, NAMES)), f.col("predicate"))
    named = facts.filter(f.col("predicate").isin(list(NAMES))).select(
        f.col("subject").alias("iri"), "object", "datatype", "language", rank.alias("rank")
    )
    words = named.filter(f.col("datatype").isNotNull() & f.col("object").rlike(e.WORDS))
    first = words.groupBy("iri").agg(f.min("rank").alias("rank"))
    return _by_language(words.join(first, ["iri", "rank"]).drop("rank"))


def _by_language(named: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f

    words = named.filter(f.col("datatype").isNotNull() & f.col("object").rlike(e.WORDS))
    first = words.groupBy("iri", "language").agg(f.min("object").alias("label"))
    pairs = first.groupBy("iri").agg(
        f.sort_array(f.collect_list(f.struct("language", "label"))).alias("pairs")
    )
    return pairs.select(
        "iri", f.col("pairs.language").alias("languages"), f.col("pairs.label").alias("labels")
    )


# ── Edges ────────────────────────────────────────────────────────────────────────────────────────


def _at(ends: DataFrame, side: str) -> DataFrame:
    """Return what an edge takes from its end: "source" or "target"."""
    from pyspark.sql import functions as f

    would_be = f.when(f.col("status").isin(sorted(WOULD_BE)), f.col("status"))
    return ends.select(
        f.col("iri").alias(f"{side}_iri"),
        f.col("id").alias(side),
        f.struct(
            "kind",
            "start",
            f.when((f.col("kind") == "Event") & (f.col("end") == ""), f.col("start"))
            .otherwise(f.col("end"))
            .alias("end"),
            would_be.alias("would_be"),
        ).alias(f"{side}_end"),
    )


def _between(pairs: DataFrame, ends: DataFrame) -> DataFrame:
    """Return pairs of IRIs of which both are entities, with what edges take from these."""
    return pairs.join(_at(ends, "source"), "source_iri").join(_at(ends, "target"), "target_iri")


def _direct_edges(links: DataFrame, claims: DataFrame, ends: DataFrame) -> DataFrame:
    """Return an edge for each pair of entities that a property links."""
    from pyspark.sql import functions as f

    names = links.select("predicate").distinct()
    rows = [
        (name, iris.shorten(name), iris.local_name(name))
        for (name,) in names.collect()
        if name not in OF_CONCEPTS
    ]
    words = links.sparkSession.createDataFrame(
        rows, "predicate string, relation string, kind string"
    )
    pairs = links.join(f.broadcast(words), "predicate").toDF(
        "predicate", "source_iri", "target_iri", "relation", "kind"
    )
    graphs = claims.groupBy(
        "predicate", f.col("subject").alias("source_iri"), f.col("object").alias("target_iri")
    ).agg(f.collect_list("graph").alias("graphs"))
    linked = _between(pairs, ends).join(graphs, ["predicate", "source_iri", "target_iri"], "left")
    empty = f.lit("")
    return _edges(
        linked.select(
            f.concat_ws("|", "source", "relation", "target").alias("id"),
            "source",
            "target",
            "kind",
            "relation",
            empty.alias("start"),
            empty.alias("end"),
            "graphs",
            empty.alias("realisation"),
            "source_end",
            "target_end",
        )
    )


def _contracted(
    facts: DataFrame, claims: DataFrame, ends: DataFrame, contraction: Contraction
) -> DataFrame:
    """Return the edges that the nodes of an n-ary class become; see `contracted_edges`."""
    from pyspark.sql import functions as f

    members = facts.filter(
        (f.col("predicate") == RDF_TYPE) & (f.col("object") == contraction.type)
    ).select("subject")
    of_members = facts.join(members, "subject")
    is_link = f.col("datatype").isNull()

    def value(predicate: str) -> Column:
        return f.when(f.col("predicate") == predicate, f.col("object"))

    roles = f.array_sort(f.collect_set(e.code(value(contraction.kind))))
    states = f.collect_set(e.code(value(HX + "realisation")))
    would_be = f.array(*map(f.lit, sorted(WOULD_BE)))
    grouped = of_members.groupBy("subject").agg(
        f.collect_list(f.when(is_link, value(contraction.source))).alias("sources"),
        f.collect_list(f.when(is_link, value(contraction.target))).alias("targets"),
        f.when(f.size(roles) > 0, roles)
        .otherwise(f.array(f.lit(contraction.default)))
        .alias("roles"),
        f.coalesce(f.min(value(contraction.start)), f.lit("")).alias("start"),
        f.coalesce(f.max(value(contraction.end)), f.lit("")).alias("end"),
        f.coalesce(f.array_min(f.array_intersect(states, would_be)), f.lit("")).alias(
            "realisation"
        ),
    )
    graphs = (
        claims.filter(f.col("predicate") == contraction.source)
        .groupBy("subject")
        .agg(f.collect_set("graph").alias("graphs"))
    )
    pairs = (
        grouped.withColumn("source_iri", f.explode("sources"))
        .withColumn("target_iri", f.explode("targets"))
        .withColumn("kind", f.explode("roles"))
        .join(graphs, "subject", "left")
    )
    relation = iris.shorten(contraction.type)
    nameless = f.concat_ws("|", "source", f.lit(relation), "target")
    named = e.without_prefix(f.col("subject"), BASE)
    return _edges(
        _between(pairs, ends).select(
            f.when(f.col("subject").startswith(_BLANK), nameless).otherwise(named).alias("id"),
            "source",
            "target",
            "kind",
            f.lit(relation).alias("relation"),
            "start",
            "end",
            "graphs",
            "realisation",
            "source_end",
            "target_end",
        )
    )


def _edges(linked: DataFrame) -> DataFrame:
    """Return edges with what they rest on, as real as their ends."""
    from pyspark.sql import functions as f

    graphs = f.coalesce(f.col("graphs"), f.array().cast("array<string>"))
    of_ends = f.coalesce(f.col("target_end.would_be"), f.col("source_end.would_be"), f.lit(""))
    realisation = f.when(f.col("realisation") == "", of_ends).otherwise(f.col("realisation"))
    return linked.withColumn("realisation", realisation).select(
        *(name for name in linked.columns if name != "graphs"),
        *(column.alias(name) for name, column in e.support(graphs).items()),
    )


def _with_unique_ids(direct: DataFrame, contracted: DataFrame) -> DataFrame:
    """Return all edges; those that share an id get " 2", " 3", … in the order of their columns.

    Ids of direct edges differ, unless their relation is called like one that is contracted.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    names = [iris.shorten(contraction.type) for contraction in CONTRACTIONS]
    is_called_alike = f.col("relation").isin(names)
    alike = Window.partitionBy("id").orderBy(
        "source", "target", "kind", "start", "end", "evidence", "realisation"
    )
    number = f.row_number().over(alike)
    unique = (
        contracted.unionByName(direct.filter(is_called_alike))
        .withColumn("number", number)
        .withColumn(
            "id",
            f.when(f.col("number") == 1, f.col("id")).otherwise(f.concat_ws(" ", "id", "number")),
        )
        .drop("number")
    )
    return direct.filter(~is_called_alike).unionByName(unique)


def _dated(edges: DataFrame) -> DataFrame:
    """Return edges with the dates of the thing that they stand for; see `kg.network.dating`."""
    from pyspark.sql import functions as f

    def has_dates(side: str) -> Column:
        return (f.col(f"{side}_end.start") != "") | (f.col(f"{side}_end.end") != "")

    undated = (f.col("start") == "") & (f.col("end") == "")
    stands_for = f.lit(None).cast("string")
    of_participation = (f.col("relation") == PARTICIPATION) & has_dates("target")
    stands_for = f.when(of_participation, f.lit("target")).otherwise(stands_for)
    for kind in reversed(OCCASIONS):
        for side in ("target", "source"):
            fits = (f.col(f"{side}_end.kind") == kind) & has_dates(side)
            stands_for = f.when(fits, f.lit(side)).otherwise(stands_for)
    chosen = edges.withColumn("_side", f.when(undated, stands_for))

    def taken(of_target: str, of_source: str, own: Column) -> Column:
        return (
            f.when(f.col("_side") == "target", f.col(of_target))
            .when(f.col("_side") == "source", f.col(of_source))
            .otherwise(own)
        )

    return chosen.select(
        *("id", "source", "target", "kind", "relation", "evidence", "sources", "certainty"),
        "realisation",
        taken("target_end.start", "source_end.start", f.col("start")).alias("start"),
        taken("target_end.end", "source_end.end", f.col("end")).alias("end"),
        taken("target", "source", f.lit("")).alias("dated_by"),
    )


def _with_degrees(nodes: DataFrame, edges: DataFrame) -> DataFrame:
    """Return the nodes, sorted, with how many edges begin or end there; a loop counts twice."""
    from pyspark.sql import functions as f

    ends = edges.select(f.explode(f.array("source", "target")).alias("id"))
    counts = ends.groupBy("id").agg(f.count("*").cast("int").alias("degree"))
    degree = f.coalesce(f.col("degree"), f.lit(0)).alias("degree")
    columns = [name for name in nodes.columns if name != "spells"]
    return nodes.join(counts, "id", "left").select(*columns, degree, "spells").orderBy("id")


def _ties(edges: DataFrame) -> DataFrame:
    """Return one tie for the edges that share ends, kind and realisation; see `spells.ties`."""
    from pyspark.sql import functions as f

    whole = [name for name in EDGE_FIELDS if name not in ("source", "target", "kind")]
    first = f.min(f.struct(*whole))
    grouped = edges.groupBy("source", "target", "kind", "realisation").agg(
        first.alias("first"),
        f.min("start").alias("start"),  # "" where one is
        f.when(f.min("end") == "", f.lit("")).otherwise(f.max("end")).alias("end"),
        f.when(f.min("dated_by") == f.max("dated_by"), f.min("dated_by"))
        .otherwise(f.lit(""))
        .alias("dated_by"),
        f.flatten(f.collect_list("evidence")).alias("graphs"),
        e.periods(f.col("start"), f.col("end")).alias("periods"),
    )
    basis = e.support(f.col("graphs"))
    return (
        grouped.select(
            f.col("first.id").alias("id"),
            "source",
            "target",
            "kind",
            f.col("first.relation").alias("relation"),
            "start",
            "end",
            *(basis[name].alias(name) for name in ("evidence", "sources", "certainty")),
            "realisation",
            "dated_by",
            e.spells(f.col("periods")).alias("spells"),
        )
        .select(*EDGE_FIELDS, "spells")
        .orderBy("id")
    )
