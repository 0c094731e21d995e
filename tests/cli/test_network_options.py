"""An option that is given overrides the file of --projection, whatever its value."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kg.cli.network_options import Choice, network_options
from kg.network.declared import Projection

#: every option of a projection → another value than its default as a file has it, and as it is read
OTHER: dict[str, tuple[str, object]] = {
    "profile": ('"geo"', "geo"),
    "places": ('"node"', "node"),
    "ego": ('"claut"', "claut"),
    "steps": ("2", 2),
    "at": ('"2019"', "2019"),
    "linked": ("true", True),
    "with_proposed": ("true", True),
    "bipartite": ('"Cluster:sector"', "Cluster:sector"),
    "one_mode": ('"Cluster:sector"', "Cluster:sector"),
    "weight": ('"newman"', "newman"),
    "hub": ("7", 7),
    "quotient": ('"helix"', "helix"),
    "backbone": ("0.05", 0.05),
    **dict.fromkeys(
        (
            "kind",
            "helix",
            "state",
            "country",
            "sector",
            "relation",
            "source",
            "without_kind",
            "without_relation",
        ),
        ('["x"]', ("x",)),
    ),
    "certainty": ('["explicit"]', ("explicit",)),
}
#: flags and lists cannot be given at their default, nor can a number whose default is none
NOT_AT_DEFAULT = {"linked", "with_proposed", "backbone"} | {
    name for name, (_, value) in OTHER.items() if isinstance(value, tuple)
}


def chosen(*arguments: str) -> Projection:
    """Return the projection that a command gets."""
    received: list[Projection] = []

    @click.command()
    @network_options
    def command(choice: Choice) -> None:
        received.append(choice.projection)

    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return received[0]


def test_every_option_is_here() -> None:
    assert set(OTHER) == {field.name for field in fields(Projection)}


@pytest.mark.parametrize("name", OTHER)
def test_the_file_counts_and_an_option_counts_more(name: str, tmp_path: Path) -> None:
    default = getattr(Projection(), name)
    in_file, value = OTHER[name]
    assert value != default
    file = tmp_path / "p.toml"
    file.write_text(f"{name} = {in_file}\n", encoding="utf-8")
    option = f"--{name.replace('_', '-')}"
    assert getattr(chosen("--projection", str(file)), name) == value
    if name not in NOT_AT_DEFAULT:
        assert getattr(chosen("--projection", str(file), option, str(default)), name) == default
