"""What of a profile is shown on two pages, and what is counted instead."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from kg.profiles.document import Block, Group, Item, Picture, Profile, Section, Source

PAGES: Final = 2  # that a profile takes at most

# What the parts of a page take on A4, in millimetres: fitted to 75 profiles that Typst set as PDF,
# whose heights they tell to 5 %.
_PAGE: Final = 258.0  # between the margins, less what is lost at its end
_FRAME, _HEADING = 29.0, 12.0  # title and colophon; the heading of a section
_LINE, _PARAGRAPH = 3.6, 0.8
_ROW, _SOURCE = 4.3, 2.0
_SMALL: Final = 3.0
_WIDE, _NARROW, _HEAD, _FINE = 123, 93, 24, 138  # letters of a line
_WIDTHS: Final = {"map": 92.0, "network": 176.0, "timeline": 176.0}  # of pictures
_BOX: Final = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


class Room(NamedTuple):
    """How much is shown.

    Attributes:
        entries: Of a list of names.
        sentences: Of a list of sentences.
        lists: Of a section.
        names: In the picture of the network.
        dates: In the time line.
        notes: Whether what curators noted on a contradiction stands beside it.
        conflicts: Contradictions, however many sentences there are.
    """

    entries: int
    sentences: int
    lists: int
    names: int
    dates: int
    notes: bool = True
    conflicts: int = 3


#: from much to little; the first is taken that fits
ROOMS: Final = (
    Room(entries=12, sentences=12, lists=40, names=36, dates=24),
    Room(entries=10, sentences=10, lists=16, names=30, dates=18),
    Room(entries=8, sentences=8, lists=12, names=26, dates=14),
    Room(entries=6, sentences=6, lists=9, names=22, dates=11),
    Room(entries=5, sentences=5, lists=7, names=18, dates=9),
    Room(entries=4, sentences=4, lists=6, names=16, dates=8),
    Room(entries=3, sentences=3, lists=5, names=14, dates=7),
    Room(entries=3, sentences=3, lists=3, names=12, dates=6, notes=False),
    Room(entries=2, sentences=3, lists=2, names=12, dates=5, notes=False),
    Room(entries=2, sentences=2, lists=1, names=12, dates=4, notes=False),
    Room(entries=1, sentences=1, lists=1, names=8, dates=3, notes=False),
    Room(entries=1, sentences=1, lists=1, names=8, dates=2, notes=False, conflicts=1),
)


def folded(section: Section, room: Room, further: str) -> Section:
    """Return a section of which no more is shown than there is room for; the rest is counted.

    Args:
        section: The whole section.
        room: How much there is room for.
        further: The heading of the lists that are only named.
    """
    sentences = room.sentences
    if section.key == "conflicts":  # each is as long as two or three others
        sentences = max(room.conflicts, sentences // 2)
    blocks = [
        _shown(block, sentences if block.is_list else room.entries)
        if isinstance(block, Group) and not block.is_drawn
        else block
        for block in section.blocks
    ]
    if not room.notes:
        blocks = [_briefly(block) if isinstance(block, Group) else block for block in blocks]
    lists = [index for index, block in enumerate(blocks) if _is_row(block)]
    if len(lists) > room.lists + 1:
        left = lists[room.lists :]
        also = _named([blocks[index] for index in left], further)
        blocks = [block for index, block in enumerate(blocks) if index not in left]
        blocks.append(also)
    return replace(section, blocks=tuple(blocks))


def _briefly(group: Group) -> Group:
    """Return a list with shorter notes, where its entries have them."""
    items = (replace(item, note=item.brief) if item.brief else item for item in group.items)
    return replace(group, items=tuple(items))


def _is_row(block: Block) -> bool:
    return isinstance(block, Group) and not block.is_list and not block.is_drawn


def _shown(group: Group, most: int) -> Group:
    """Return a list with the entries that most places state, in the order that they had.

    Sentences have an order of their own: the first ones stay. One entry too many is shown, since
    the words that count it are as long.
    """
    if len(group.items) <= most + 1:
        return group
    chosen = list(range(len(group.items)))
    if not group.is_list:
        chosen.sort(key=lambda index: (-group.items[index].weight, index))
    items = tuple(group.items[index] for index in sorted(chosen[:most]))
    return replace(group, items=items, more=len(group.items) - most)


def _named(lists: list[Block], further: str) -> Group:
    """Return lists as one, which names each and counts its entries."""
    groups = [block for block in lists if isinstance(block, Group)]
    return Group(further, tuple(map(_in_brief, groups)), counted=sum(map(_hidden, groups)))


def _in_brief(group: Group) -> Item:
    """Return a list as an entry: what is in it where that is one thing, else how much it is."""
    if _hidden(group):
        return Item(f"{group.heading} ({group.size:,})")
    (item,) = group.items
    return replace(item, text=f"{group.heading}: {item.text}")


def _hidden(group: Group) -> int:
    return 0 if group.size == 1 else group.size


def fitted(assembled: Callable[[Room], Profile], pages: int) -> Profile:
    """Return a profile of which as much is shown as fits on some pages of A4.

    Args:
        assembled: Returns the profile with as much as there is room for.
        pages: How many.
    """
    above = room = ROOMS[0]
    assembly = assembled(room)
    for narrower in ROOMS[1:]:
        if _fits(assembly, pages):
            break
        above, room = room, narrower
        assembly = assembled(room)
    for name in Room._fields:  # more of one kind may still fit
        wider = room._replace(**{name: getattr(above, name)})
        if wider == room:
            continue
        larger = assembled(wider)
        if _fits(larger, pages):
            assembly, room = larger, wider
    return assembly


def _fits(profile: Profile, pages: int) -> bool:
    return height(profile) <= pages * _PAGE


def height(profile: Profile) -> float:
    """Return how high a profile is on paper, in millimetres, as far as letters can tell."""
    sections = sum(_HEADING + sum(_heights(profile, section)) for section in profile.sections)
    sources = sum(map(_source, profile.sources))
    return _FRAME + sections + (_HEADING + sources if profile.sources else 0)


def _heights(profile: Profile, section: Section) -> Iterator[float]:
    for block in section.printed():
        if isinstance(block, Picture):
            yield _picture(block)
        elif isinstance(block, Item):
            yield _lines(_text(profile, block), _WIDE) * _LINE + _PARAGRAPH
        elif block.is_list:
            texts = [_text(profile, item) for item in block.items]
            yield (sum(_lines(text, _WIDE) for text in texts) + bool(block.more)) * _LINE
        else:
            shared = profile.cited_by_all(block)
            text = "; ".join(_text(profile, item, cite=not shared) for item in block.items)
            rest = " and 100 more" if block.more else ""
            yield max(_lines(text + rest, _NARROW), _lines(block.heading, _HEAD)) * _ROW


def _text(profile: Profile, item: Item, *, cite: bool = True) -> str:
    """Return an entry with as many letters as it takes; numbers of sources are small."""
    cited = profile.cited(item) if cite else ""
    note = f" ({item.note})" if item.note else ""
    return item.text + note + "." * math.ceil(len(cited) * 0.55)


def _lines(text: str, letters: int) -> int:
    return max(1, math.ceil(len(text) / letters))


def _picture(picture: Picture) -> float:
    box = _BOX.search(picture.svg)
    return _WIDTHS[picture.name] * float(box[2]) / float(box[1]) if box else 0.0


def _source(source: Source) -> float:
    places = sum(len(place.text) + len(str(place.number)) + 3 for place in source.places)
    places += sum(len(sure) + 3 for sure, _ in source.by_certainty() if sure)
    lines = _lines(source.reference, _FINE) + math.ceil(places / _FINE)
    return lines * _SMALL + _SOURCE
