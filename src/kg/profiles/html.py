"""A profile as one HTML file that needs no connection, made for A4 as much as for a screen."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from kg.export.xml_escape import attribute, content
from kg.profiles.document import Block, Group, Item, Picture, Profile, Section, Source


def html(profile: Profile) -> str:
    """Return the profile as a page; its pictures are SVG in the page."""
    return "".join(_page(profile))


def _page(profile: Profile) -> Iterator[str]:
    style = files("kg.profiles").joinpath("profile.css").read_text(encoding="utf-8")
    words = profile.words
    yield (
        f"<!doctype html>\n<html lang={attribute(profile.language)}>\n<head>\n"
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{content(profile.title)} · {content(words['profile'])}</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n<header>\n"
        f"<p>{content(words['profile'])} · {content(profile.kind)}</p>\n"
        f"<h1>{content(profile.title)}</h1>\n</header>\n"
    )
    for section in profile.sections:
        yield from _section(profile, section)
    if profile.sources:
        yield from _sources(profile)
    yield "<footer>\n"
    if profile.folded:
        yield f"<p>{content(words['all'].format(n=f'{profile.folded:,}'))}</p>\n"
    yield f"<p>{content(' '.join(profile.colophon))}</p>\n</footer>\n</main>\n</body>\n</html>\n"


def _section(profile: Profile, section: Section) -> Iterator[str]:
    key = attribute(section.key)
    yield f"<section id={key}>\n<h2>{content(section.title)}</h2>\n"
    rows: list[str] = []
    for block in section.printed():
        if isinstance(block, Group) and not block.is_list and block.heading:
            rows.append(_row(profile, block))
            continue
        yield from _closed(rows)
        yield _block(profile, block)
    yield from _closed(rows)
    yield "</section>\n"


def _closed(rows: list[str]) -> Iterator[str]:
    """Yield the list of details that the rows make, if there are any, and forget them."""
    if rows:
        yield f"<dl>\n{''.join(rows)}</dl>\n"
        rows.clear()


def _row(profile: Profile, group: Group) -> str:
    shared = profile.cited_by_all(group)
    items = [_item(profile, item, cite=not shared) for item in group.items]
    more = _more(profile, group)
    count = f" <small>({group.size})</small>" if group.size > 3 else ""
    return (
        f"<div><dt>{content(group.heading)}{count}</dt>"
        f"<dd>{'; '.join([*items, *more])}{_cited(shared)}</dd></div>\n"
    )


def _block(profile: Profile, block: Block) -> str:
    if isinstance(block, Item):
        return f"<p>{_item(profile, block)}</p>\n"
    if isinstance(block, Picture):
        name = attribute(block.name)
        caption = f"<figcaption>{content(block.caption)}</figcaption>"
        return f"<figure class={name}>\n{block.svg}{caption}\n</figure>\n"
    items = [_item(profile, item) for item in block.items]
    lines = "".join(f"<li>{text}</li>\n" for text in [*items, *_more(profile, block)])
    return f"<ul>\n{lines}</ul>\n"


def _more(profile: Profile, group: Group) -> list[str]:
    if not group.more:
        return []
    return [f"<em>{content(profile.words['more'].format(n=f'{group.more:,}'))}</em>"]


def _item(profile: Profile, item: Item, *, cite: bool = True) -> str:
    note = f" <span>({content(item.note)})</span>" if item.note else ""
    text = content(item.text)
    if item.text.startswith(("http://", "https://")):
        text = f"<a href={attribute(item.text)}>{text}</a>"
    return f"{text}{note}{_cited(profile.cited(item)) if cite else ''}"


def _cited(numbers: str) -> str:
    return f"<sup>{numbers}</sup>" if numbers else ""


def _places(source: Source) -> Iterator[str]:
    for sure, places in source.by_certainty():
        if sure:
            yield f"<em>{content(sure)}:</em>"
        for place in places:
            yield f"<span><b>{place.number}</b> {content(place.text)}</span>"


def _sources(profile: Profile) -> Iterator[str]:
    words = profile.words
    yield f'<section id="sources">\n<h2>{content(words["sources"])}</h2>\n'
    yield f"<p><em>{content(words['numbers'])}</em></p>\n"
    for source in profile.sources:
        places = " ".join(_places(source))
        yield f'<p>{content(source.reference)}</p>\n<p class="places">{places}</p>\n'
    yield "</section>\n"
