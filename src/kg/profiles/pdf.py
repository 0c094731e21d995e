"""A profile as PDF on A4, set by Typst."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Final

from kg.export.picture import rendered
from kg.profiles.document import Block, Group, Item, Picture, Profile, Section
from kg.runtime.extras import extra

#: picture → its width, of the page between the margins
_WIDTHS: Final = {"map": 52, "network": 100, "timeline": 100}


def pdf(profile: Profile) -> bytes:
    """Return the profile as PDF.

    Raises:
        MissingExtra: The library that sets it, or the one that draws its pictures, is missing.
    """
    with extra("profile"):
        import typst
    template = files("kg.profiles").joinpath("profile.typ").read_bytes()
    data = json.dumps(_data(profile), ensure_ascii=False).encode()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "main.typ").write_bytes(template)
        (folder / "data.json").write_bytes(data)
        for picture in _pictures(profile):
            (folder / f"{picture.name}.pdf").write_bytes(rendered(picture.svg, "pdf"))
        document: bytes = typst.compile(folder / "main.typ", root=folder, format="pdf")
    return document


def _pictures(profile: Profile) -> Iterator[Picture]:
    for section in profile.sections:
        yield from (block for block in section.blocks if isinstance(block, Picture))


def _data(profile: Profile) -> dict[str, object]:
    return {
        "title": profile.title,
        "kind": profile.kind,
        "language": profile.language,
        "words": dict(profile.words),
        "footer": profile.title,
        "sections": [
            {"title": section.title, "parts": list(_parts(profile, section))}
            for section in profile.sections
        ],
        "sources": [
            {
                "reference": source.reference,
                "groups": [
                    {
                        "sure": sure,
                        "places": [{"number": p.number, "text": p.text} for p in places],
                    }
                    for sure, places in source.by_certainty()
                ],
            }
            for source in profile.sources
        ],
        "folded": profile.words["all"].format(n=f"{profile.folded:,}") if profile.folded else "",
        "colophon": list(profile.colophon),
    }


def _parts(profile: Profile, section: Section) -> Iterator[dict[str, object]]:
    """Yield the parts of a section; details that follow each other are one table."""
    rows: list[dict[str, object]] = []
    for block in section.printed():
        if isinstance(block, Group) and not block.is_list and block.heading:
            rows.append(_row(profile, block))
            continue
        if rows:
            yield {"type": "details", "rows": rows}
            rows = []
        yield _part(profile, block)
    if rows:
        yield {"type": "details", "rows": rows}


def _row(profile: Profile, group: Group) -> dict[str, object]:
    shared = profile.cited_by_all(group)
    return {
        "heading": group.heading,
        "size": group.size,
        "items": [_item(profile, item, cite=not shared) for item in group.items],
        "more": _more(profile, group),
        "cites": shared,
    }


def _part(profile: Profile, block: Block) -> dict[str, object]:
    if isinstance(block, Item):
        return {"type": "item", "item": _item(profile, block)}
    if isinstance(block, Picture):
        return {
            "type": "picture",
            "file": f"{block.name}.pdf",
            "width": _WIDTHS[block.name],
            "caption": block.caption,
        }
    items = [_item(profile, item) for item in block.items]
    return {"type": "list", "items": items, "more": _more(profile, block)}


def _more(profile: Profile, group: Group) -> str:
    return profile.words["more"].format(n=f"{group.more:,}") if group.more else ""


def _item(profile: Profile, item: Item, *, cite: bool = True) -> dict[str, str]:
    is_link = item.text.startswith(("http://", "https://"))
    return {
        "text": item.text,
        "note": item.note,
        "cites": profile.cited(item) if cite else "",
        "link": item.text if is_link else "",
    }
