"""What a profile is made of: sections of sentences, lists and pictures, each with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from kg.claims.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence or a name, with who states it.

    Attributes:
        text: What is said.
        note: What is said beside it, such as dates or that it is rejected; empty for nothing.
        evidence: The places that state it; empty for what only the registry or the graph says.
        iri: The thing that it names, empty where it names none.
        brief: A shorter note, for where there is little room; empty where there is none.
        claims: How often it is stated, where that is not the number of its places.
    """

    text: str
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    iri: str = ""
    brief: str = ""
    claims: int = 0

    @property
    def weight(self) -> int:
        """How often it is stated; of a long list, what is stated most is shown."""
        return self.claims or len(self.evidence)


@dataclass(frozen=True, slots=True)
class Group:
    """A list under a heading, such as the members of one role.

    Attributes:
        heading: What the entries are.
        items: Those that are shown.
        more: How many there are besides.
        counted: How many entries stand behind the items, where these are lists that are only named.
        is_list: Whether each entry is a line of its own; else they follow each other.
        is_drawn: Whether a picture of the section shows the same, with the numbers of the sources.
    """

    heading: str
    items: tuple[Item, ...]
    more: int = 0
    counted: int = 0
    is_list: bool = False
    is_drawn: bool = False

    @classmethod
    def of(cls, heading: str, items: Iterable[Item], *, is_list: bool = False) -> Group:
        """Return a list with all its entries."""
        return cls(heading, tuple(items), is_list=is_list)

    @property
    def size(self) -> int:
        """How many entries there are, shown or not."""
        return self.counted + self.more if self.counted else len(self.items) + self.more

    @property
    def hidden(self) -> int:
        """How many entries are counted, not shown."""
        return self.counted + self.more


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in a profile: its SVG and its caption, without the data behind it.

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
    """A place in a document, with the number by which it is cited.

    Attributes:
        number: Of the place.
        text: Where it is.
        sure: How sure the reading is where the document does not print it as such, else empty.
    """

    number: int
    text: str
    sure: str = ""

    def __str__(self) -> str:
        """Return the place, and how sure the reading is."""
        return f"{self.text} [{self.sure}]" if self.sure else self.text


@dataclass(frozen=True, slots=True)
class Source:
    """A document with the places that are cited.

    Attributes:
        reference: The document, as a list of references has it.
        places: What is printed first, then what is not, each in the order of the document.
        id: Of the document.
    """

    reference: str
    places: tuple[Place, ...]
    id: str

    def by_certainty(self) -> Iterator[tuple[str, list[Place]]]:
        """Yield how sure the readings are, empty for what is printed, with the places."""
        for sure, places in groupby(self.places, key=lambda place: place.sure):
            yield sure, list(places)


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
        numbers = {self.cited(item) for item in group.items}
        return numbers.pop() if len(numbers) == 1 and len(group.items) > 1 else ""


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
