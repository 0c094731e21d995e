"""kg conflicts, kg coverage and kg diff: what they print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

FACT = "<https://w3id.org/helixkg/id/a> <https://w3id.org/helixkg/def#technology> {} .\n"
CLAIM = (
    "<https://w3id.org/helixkg/id/a> <https://w3id.org/helixkg/def#technology> {} "
    "<https://w3id.org/helixkg/evidence/001/s1> .\n"
)


def test_conflicts_are_narrowed_by_type_source_and_decision(
    quick_kg: Run, project_store_once: Path
) -> None:
    def heads(*options: str) -> list[list[str]]:
        done = quick_kg("conflicts", *options, "--store", project_store_once)
        assert done.returncode == 0, done.stderr
        return [line.split("  ") for line in done.stdout.splitlines() if line[0] != " "]

    everything, undecided = heads(), heads("--open")
    assert 0 < len(undecided) < len(everything)
    assert all("open" in head[2] for head in undecided)
    identity = heads("--type", "identity")
    assert {head[1] for head in identity} == {"identity"}
    assert 0 < len(heads("--source", "004")) < len(everything)
    assert heads("--type", "no-such-type") == []


def test_members_of_a_conflict_have_names_in_both_languages(
    quick_kg: Run, project_store_once: Path
) -> None:
    for language, name in (("en", "Baja California Aerospace Cluster"), ("es", "Clúster")):
        done = quick_kg(
            "conflicts", "--type", "identity", "--lang", language, "--store", project_store_once
        )
        assert name in done.stdout


def test_coverage_counts_and_lists(quick_kg: Run, small_store: Path) -> None:
    store = ("--store", small_store)
    counts = quick_kg("coverage", *store).stdout.splitlines()
    assert counts[0].split()[-1].replace(",", "").isdigit()
    assert counts[1].endswith(" %")
    gap = next(line for line in counts if line.startswith("entities without label-es"))
    listed = quick_kg("coverage", "--list", "label-es", *store).stdout.splitlines()
    assert len(listed) == int(gap.split()[-1])
    assert all(len(line.split("  ", 1)) == 2 for line in listed)  # id and name
    of_kind = quick_kg("coverage", "--list", "link", "--kind", "State", *store).stdout
    row = next(line.split() for line in counts if line.startswith("State "))
    head = next(line.split() for line in counts if line.split()[:2] == ["document", "link"])
    assert len(of_kind.splitlines()) == int(row[2 + head.index("link")])
    assert counts[-1].startswith("0: every entity of the kind has one; -: ")
    for options, message in (
        (("--kind", "Company"), "--kind needs --list"),
        (("--list", "link", "--kind", "Shoe"), "no entity of the kind 'Shoe'; there are: Cluster"),
        (("--list", "ror", "--kind", "Cluster"), "--list ror is of all kinds"),
    ):
        wrong = quick_kg("coverage", *options, *store)
        assert wrong.returncode == 2
        assert message in wrong.stderr
    refused = quick_kg("coverage", "--list", "shoe-size", *store)
    assert refused.returncode == 2
    assert "no gap is called 'shoe-size'; use one of: place, sector, helix" in refused.stderr


@pytest.fixture
def dumps(tmp_path: Path) -> tuple[Path, Path]:
    """Two dumps: one fact and one claim changed, one of each added, one of each removed."""
    old, new = tmp_path / "old.nq", tmp_path / "new.nq"
    other = FACT.replace("id/a", "id/b"), CLAIM.replace("id/a", "id/b")
    third = FACT.replace("id/a", "id/c"), CLAIM.replace("id/a", "id/c")
    old.write_text("".join(t.format('"1"') for t in (FACT, CLAIM, *other)), "utf-8")
    new.write_text(
        FACT.format('"2"') + CLAIM.format('"2"') + "".join(t.format('"1"') for t in third), "utf-8"
    )
    return old, new


def test_a_difference_is_told_in_six_sections(quick_kg: Run, dumps: tuple[Path, Path]) -> None:
    done = quick_kg("diff", *dumps)
    assert done.returncode == 1
    titles = [line for line in done.stdout.splitlines() if line[0] not in "+-~"]
    assert titles == [
        f"{part} {change} (1)"
        for part in ("Facts", "Claims")
        for change in ("added", "removed", "changed")
    ]
    assert "+ id:c hx:technology 1\n" in done.stdout
    assert "- id:b hx:technology 1\n" in done.stdout
    assert "~ id:a hx:technology 1 → 2\n" in done.stdout
    assert done.stdout.count("001/s1]") == 3, "a claim says where it stands"
    markdown = quick_kg("diff", *dumps, "-f", "markdown").stdout
    assert markdown.startswith("## Facts added (1)\n- + id:c")


def test_a_difference_as_json(quick_kg: Run, dumps: tuple[Path, Path]) -> None:
    done = quick_kg("diff", *dumps, "-f", "json")
    assert done.returncode == 1
    difference = json.loads(done.stdout)
    (changed,) = difference["claims"]["changed"]
    assert changed == {
        "subject": "https://w3id.org/helixkg/id/a",
        "predicate": "https://w3id.org/helixkg/def#technology",
        "graph": "https://w3id.org/helixkg/evidence/001/s1",
        "before": "1",
        "after": "2",
    }
    (added,) = difference["facts"]["added"]
    assert added["subject"].endswith("/c")
    assert added["graph"] == ""
    assert len(difference["facts"]["removed"]) == 1


def test_equal_dumps_are_exit_code_0(quick_kg: Run, dumps: tuple[Path, Path]) -> None:
    done = quick_kg("diff", dumps[0], dumps[0])
    assert (done.returncode, done.stdout) == (0, "")
