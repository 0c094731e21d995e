"""A made-up ecosystem of any size, in the form of curated tables.

The rows come in batches, each complete in itself: a synthetic source, some clusters, the
organisations around them, their memberships, labels, programmes, dialogues and figures. The same
seed gives the same rows, whatever the size asked for.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

Cells = dict[str, str]  # column → text
_ORGANISATIONS: Final = 80  # in a batch
_CLUSTERS: Final = 20

_SURNAMES: Final = (
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
#: Spanish, English
_TRADES: Final = (
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
#: role of a member → how frequent it is
_ROLES: Final = {
    "member": 70,
    "collaborator": 12,
    "board-member": 8,
    "affiliate-partner": 6,
    "strategic-ally": 4,
}
_FOREIGN: Final = ("canada", "united-states", "germany", "japan", "spain", "france")
#: code of the constraint → what is wrong with the entity it is planted in
VIOLATIONS: Final = {
    "C30": "one axis is both primary and secondary",
    "C34": "dissolved before it was founded",
    "C44": "a label that expires before it starts",
}


class Planted(NamedTuple):
    """A violation that was put in on purpose.

    Attributes:
        code: The code of the constraint, such as `C30`.
        subject: The id of the entity that breaks it, or the path of the n-ary node.
    """

    code: str
    subject: str


class World(NamedTuple):
    """What the rows refer to without making it.

    Attributes:
        states: From the id of a state to its name.
        sectors: From the code of a sector to its name in Spanish, English and French.
        axes: The codes of the strategic axes.
    """

    states: Mapping[str, str]
    sectors: Mapping[str, tuple[str, str, str]]
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

    Args:
        world: What the rows refer to.
        seed: The same seed gives the same batches.
        violations: The share of clusters, organisations and labels that break a constraint,
            from 0 to 1.
    """
    for number in itertools.count(1):
        generator = random.Random(f"{seed}/{number}")  # noqa: S311  (no secret hangs on it)
        yield _BatchBuilder(world, number, generator, violations).build()


class _BatchBuilder:
    """Builds one batch: twenty clusters in one state, as one source describes them.

    The order of calls of the random generator is part of what a seed means: change it, and all
    rows change.
    """

    def __init__(
        self, world: World, number: int, generator: random.Random, violations: float
    ) -> None:
        self.world = world
        self.random = generator
        self.violations = violations
        self.source = f"s{number}"
        self.batch = Batch(number)
        self.number = number
        self.organisations: list[str] = []

    def build(self) -> Batch:
        state = self.random.choice(list(self.world.states))
        year = self.random.randint(1995, 2024)
        self.batch.add(
            "sources",
            id=self.source,
            type="dataset",
            language="es",
            title=f"Informe sintético {self.number}: {self.world.states[state]}",
            issued=str(year),
        )
        for index in range(_ORGANISATIONS):
            self.organisation(index, state)
        programme = self.programme()
        for index in range(_CLUSTERS):
            self.cluster(index, state, programme)
        self.dialogue()
        return self.batch

    def claim(self, table: str, locator: str, **cells: str) -> None:
        """Add a row that this batch's source states."""
        certainty = "inferred" if self.random.random() < 0.1 else "explicit"
        self.batch.add(table, **cells, source=self.source, locator=locator, certainty=certainty)

    def plant(self, code: str, subject: str) -> bool:
        """Return whether this subject is to break a constraint, and note that it does."""
        if self.random.random() >= self.violations:
            return False
        self.batch.planted.append(Planted(code, subject))
        return True

    def organisation(self, index: int, state: str) -> None:
        identifier = f"o{self.number}-{index}"
        form = self.register_organisation(identifier, f"{self.number}-{index}")
        founded = self.random.randint(1940, 2010)
        dissolved = ""
        if self.plant("C34", identifier):
            dissolved = str(founded - 3)
        self.claim(
            "organisations",
            f"p. {index}",
            id=identifier,
            area=state,
            sector=self.sector(),
            founded=str(founded),
            dissolved=dissolved,
            website=f"https://example.org/{identifier}",
            **form,
        )
        self.organisations.append(identifier)

    def register_organisation(self, identifier: str, number: str) -> Cells:
        """Add an organisation to the registry, and return the cell that says what it is."""
        pick = self.random.random()
        surname = self.random.choice(_SURNAMES)
        trade_es, trade_en = self.random.choice(_TRADES)
        if pick < 0.75:
            kind, helix, level, form = "Company", "industry", "", {"supply_chain_tier": "tier-2"}
            names = {"name_mul": f"{trade_es} {surname} {number} S.A. de C.V."}
        elif pick < 0.9:
            kind, helix, level = "AcademicInstitution", "academia", ""
            form = {"org_type": "university"}
            names = {
                "name_es": f"Universidad {surname} de {trade_es} {number}",
                "name_en": f"{surname} University of {trade_en} {number}",
            }
        else:
            kind, helix, level = "PublicOrganisation", "government", "subnational"
            form = {"org_type": "ministry"}
            names = {
                "name_es": f"Secretaría de {trade_es} {surname} {number}",
                "name_en": f"Ministry of {trade_en} {surname} {number}",
            }
        self.batch.add("registry", id=identifier, kind=kind, helix=helix, level=level, **names)
        return form

    def cluster(self, index: int, state: str, programme: str) -> None:
        identifier, locator = f"c{self.number}-{index}", f"p. {100 + index}"
        sector = self.sector()
        self.register_cluster(identifier, f"{self.number}-{index}", sector, state)
        axes = self.random.sample(self.world.axes, 2)
        if self.plant("C30", identifier):
            axes[1] = axes[0]
        self.claim(
            "clusters",
            locator,
            id=identifier,
            acronym=f"CL{self.number}X{index}",
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
        size = self.members(identifier, locator)
        if self.random.random() < 0.3:
            self.award(identifier, locator)
        self.claim(
            "observations",
            locator,
            indicator="count.members",
            entity=identifier,
            period="2018",
            value=str(size * 3),
            unit="NUM",
            status="A",
        )
        if self.random.random() < 0.4:
            self.claim(
                "participations",
                locator,
                node="participation",
                actor=identifier,
                role="beneficiary",
                object=programme,
            )

    def register_cluster(self, identifier: str, number: str, sector: str, state: str) -> None:
        es, en, fr = self.world.sectors[sector]
        where = self.world.states[state]
        self.batch.add(
            "registry",
            id=identifier,
            kind="Cluster",
            helix="intermediary",
            name_es=f"Clúster de {es} de {where} {number}",
            name_en=f"{en} Cluster of {where} {number}",
            name_fr=f"Grappe {fr} de {where} {number}",
        )

    def members(self, cluster: str, locator: str) -> int:
        """Add the members of a cluster, and return how many were drawn.

        Few clusters have many members, and few organisations are in many clusters.
        """
        size = min(60, int(self.random.paretovariate(1.1) * 4))
        weights = [1 / (rank + 1) for rank in range(len(self.organisations))]
        for member in dict.fromkeys(self.random.choices(self.organisations, weights, k=size)):
            role = self.random.choices(list(_ROLES), list(_ROLES.values()))[0]
            start = str(self.random.randint(2005, 2024)) if self.random.random() < 0.4 else ""
            self.claim(
                "participations",
                locator,
                node="membership",
                actor=member,
                role=role,
                object=cluster,
                start=start,
            )
        return size

    def award(self, cluster: str, locator: str) -> None:
        """Add a quality label that a cluster holds for two years."""
        start = self.random.randint(2010, 2020)
        expires = start + 2
        if self.plant("C44", f"award/{cluster}--l{self.number}"):
            expires = start - 1
        self.claim(
            "labels",
            locator,
            awardee=cluster,
            scheme=self.label_scheme(),
            level=self.random.choice(("bronze", "silver", "gold")),
            valid_from=str(start),
            expires=str(expires),
        )

    def label_scheme(self) -> str:
        """Return the id of the label scheme of this batch; the first call registers it."""
        identifier = f"l{self.number}"
        if not any(row["id"] == identifier for row in self.batch.tables["registry"]):
            self.batch.add(
                "registry",
                id=identifier,
                kind="LabelScheme",
                name_es=f"Etiqueta sintética {self.number}",
                name_en=f"Synthetic label {self.number}",
            )
        return identifier

    def programme(self) -> str:
        """Add a programme, and return its id."""
        identifier = f"p{self.number}"
        self.batch.add(
            "registry",
            id=identifier,
            kind="Programme",
            name_es=f"Programa de Innovación {self.number}",
            name_en=f"Innovation Programme {self.number}",
        )
        start = self.random.randint(2000, 2020)
        self.claim(
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
        identifier = f"d{self.number}"
        self.batch.add(
            "registry",
            id=identifier,
            kind="Dialogue",
            name_es=f"Diálogo Económico {self.number}",
            name_en=f"Economic Dialogue {self.number}",
        )
        self.claim("bodies", "p. 91", id=identifier, type="high-level-dialogue", status="active")
        for country in ("mexico", self.random.choice(_FOREIGN)):
            self.claim(
                "participations",
                "p. 91",
                node="participation",
                actor=country,
                role="party",
                object=identifier,
            )

    def sector(self) -> str:
        """Return a sector; few sectors are frequent."""
        rank = int(self.random.paretovariate(0.9)) - 1
        sectors = list(self.world.sectors)
        return sectors[min(rank, len(sectors) - 1)]
