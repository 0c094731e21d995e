"""A small network that has one of everything, and the published schema of GEXF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]

from kg.network import Edge, Network, Node

ENTITY = "https://w3id.org/helixkg/id/"
EVIDENCE = "https://w3id.org/helixkg/evidence/"
SCHEMA = Path(__file__).parents[2] / "../shared/conformance/gexf-1.3/gexf.rng"


@pytest.fixture
def network() -> Network:
    """Return three nodes; two parallel edges of different kinds, two of the same, one loop."""
    return Network(
        nodes=(
            Node(
                "claut",
                ENTITY + "claut",
                'Clúster "Automotriz" de Nuevo León; A.C.',
                "Cluster",
                "intermediary",
                ("mexico",),
                ("nuevo-leon", "sonora"),
                ("automotive", "it"),
                "active",
            ),
            Node(
                "nuevo-leon",
                ENTITY + "nuevo-leon",
                "Nuevo León",
                "State",
                "",
                ("mexico",),
                ("nuevo-leon",),
            ),
            Node(
                "uanl",
                ENTITY + "uanl",
                "Universidad Autónoma, <UANL> & Cía.",
                "AcademicInstitution",
                "academia",
            ),
        ),
        edges=(
            Edge("claut|hx:complements|claut", "claut", "claut", "complements", "hx:complements"),
            Edge(
                "claut|hx:locatedIn|nuevo-leon",
                "claut",
                "nuevo-leon",
                "locatedIn",
                "hx:locatedIn",
                "",
                "",
                (EVIDENCE + "001/annex-table-6", EVIDENCE + "003/s1-2"),
                2,
                "explicit",
            ),
            Edge(
                "membership/uanl--claut--member--2016",
                "uanl",
                "claut",
                "member",
                "org:Membership",
                "2016",
                "2018-05-01",
                (EVIDENCE + "001/s3--inferred",),
                1,
                "inferred",
            ),
            Edge(
                "membership/uanl--claut--member--2020",
                "uanl",
                "claut",
                "member",
                "org:Membership",
                "2020",
            ),
            Edge(
                "uanl|hx:strategicPartner|claut",
                "uanl",
                "claut",
                "strategicPartner",
                "hx:strategicPartner",
            ),
        ),
    )


@pytest.fixture(scope="session")
def gexf_errors() -> Callable[[bytes], list[str]]:
    """Return a function: document → what the RELAX NG schema of GEXF 1.3 objects to.

    The test is skipped where the schema is not at hand.
    """
    if not SCHEMA.is_file():
        pytest.skip("the GEXF 1.3 conformance suite is not beside the repository")
    schema = etree.RelaxNG(etree.parse(SCHEMA.resolve()))

    def errors(document: bytes) -> list[str]:
        schema.validate(etree.fromstring(document))
        return list(map(str, schema.error_log))

    return errors
