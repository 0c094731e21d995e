"""A profile takes two pages at most: what is shown is chosen, what is not shown is counted."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pypdf
import pytest

from kg import names
from kg.claims.evidence import Evidence
from kg.profiles import PAGES, Profile, profile
from kg.profiles.document import Group, Item, Section
from kg.profiles.fitting import ROOMS, Room, fitted, folded
from kg.profiles.pdf import pdf
from kg.store import EmbeddedStore

DAY = datetime.date(2026, 11, 29)
#: those of which most is said, of each kind
LARGE = ("mexico", "voc:sector/automotive", "src:001")
OTHERS = (
    *("nuevo-leon", "jalisco", "baja-california", "secretaria-de-economia", "promexico", "src:003"),
    *(
        "united-states",
        "european-union",
        "icluster",
        "hled",
        "museic",
        "claut-nuevo-leon",
        "canieti",
    ),
    *("voc:sector/aerospace", "voc:sector/ict", "voc:technology/iot", "state-innovation-agendas"),
)


def pages(of: Profile) -> int:
    return len(pypdf.PdfReader(io.BytesIO(pdf(of))).pages)


@pytest.mark.parametrize(
    "names_",
    [
        pytest.param(LARGE, id="large"),
        pytest.param(OTHERS, id="others", marks=pytest.mark.full),
    ],
)
def test_it_takes_two_pages(names_: tuple[str, ...], project_store_once: Path) -> None:
    store = EmbeddedStore.open(project_store_once)
    for number, name in enumerate(names_):
        language = ("es", "en")[number % 2]
        of = profile(store, names.resolve(store, name), language, day=DAY)
        assert pages(of) <= PAGES, name


def items(number: int, *, places: int = 1) -> tuple[Item, ...]:
    evidence = tuple(Evidence(f"e{n}", "001", "", f"p. {n}", "explicit") for n in range(places))
    return tuple(Item(f"{places}.{n}", evidence=evidence) for n in range(number))


ROOM = Room(entries=2, sentences=2, lists=2, names=9, dates=9, notes=False)


def test_of_a_list_what_most_places_state_is_shown_in_its_own_order() -> None:
    group = Group("h", (*items(3), *items(1, places=2), *items(2), *items(1, places=3)))
    (shown,) = folded(Section("links", "L", (group,)), ROOM, "Also").blocks
    assert isinstance(shown, Group)
    assert [item.text for item in shown.items] == ["2.0", "3.0"]
    assert (shown.more, shown.size, shown.hidden) == (5, 7, 5)


def test_of_sentences_the_first_are_shown_and_one_too_many_is_no_reason_to_count() -> None:
    (shown,) = folded(
        Section("figures", "F", (Group("", items(9), is_list=True),)), ROOM, "Also"
    ).blocks
    assert isinstance(shown, Group)
    assert [item.text for item in shown.items] == ["1.0", "1.1"]
    whole = Section("figures", "F", (Group("", items(3), is_list=True),))
    assert folded(whole, ROOM, "Also") == whole


def test_of_many_lists_the_last_are_named_with_what_is_in_them() -> None:
    lists = tuple(Group(f"L{n}", items(n)) for n in (3, 3, 3, 1))
    shown = folded(Section("links", "L", lists), ROOM, "Also").blocks
    assert shown[:2] == lists[:2]
    (also,) = shown[2:]
    assert isinstance(also, Group)
    assert also.heading == "Also"
    assert [item.text for item in also.items] == ["L3 (3)", "L1: 1.0"]
    assert also.hidden == 3


def test_long_notes_are_shorter_where_there_is_little_room() -> None:
    group = Group("", (Item("a", "a long note", brief="see"), Item("b", "note")), is_list=True)
    section = Section("conflicts", "C", (group,))
    (shown,) = folded(section, ROOM, "Also").blocks
    assert isinstance(shown, Group)
    assert [item.note for item in shown.items] == ["see", "note"]
    assert folded(section, ROOMS[0], "Also") == section


def test_as_much_is_shown_as_fits() -> None:
    asked: list[Room] = []

    def assembled(room: Room) -> Profile:
        asked.append(room)
        section = Section("figures", "F", (Group("", items(8 * room.sentences), is_list=True),))
        return Profile("i", "t", "k", "en", (section,), (), {}, ())

    short = fitted(assembled, 1)
    (shown,) = short.sections[0].blocks
    assert isinstance(shown, Group)
    assert asked[0] == ROOMS[0]
    assert len(shown.items) < 8 * ROOMS[0].sentences
    assert len(shown.items) == 8 * max(
        r.sentences for r in ROOMS if r.sentences * 8 * 3.6 < 258 - 41
    )
