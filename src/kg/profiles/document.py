"""What a profile is made of: sections of sentences, lists and pictures, each with its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.claims.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence or a name, with who states it.

    Attributes:
        text: What is said.
        note: What is said beside it, such as dates or that it is rejected; empty for nothing.
        evidence: The places that state it; empty for what only the registry or the graph says.
        iri: The thing that it names, empty where it names none.
    """

    text: str
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A list under a heading, such as the members of one role.

    Attributes:
        heading: What the entries are.
        items: Those that are shown.
        more: How many there are besides.
        is_list: Whether each entry is a line of its own; else they follow each other.
        is_drawn: Whether a picture of the section shows the same, with the numbers of the sources.
    """

    heading: str
    items: tuple[Item, ...]
    more: int = 0
    is_list: bool = False
    is_drawn: bool = False

    @property
    def size(self) -> int:
        """How many entries there are, shown or not."""
        return len(self.items) + self.more


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing.

    Attributes:
        name: `network`, `map` or `timeline`.
        svg: The drawing.
        caption: What it shows, and what it leaves out.
    """

    name: str
    svg: str
    caption: str


Block = Item | Group | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a heading. `key` is the same in every language."""

    key: str
    title: str
    blocks: tuple[Block, ...]

    def printed(self) -> Iterator[Block]:
        """Yield the blocks, without those that a picture shows."""
        yield from (b for b in self.blocks if not (isinstance(b, Group) and b.is_drawn))

    def items(self) -> Iterator[Item]:
        """Yield all entries."""
        for block in self.blocks:
            if isinstance(block, Group):
                yield from block.items
            elif isinstance(block, Item):
                yield block


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document, with the number by which it is cited."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document with the places that are cited.

    Attributes:
        reference: The document, as a list of references has it.
        places: In the order of the document.
        id: Of the document.
    """

    reference: str
    places: tuple[Place, ...]
    id: str


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is said of one thing, for print.

    Attributes:
        iri: The thing.
        title: What it is called.
        kind: What it is, in a word or two.
        language: Of every text, es or en.
        sections: The parts, in their order; none is empty.
        sources: The documents, each with its numbered places.
        numbers: IRI of evidence → the number of its place.
        colophon: Sentences on the graph, the day and the licence.
        folded: How many entries of long lists are counted instead of shown.
        words: A few words that every format needs, by key.
    """

    iri: str
    title: str
    kind: str
    language: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    numbers: Mapping[str, int]
    colophon: tuple[str, ...]
    folded: int = 0
    words: Mapping[str, str] = field(default_factory=dict)

    def cited(self, item: Item) -> str:
        """Return the numbers of the places that state an entry: "1, 4–6"."""
        return ranges({self.numbers[e.iri] for e in item.evidence if e.iri in self.numbers})

    def cited_by_all(self, group: Group) -> str:
        """Return the numbers that all entries of a list share; empty where they differ."""
        found = {self.cited(item) for item in group.items}
        return found.pop() if len(found) == 1 and len(group.items) > 1 else ""


def ranges(numbers: set[int]) -> str:
    """Return numbers in order, those in a row as from–to: "1, 4–6"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        str(run[0]) if len(run) == 1 else f"{run[0]}{', ' if len(run) == 2 else '–'}{run[-1]}"
        for run in runs
    )
