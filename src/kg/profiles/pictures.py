"""The pictures of a profile: the network around a thing, a map of the states, a time line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kg.charts import ego, moments, timeline
from kg.charts import map as maps
from kg.errors import UsageError
from kg.model import Iri, Solutions
from kg.names import class_of
from kg.profiles.document import Group, Item, Picture, Section, ranges
from kg.profiles.fitting import Room
from kg.profiles.reader import Reader, joined
from kg.rdf.namespaces import HX, ID, SOURCE, VOC
from kg.rdf.terms import sparql

_CROWD: Final = 12  # times as many neighbours as can be named: a picture of them tells nothing
_PREFIXES: Final = (
    "PREFIX hx: <https://w3id.org/helixkg/def#> PREFIX org: <http://www.w3.org/ns/org#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)
#: clusters by state, of some sectors or of all; a state without any has 0
_CLUSTERS: Final = _PREFIXES + (
    "SELECT ?state (COUNT(DISTINCT ?cluster) AS ?number) WHERE {{ ?state a hx:State OPTIONAL {{ "
    "?place hx:partOfArea* ?state . ?cluster hx:locatedIn ?place ; a hx:Cluster {of_sectors} "
    "FILTER NOT EXISTS {{ ?cluster hx:realisation ?unreal }} }} }} GROUP BY ?state"
)
#: participants by state, of a thing and its parts
_PARTICIPANTS: Final = _PREFIXES + (
    "PREFIX schema: <https://schema.org/> PREFIX dct: <http://purl.org/dc/terms/> "
    "SELECT ?state (COUNT(DISTINCT ?actor) AS ?number) WHERE {{ {thing} "
    "(^hx:underFramework|^org:subOrganizationOf|^schema:superEvent|^dct:isPartOf|hx:hasPhase)* "
    "?part . ?node hx:participatesIn|org:organization ?part ; hx:participant|org:member ?actor . "
    "?actor hx:locatedIn ?place . ?place hx:partOfArea* ?state . ?state a hx:State }} "
    "GROUP BY ?state"
)


class Pictures:
    """The pictures of a profile, read once, drawn as large as there is room for."""

    def __init__(self, reader: Reader) -> None:
        """Read what there is to draw."""
        self._reader = reader
        self._around: ego.Ego | None = None
        self._map: Section | None = None
        self._dated: list[moments.Dated] = []
        if reader.entity.value.startswith(ID):
            id = reader.entity.value.removeprefix(ID)
            self._around = ego.of(reader.store, id, reader.language)
        if not reader.entity.value.startswith(SOURCE):
            self._map = geography(reader)
            self._dated = moments.around(
                reader.store, reader.about, reader.language, reader.catalogue
            )

    def sections(self, room: Room | None) -> Iterator[Section]:
        """Yield the pictures that there is something to draw for; None draws all."""
        if self._around is not None:
            yield network(self._reader, self._around, room)
        if self._map is not None:
            yield self._map
        if self._dated:
            yield history(self._reader, self._dated, room)

    def drawn(self, section: Section, numbers: Mapping[str, int]) -> Section:
        """Return the section of the dates with its time line, with the numbers of its sources."""
        picture, group = section.blocks
        if not isinstance(picture, Picture) or not isinstance(group, Group):
            return section
        shown = [
            replace(item.moment, label=f"{item.moment.label}{_cited(item, numbers)}")
            for item in _chosen(self._dated, len(group.items))
        ]
        return replace(section, blocks=(replace(picture, svg=timeline.svg(shown, "")), group))


def network(reader: Reader, neighbourhood: ego.Ego, room: Room | None) -> Section:
    """Return the network around an entity."""
    ties = len(neighbourhood.ties)
    caption = reader.wording(
        f"Neighbours: {neighbourhood.size:,}. Ties between them: {ties:,}.",
        f"Vecinos: {neighbourhood.size:,}. Vínculos entre ellos: {ties:,}.",
    )
    if neighbourhood.proposed:
        caption += reader.wording(
            f" Left out: {neighbourhood.proposed:,} ties that are only proposed or planned.",
            f" Se omiten {neighbourhood.proposed:,} vínculos solo propuestos o planeados.",
        )
    title = reader.wording("Network", "Red de relaciones")
    if room is not None and neighbourhood.size > _CROWD * room.names:
        command = f"kg export html --ego {reader.entity.value.removeprefix(ID)} -o ego.html"
        caption += reader.wording(
            f" Too many to be drawn on paper; on the screen: {command}",
            f" Son demasiados para dibujarlos en papel; en la pantalla: {command}",
        )
        return Section("network", title, (Item(caption),))
    caption += reader.wording(
        " An arrow marks relations that lead to the "
        f"centre{'; ties of neighbours are grey' * bool(ties)}.",
        " La flecha marca las relaciones que llegan al "
        f"centro{'; en gris, los vínculos entre vecinos' * bool(ties)}.",
    )
    picture = ego.svg(neighbourhood, neighbourhood.size if room is None else room.names)
    return Section("network", title, (Picture("network", picture, caption),))


def geography(reader: Reader) -> Section | None:
    """Return the map of a thing: where it is, or where what belongs to it is."""
    mine = frozenset(
        fact.object.value
        for fact in reader.facts(HX + "locatedIn", HX + "partOfArea")
        if fact.accepted and isinstance(fact.object, Iri)
    )
    asked = _map_question(reader, mine)
    if asked is None:
        return None
    query, caption = asked
    rows = list(reader.store.select(query).rows)
    try:
        answer = Solutions(("state", "number"), iter(rows))
        data = maps.of_answer(answer, reader.store, reader.language)
    except UsageError:  # no state has any
        return None
    codes = maps.states(reader.store)
    outlined = sorted({reader.entity.value, *mine} & codes.keys())
    drawn = maps.svg(data, "", outlined=[codes[iri] for iri in outlined], size=1.7)
    names = [reader.named(iri) for iri in outlined]
    if names:
        where = joined(names, reader.language)
        caption += reader.wording(f" Outlined: {where}.", f" Con contorno: {where}.")
    return Section("map", reader.wording("Map", "Mapa"), (Picture("map", drawn, caption),))


def _map_question(reader: Reader, mine: frozenset[str]) -> tuple[str, str] | None:
    """Return the query behind the map of a thing and its caption, None where it has no map."""
    classes = set(reader.about.classes)
    if reader.entity.value.startswith(VOC + "sector/"):
        return _clusters([reader.entity], reader)
    if class_of("State") in classes or reader.entity.value == ID + "mexico":
        return _clusters([], reader)
    in_states = mine & maps.states(reader.store).keys()
    if in_states:
        sectors = [
            fact.object
            for fact in reader.facts(HX + "sector")
            if fact.accepted and isinstance(fact.object, Iri)
        ]
        return _clusters(sectors, reader)
    is_joint = any(node.value(HX + "participant") for node in reader.nodes)
    if is_joint and class_of("Country") not in classes:
        caption = reader.wording(
            "Participants, those of its parts included, by state.",
            "Participantes, también los de sus partes, por entidad federativa.",
        )
        return _PARTICIPANTS.format(thing=sparql(reader.entity)), caption
    return None


def _clusters(sectors: list[Iri], reader: Reader) -> tuple[str, str]:
    if not sectors:
        caption = reader.wording(
            "Clusters by state; those only proposed are left out.",
            "Clústeres por entidad federativa; se omiten los solo propuestos.",
        )
        return _CLUSTERS.format(of_sectors=""), caption
    listed = " ".join(map(sparql, sectors))
    narrower = f"; hx:sector ?own . ?own skos:broader* ?sector VALUES ?sector {{ {listed} }}"
    names = joined([reader.named(iri.value) for iri in sectors], reader.language)
    caption = reader.wording(
        f"Clusters by state in: {names}; those only proposed are left out.",
        f"Clústeres por entidad federativa en: {names}; se omiten los solo propuestos.",
    )
    return _CLUSTERS.format(of_sectors=narrower), caption


def _chosen(dated: Sequence[moments.Dated], most: int) -> list[moments.Dated]:
    """Return the dates that most places state, in the order of time."""
    by_weight = sorted(range(len(dated)), key=lambda index: (-len(dated[index].evidence), index))
    return [dated[index] for index in sorted(by_weight[:most])]


def history(reader: Reader, dated: Sequence[moments.Dated], room: Room | None) -> Section:
    """Return the dates around a thing; `drawn` adds the picture when sources have numbers."""
    most = len(dated) if room is None or len(dated) <= room.dates + 1 else room.dates
    items = (
        Item(
            item.moment.label,
            " · ".join(filter(None, [_span(item.moment), item.moment.kind])),
            item.evidence,
            item.iri,
        )
        for item in _chosen(dated, most)
    )
    heading = reader.wording("Dates", "Fechas")
    group = Group(heading, tuple(items), len(dated) - most, is_drawn=True)
    picture = Picture("timeline", "", _time_line_caption(reader, group))
    title = reader.wording("Time line", "Línea de tiempo")
    return Section("timeline", title, (picture, group))


def _time_line_caption(reader: Reader, group: Group) -> str:
    caption = reader.wording(
        "A bar is as long as what is stated: a year, a period; a dot is a month or a day. Numbers "
        "in brackets name the source.",
        "Una barra es tan larga como lo indicado: un año, un periodo; un punto es un mes o un día. "
        "Los números entre corchetes nombran la fuente.",
    )
    if group.more:
        caption += reader.wording(
            f" Not drawn: {group.more:,}, which fewer places state.",
            f" Sin dibujar: {group.more:,}, que constan en menos lugares.",
        )
    return caption


def _cited(item: moments.Dated, numbers: Mapping[str, int]) -> str:
    cited = ranges({numbers[e.iri] for e in item.evidence if e.iri in numbers})
    return f" [{cited}]" if cited else ""


def _span(moment: timeline.Moment) -> str:
    return moment.start + (f" – {moment.end}" if moment.end and moment.end != moment.start else "")
