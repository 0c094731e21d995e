"""Classes of values: equal values together, about as many in each, 0 beside them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kg.charts.scale import ZERO, Scale, number

VALUES = st.lists(st.integers(0, 40).map(float), min_size=1, max_size=32)


@given(VALUES)
def test_every_value_has_one_class_and_equal_values_the_same(values: list[float]) -> None:
    scale = Scale.of(values)
    assert len(scale.bounds) <= 5
    for low, high in scale.bounds:
        assert low <= high
        assert low in values
        assert high in values
    for (_, high), (low, _) in itertools.pairwise(scale.bounds):
        assert high < low
    for value in values:
        fitting = [bounds for bounds in scale.bounds if bounds[0] <= value <= bounds[1]]
        assert len(fitting) == (value != 0)
        assert (scale.colour(value) == ZERO) == (value == 0)


@given(VALUES)
def test_a_higher_value_is_never_lighter(values: list[float]) -> None:
    scale = Scale.of(values)
    by_value = [scale.colour(value) for value in sorted(values)]
    order = list(dict.fromkeys([ZERO, *(colour for colour, _ in scale.legend())]))
    places = [order.index(colour) for colour in by_value]
    assert places == sorted(places)


@given(VALUES)
def test_the_legend_has_each_colour_once(values: list[float]) -> None:
    scale = Scale.of(values)
    colours = [colour for colour, _ in scale.legend()]
    assert len(colours) == len(set(colours))
    assert {scale.colour(value) for value in values} == set(colours)


def test_words() -> None:
    scale = Scale.of([0, 1, 2, 3, 4, 5, 6, 7, 8, 1_200])
    assert [words for _, words in scale.legend()] == [
        "0",
        "1",
        "2 – 3",
        "4 – 5",
        "6 – 7",
        "8 – 1,200",
    ]
    assert [number(1234567.0), number(4.85), number(0.1234567)] == ["1,234,567", "4.85", "0.1235"]
