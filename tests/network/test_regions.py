"""In which country and state an entity lies."""

from __future__ import annotations

import pytest

from kg.network.regions import Regions

REGIONS = Regions(
    countries={"mexico", "canada"},
    states={"jalisco", "sonora"},
    located={"firm": {"zapopan"}, "chain": {"zapopan", "sonora"}, "lab": {"nowhere"}},
    part_of={
        "zapopan": {"jalisco"},
        "jalisco": {"mexico"},
        "sonora": {"mexico"},
        "loop": {"pool"},
        "pool": {"loop", "canada"},
    },
    home={"firm": {"canada"}, "lab": {"canada"}, "fund": {"mexico", "canada"}},
)


@pytest.mark.parametrize(
    ("entity", "country", "state"),
    [
        ("firm", ["mexico"], ["jalisco"]),  # where it is located, not its home country
        ("chain", ["mexico"], ["jalisco", "sonora"]),
        ("lab", ["canada"], []),  # its location is in no country
        ("fund", ["canada", "mexico"], []),
        ("unknown", [], []),
        ("mexico", ["mexico"], []),
        ("sonora", ["mexico"], ["sonora"]),
        ("loop", ["canada"], []),  # areas that are part of each other
    ],
)
def test_regions_follow_the_areas_and_else_the_home_country(
    entity: str, country: list[str], state: list[str]
) -> None:
    assert REGIONS.country(entity) == country
    assert REGIONS.state(entity) == state
