"""The part of a network that a projection chooses; see `kg.network.declared.Projection`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.errors import AmbiguousName, UnknownName, UsageError, in_language
from kg.network import profiles
from kg.network.declared import Projection
from kg.network.elements import WOULD_BE, LeftOut
from kg.network.select import Selection, occurs_not
from kg.rdf import iris
from kg.rdf.namespaces import ID
from kg.spark import derive
from kg.spark import expressions as e
from kg.spark.network import SparkNetwork, among, with_ends

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.spark.workspace import Workspace

_MOST_CANDIDATES: Final = 10


def chosen_network(full: SparkNetwork, projection: Projection, work: Workspace) -> SparkNetwork:
    """Return the network that a projection describes, and what it leaves out.

    States, countries and the ego are named by id, IRI, or a label without regard to accents and
    case: there is no store whose other names could be asked.

    Raises:
        UsageError: A word fits nothing, or two forms are asked for at once.
        AmbiguousName: A name fits several entities.
    """
    ego = resolve(full, projection.ego) if projection.ego else ""
    real = _real(full, projection, projection.at, ego, work)
    left_out = real.left_out
    if projection.at:
        timeless = _real(full, projection, "", ego, work)
        left_out = replace(
            left_out,
            ended=timeless.edges.count() - real.edges.count(),
            undated=real.edges.filter("start = '' AND end = ''").count(),
        )
    derived = _derived(real, projection, full)
    if projection.linked:
        derived = replace(derived, nodes=with_ends(derived.nodes, derived.edges))
    return replace(derived, left_out=left_out)


def resolve(network: SparkNetwork, name: str, kind: str = "") -> str:
    """Return the id of the node that a name means.

    Raises:
        UnknownName: It means none.
        AmbiguousName: It means several.
    """
    from pyspark.sql import functions as f

    of_kind = network.nodes.filter(f.col("kind") == kind) if kind else network.nodes
    exact = of_kind.filter(f.col("id") == name.removeprefix(ID)).select("id").limit(1).collect()
    if exact:
        return str(exact[0][0])
    matches = (
        of_kind.filter(e.mapped(f.col("label"), iris.fold) == iris.fold(name))
        .select("iri", "label", "kind")
        .orderBy("iri")
        .limit(_MOST_CANDIDATES)
        .collect()
    )
    if len(matches) > 1:
        raise AmbiguousName(name, [tuple(row) for row in matches])
    if not matches:
        noun = kind or in_language("node", "nodo")
        raise UnknownName(
            in_language(
                f"no {noun} '{name}' in these tables; they know ids, IRIs and labels",
                f"no hay {noun} «{name}» en estas tablas; conocen ids, IRI y etiquetas",
            )
        )
    return str(matches[0]["iri"]).removeprefix(ID)


def _selection(full: SparkNetwork, projection: Projection, at: str) -> Selection:
    def ids(names: Sequence[str], kind: str) -> tuple[str, ...]:
        return tuple(resolve(full, name, kind) for name in names)

    return Selection(
        kinds=projection.kind,
        helices=projection.helix,
        countries=ids(projection.country, "Country"),
        states=ids(projection.state, "State"),
        sectors=projection.sector,
        relations=projection.relation or profiles.PROFILES[projection.profile].relations,
        sources=projection.source,
        certainty=projection.certainty,
        without_kinds=projection.without_kind,
        without_relations=projection.without_relation,
        at=at,
    )


def _real(
    full: SparkNetwork, projection: Projection, at: str, ego: str, work: Workspace
) -> SparkNetwork:
    """Return what is chosen, of this what the profile keeps, of this what is real, counted."""
    from pyspark.sql import functions as f

    selection = _selection(full, projection, at)
    _check(selection, full)
    kinds = _kinds_left_out(full, projection)
    is_gone = f.col("kind").isin(list(kinds)) & (f.col("id") != ego)
    would_be = f.col("status").isin(sorted(WOULD_BE)) & f.lit(not projection.with_proposed)
    nodes = work.keep(
        full.nodes.filter(_fits_node(selection))
        .withColumn("_gone", is_gone)
        .withColumn("_real", ~is_gone & ~would_be)
    )
    flags = f.struct("kind", "_gone", "_real")
    ends = nodes.select("id", flags.alias("_end"))
    edges = (
        full.edges.filter(_fits_edge(selection))
        .join(ends.toDF("source", "_s"), "source")
        .join(ends.toDF("target", "_t"), "target")
        .withColumn("_lost", f.col("_s._gone") | f.col("_t._gone"))
        .withColumn("_proposed", (f.col("realisation") != "") & ~f.lit(projection.with_proposed))
    )
    edges = work.keep(edges)
    own = [name for name in nodes.columns if not name.startswith("_")]
    real_nodes = nodes.filter("_real").select(*own)
    real_edges = edges.filter("NOT _lost AND NOT _proposed AND _s._real AND _t._real").select(
        *full.edges.columns
    )
    if not ego:
        return SparkNetwork(real_nodes, real_edges, _left_out(nodes.filter("_gone"), edges))
    part = derive.ego(SparkNetwork(real_nodes, real_edges), ego, projection.steps, work)
    reached = work.keep(part.nodes.select("id"))
    near = work.keep(
        edges.join(reached.toDF("source").withColumn("_near_s", f.lit(True)), "source", "left")
        .join(reached.toDF("target").withColumn("_near_t", f.lit(True)), "target", "left")
        .filter("_near_s OR _near_t")
    )
    removed = among(
        nodes.filter("_gone"),
        "id",
        near.select(f.explode(f.array("source", "target")).alias("id")).distinct(),
    )
    return replace(part, left_out=_left_out(removed, near))


def _left_out(removed: DataFrame, edges: DataFrame) -> LeftOut:
    """Return what was left out; see `kg.network.declared.Projection`.

    Args:
        removed: Nodes that the profile leaves out.
        edges: Those of which some are lost with them, or only proposed.
    """
    from pyspark.sql import functions as f

    def is_place(end: str) -> Column:
        return f.col(f"{end}._gone") & f.col(f"{end}.kind").isin(list(profiles.PLACES))

    counts = {row["kind"]: row["count"] for row in removed.groupBy("kind").count().collect()}
    is_beside = f.col("_s._real") | f.col("_t._real")
    if "_near_s" in edges.columns:
        is_beside = f.col("_near_s").isNotNull() | f.col("_near_t").isNotNull()
    lost, at_places, proposed = edges.agg(
        f.count_if("_lost"),
        f.count_if(is_place("_s") | is_place("_t")),
        f.count_if(~f.col("_lost") & f.col("_proposed") & is_beside),
    ).collect()[0]
    return LeftOut(
        proposed=proposed,
        places=sum(counts.get(kind, 0) for kind in profiles.PLACES),
        place_ties=at_places,
        kinds={kind: counts[kind] for kind in sorted(counts) if kind not in profiles.PLACES},
        kind_ties=lost - at_places,
    )


def _kinds_left_out(full: SparkNetwork, projection: Projection) -> tuple[str, ...]:
    """Return the kinds that the profile leaves out and no other field names."""
    from pyspark.sql import functions as f

    if projection.bipartite or projection.one_mode:
        return ()
    named = {*projection.kind}
    if projection.relation:
        relations = list(projection.relation)
        meant = f.col("kind").isin(relations) | f.col("relation").isin(relations)
        ends = with_ends(full.nodes, full.edges.filter(meant))
        named |= {row[0] for row in ends.select("kind").distinct().collect()}
    return profiles.kinds_left_out(projection.profile, projection.places, named)


def _derived(network: SparkNetwork, projection: Projection, full: SparkNetwork) -> SparkNetwork:
    projection.require_one_form()
    if projection.bipartite:
        network = derive.bipartite(network, projection.bipartite)
    if projection.one_mode:
        network = derive.one_mode(
            network, projection.one_mode, weight=projection.weight, hub=projection.hub
        )
    if projection.quotient:
        network = derive.quotient(network, projection.quotient, full.nodes.select("id", "label"))
    return network if projection.backbone is None else derive.backbone(network, projection.backbone)


# ── Conditions ───────────────────────────────────────────────────────────────────────────────────


def _covers(start: Column, end: Column, at: str) -> Column:
    """Return whether periods cover a date; see `kg.network.select.covers`."""
    from pyspark.sql import functions as f

    def first(text: Column, length: Column) -> Column:
        return f.substr(text, f.lit(1), length)

    date, length = f.lit(at), f.lit(len(at))
    has_begun = (start == "") | (first(start, length) <= first(date, f.length(start)))
    has_not_ended = (end == "") | (first(end, length) >= first(date, f.length(end)))
    return has_begun & has_not_ended


def _fits_node(selection: Selection) -> Column:
    from pyspark.sql import functions as f

    def overlaps(column: str, values: Sequence[str], *, own_id: bool = False) -> Column:
        asked = f.array(*map(f.lit, values))
        is_shared = f.arrays_overlap(column, asked)
        return is_shared | f.col("id").isin(list(values)) if own_id else is_shared

    fits = f.lit(True)
    if selection.kinds:
        fits &= f.col("kind").isin(list(selection.kinds))
    if selection.without_kinds:
        fits &= ~f.col("kind").isin(list(selection.without_kinds))
    if selection.helices:
        fits &= f.col("helix").isin(list(selection.helices))
    if selection.countries:
        fits &= overlaps("country", list(selection.countries), own_id=True)
    if selection.states:
        fits &= overlaps("state", list(selection.states), own_id=True)
    if selection.sectors:
        fits &= overlaps("sector", list(selection.sectors))
    if selection.at:
        is_over = (f.col("kind") == "Event") & (f.col("end") == "")
        last = f.when(is_over, f.col("start")).otherwise(f.col("end"))
        fits &= _covers(f.col("start"), last, selection.at)
    return fits


def _fits_edge(selection: Selection) -> Column:
    from pyspark.sql import functions as f

    def is_of(names: Sequence[str]) -> Column:
        return f.col("kind").isin(list(names)) | f.col("relation").isin(list(names))

    fits = f.lit(True)
    if selection.relations:
        fits &= is_of(list(selection.relations))
    if selection.without_relations:
        fits &= ~is_of(list(selection.without_relations))
    if selection.certainty:
        fits &= f.col("certainty").isin(list(selection.certainty))
    if selection.sources:
        asked = list(selection.sources)
        fits &= f.exists("evidence", lambda graph: e.document(graph).isin(asked))
    if selection.at:
        fits &= _covers(f.col("start"), f.col("end"), selection.at)
    return fits


def _check(selection: Selection, network: SparkNetwork) -> None:
    """Raise UsageError for a word that does not occur in the network."""
    for word, asked, occurring in _vocabulary(selection, network):
        if not asked:
            continue
        known = {row[0] for row in occurring.distinct().collect()}
        for value in asked:
            if value not in known:
                raise UsageError(occurs_not(word, value, known))


def _vocabulary(
    selection: Selection, network: SparkNetwork
) -> Iterator[tuple[str, Sequence[str], DataFrame]]:
    """Yield what a field is called, its values, and those that occur; nothing is computed yet."""
    from pyspark.sql import functions as f

    nodes, edges = network.nodes, network.edges
    yield "kind", [*selection.kinds, *selection.without_kinds], nodes.select("kind")
    yield "helix", list(selection.helices), nodes.select("helix")
    relations = edges.select(f.explode(f.array("kind", "relation")))
    yield "relation", [*selection.relations, *selection.without_relations], relations
    yield "sector", list(selection.sectors), nodes.select(f.explode("sector"))
    documents = edges.select(f.explode(f.transform("evidence", e.document)))
    yield "source", list(selection.sources), documents
    yield "certainty", list(selection.certainty), edges.select("certainty")
