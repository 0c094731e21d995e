"""A made-up ecosystem of any size, in the form of curated tables.

The rows come in batches, each complete in itself: a synthetic source, some clusters, the
organisations around them, their memberships, labels, programmes, dialogues and figures. The same
seed gives the same rows, whatever the size asked for.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Cells = dict[str, str]

_SURNAMES = (
    "Núñez",
    "Peña",
    "Ibáñez",
    "Muñoz",
    "Cárdenas",
    "Güemes",
    "Ávila",
    "Zúñiga",
    "Treviño",
    "Garza",
    "Sepúlveda",
    "Ordóñez",
    "Yáñez",
    "Bárcenas",
    "Escárcega",
    "Villaseñor",
)
_TRADES = (
    ("Aceros", "Steel"),
    ("Autopartes", "Auto Parts"),
    ("Diseño", "Design"),
    ("Ingeniería", "Engineering"),
    ("Fundición", "Foundry"),
    ("Logística", "Logistics"),
    ("Electrónica", "Electronics"),
    ("Plásticos", "Plastics"),
    ("Energía", "Energy"),
)
_ROLES = {
    "member": 70,
    "collaborator": 12,
    "board-member": 8,
    "affiliate-partner": 6,
    "strategic-ally": 4,
}
_FOREIGN = ("canada", "united-states", "germany", "japan", "spain", "france")
#: code of the constraint → what is wrong with the entity it is planted in
VIOLATIONS = {
    "C30": "one axis is both primary and secondary",
    "C34": "dissolved before it was founded",
    "C44": "a label that expires before it starts",
}


class Planted(NamedTuple):
    """A violation that was put in on purpose."""

    code: str
    subject: str  # the id of the entity, or the path of the node


class World(NamedTuple):
    """What the rows refer to and do not make themselves."""

    states: Mapping[str, str]  # id → name
    sectors: Mapping[str, tuple[str, str, str]]  # code → name in Spanish, English, French
    axes: tuple[str, ...]


@dataclass(slots=True)
class Batch:
    """Rows by table, and the violations planted in them."""

    number: int
    tables: dict[str, list[Cells]] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)

    def add(self, table: str, **cells: str) -> None:
        """Add a row; cells that are not named are empty."""
        self.tables.setdefault(table, []).append(cells)


def batches(world: World, seed: int, violations: float = 0.0) -> Iterator[Batch]:
    """Yield batches without end.

    violations: the share of clusters, organisations and labels that break a constraint.
    """
    number = 0
    while True:
        number += 1
        source = random.Random(f"{seed}/{number}")  # noqa: S311  (no secret hangs on it)
        yield _Maker(world, number, source, violations).batch()


class _Maker:
    """Makes one batch: about twenty clusters in one region, told by one source."""

    def __init__(self, world: World, number: int, source: random.Random, violations: float) -> None:
        self.world = world
        self.random = source
        self.violations = violations
        self.source = f"s{number}"
        self.made = Batch(number)
        self.organisations: list[str] = []

    def batch(self) -> Batch:
        state = self.random.choice(list(self.world.states))
        year = self.random.randint(1995, 2024)
        self.made.add(
            "sources",
            id=self.source,
            type="dataset",
            language="es",
            title=f"Informe sintético {self.made.number}: {self.world.states[state]}",
            issued=str(year),
        )
        for index in range(80):
            self.organisation(index, state)
        programme = self.programme()
        for index in range(20):
            self.cluster(index, state, programme)
        self.dialogue()
        return self.made

    def say(self, table: str, place: str, **cells: str) -> None:
        """Add a claim of this batch's source."""
        certainty = "inferred" if self.random.random() < 0.1 else "explicit"
        self.made.add(table, **cells, source=self.source, locator=place, certainty=certainty)

    def breaks(self, code: str, subject: str) -> bool:
        """Return whether this thing is to break a constraint, and note that it does."""
        if self.random.random() >= self.violations:
            return False
        self.made.planted.append(Planted(code, subject))
        return True

    def organisation(self, index: int, state: str) -> None:
        pick = self.random.random()
        identifier = f"o{self.made.number}-{index}"
        surname = self.random.choice(_SURNAMES)
        trade_es, trade_en = self.random.choice(_TRADES)
        if pick < 0.75:
            kind, helix, level, form = "Company", "industry", "", "tier-2"
            names = {"name_mul": f"{trade_es} {surname} {self.made.number}-{index} S.A. de C.V."}
        elif pick < 0.9:
            kind, helix, level, form = "AcademicInstitution", "academia", "", "university"
            names = {
                "name_es": f"Universidad {surname} de {trade_es} {self.made.number}-{index}",
                "name_en": f"{surname} University of {trade_en} {self.made.number}-{index}",
            }
        else:
            kind, helix, level, form = "PublicOrganisation", "government", "subnational", "ministry"
            names = {
                "name_es": f"Secretaría de {trade_es} {surname} {self.made.number}-{index}",
                "name_en": f"Ministry of {trade_en} {surname} {self.made.number}-{index}",
            }
        self.made.add("registry", id=identifier, kind=kind, helix=helix, level=level, **names)
        founded = self.random.randint(1940, 2010)
        dissolved = ""
        if self.breaks("C34", identifier):
            dissolved = str(founded - 3)
        self.say(
            "organisations",
            f"p. {index}",
            id=identifier,
            org_type=form,
            area=state,
            sector=self.sector(),
            founded=str(founded),
            dissolved=dissolved,
            website=f"https://example.org/{identifier}",
        )
        self.organisations.append(identifier)

    def cluster(self, index: int, state: str, programme: str) -> None:
        identifier = f"c{self.made.number}-{index}"
        sector = self.sector()
        es, en, fr = self.world.sectors[sector]
        number, where = f"{self.made.number}-{index}", self.world.states[state]
        self.made.add(
            "registry",
            id=identifier,
            kind="Cluster",
            helix="intermediary",
            name_es=f"Clúster de {es} de {where} {number}",
            name_en=f"{en} Cluster of {where} {number}",
            name_fr=f"Grappe {fr} de {where} {number}",
        )
        axes = self.random.sample(self.world.axes, 2)
        if self.breaks("C30", identifier):
            axes[1] = axes[0]
        place = f"p. {100 + index}"
        self.say(
            "clusters",
            place,
            id=identifier,
            acronym=f"CL{self.made.number}X{index}",
            form="industry-cluster",
            state=state,
            sector=sector,
            axis_primary=axes[0],
            axis_secondary=axes[1],
            founded=str(self.random.randint(1995, 2020)),
            helices="academia;government;industry",
            status="active",
            website=f"https://example.org/{identifier}",
        )
        # Few clusters have many members, and few organisations are in many clusters.
        size = min(60, int(self.random.paretovariate(1.1) * 4))
        ranks = [1 / (rank + 1) for rank in range(len(self.organisations))]
        members = dict.fromkeys(self.random.choices(self.organisations, ranks, k=size))
        for member in members:
            role = self.random.choices(list(_ROLES), list(_ROLES.values()))[0]
            start = str(self.random.randint(2005, 2024)) if self.random.random() < 0.4 else ""
            self.say(
                "participations",
                place,
                node="membership",
                actor=member,
                role=role,
                object=identifier,
                start=start,
            )
        if self.random.random() < 0.3:
            begun = self.random.randint(2010, 2020)
            ends = begun + 2
            if self.breaks("C44", f"award/{identifier}--l{self.made.number}"):
                ends = begun - 1
            self.say(
                "labels",
                place,
                awardee=identifier,
                scheme=self.label(),
                level=self.random.choice(("bronze", "silver", "gold")),
                valid_from=str(begun),
                expires=str(ends),
            )
        self.say(
            "observations",
            place,
            indicator="count.members",
            entity=identifier,
            period="2018",
            value=str(size * 3),
            unit="NUM",
            status="A",
        )
        if self.random.random() < 0.4:
            self.say(
                "participations",
                place,
                node="participation",
                actor=identifier,
                role="beneficiary",
                object=programme,
            )

    def label(self) -> str:
        identifier = f"l{self.made.number}"
        if not any(row["id"] == identifier for row in self.made.tables["registry"]):
            self.made.add(
                "registry",
                id=identifier,
                kind="LabelScheme",
                name_es=f"Etiqueta sintética {self.made.number}",
                name_en=f"Synthetic label {self.made.number}",
            )
        return identifier

    def programme(self) -> str:
        identifier = f"p{self.made.number}"
        self.made.add(
            "registry",
            id=identifier,
            kind="Programme",
            name_es=f"Programa de Innovación {self.made.number}",
            name_en=f"Innovation Programme {self.made.number}",
        )
        start = self.random.randint(2000, 2020)
        self.say(
            "instruments",
            "p. 90",
            id=identifier,
            type="support-programme",
            responsible=self.organisations[-1],
            status="active",
            start=str(start),
            sector=self.sector(),
        )
        return identifier

    def dialogue(self) -> None:
        identifier = f"d{self.made.number}"
        self.made.add(
            "registry",
            id=identifier,
            kind="Dialogue",
            name_es=f"Diálogo Económico {self.made.number}",
            name_en=f"Economic Dialogue {self.made.number}",
        )
        self.say("bodies", "p. 91", id=identifier, type="high-level-dialogue", status="active")
        for country in ("mexico", self.random.choice(_FOREIGN)):
            self.say(
                "participations",
                "p. 91",
                node="participation",
                actor=country,
                role="party",
                object=identifier,
            )

    def sector(self) -> str:
        """Return a sector; few are in many things."""
        return list(self.world.sectors)[
            min(int(self.random.paretovariate(0.9)) - 1, len(self.world.sectors) - 1)
        ]
