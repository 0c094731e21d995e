"""A profile as Markdown; its pictures are described, since a text has no place for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.profiles.document import Group, Item, Picture, Profile

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>|])")


def markdown(profile: Profile) -> str:
    """Return the profile as Markdown."""
    return "\n".join(_lines(profile)) + "\n"


def _lines(profile: Profile) -> Iterator[str]:
    yield f"# {_text(profile.title)}"
    yield ""
    yield f"*{_text(profile.kind)}*"
    for section in profile.sections:
        yield ""
        yield f"## {_text(section.title)}"
        for block in section.blocks:
            yield ""
            if isinstance(block, Item):
                yield _item(profile, block)
            elif isinstance(block, Picture):
                yield f"*{_text(block.caption)}*"
            else:
                yield from _group(profile, block)
    yield ""
    yield f"## {profile.words['sources']}"
    for source in profile.sources:
        yield ""
        yield _text(source.reference)
        yield ""
        yield from (f"- [{place.number}] {_text(str(place))}" for place in source.places)
    yield ""
    if profile.folded:
        yield _text(profile.words["all"].format(n=f"{profile.folded:,}"))
        yield ""
    yield _text(" ".join(profile.colophon))


def _group(profile: Profile, group: Group) -> Iterator[str]:
    shared = profile.cited_by_all(group)
    more = profile.words["more"].format(n=f"{group.more:,}") if group.more else ""
    if group.is_list:
        yield from (f"- {_item(profile, item)}" for item in group.items)
        if more:
            yield f"- {more}"
        return
    items = [_item(profile, item, cite=not shared) for item in group.items]
    cited = f" [{shared}]" if shared else ""
    count = f" ({group.size})" if group.size > 3 else ""
    entries = "; ".join(filter(None, [*items, more]))
    yield f"**{_text(group.heading)}**{count}: {entries}{cited}"


def _item(profile: Profile, item: Item, *, cite: bool = True) -> str:
    note = f" *({_text(item.note)})*" if item.note else ""
    cited = profile.cited(item) if cite else ""
    return f"{_text(item.text)}{note}{f' [{cited}]' if cited else ''}"


def _text(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
