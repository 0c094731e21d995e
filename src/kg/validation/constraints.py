"""The constraint components of SHACL Core: what each finds, and what it reads to find it.

Each class is one component (SHACL §4). `check` yields a finding for each value that breaks it;
`reads` yields the paths, from the focus node, along which a changed statement can change the
outcome, beyond the path of the shape itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.rdf.namespaces import RDF_LANGSTRING, SH
from kg.validation.data_graph import Graph, Node, Term
from kg.validation.literals import Pattern, is_less, language_fits, well_formed
from kg.validation.paths import Path, Step, join
from kg.validation.shapes import CLASSES, Constraint, Finding, Shape


@dataclass(frozen=True, slots=True)
class OfClass(Constraint):
    """sh:class"""

    component = SH + "ClassConstraintComponent"
    wanted: Node

    def allows(self, value: Term, graph: Graph) -> bool:
        return self.wanted in graph.classes(value)

    def reads(self, path: Path) -> Iterator[Path]:
        yield join(path, CLASSES)

    def expects(self) -> tuple[str, ...]:
        return ("class", self.wanted.value)


@dataclass(frozen=True, slots=True)
class OfDatatype(Constraint):
    """sh:datatype: the datatype itself, and a form that it has"""

    component = SH + "DatatypeConstraintComponent"
    wanted: Node

    def allows(self, value: Term, graph: Graph) -> bool:
        return (
            isinstance(value, ox.Literal) and value.datatype == self.wanted and well_formed(value)
        )

    def expects(self) -> tuple[str, ...]:
        return ("datatype", self.wanted.value)


@dataclass(frozen=True, slots=True)
class OfKind(Constraint):
    """sh:nodeKind"""

    component = SH + "NodeKindConstraintComponent"
    wanted: frozenset[type]

    def allows(self, value: Term, graph: Graph) -> bool:
        return type(value) in self.wanted

    def expects(self) -> tuple[str, ...]:
        return ("nodeKind", *sorted(kind.__name__ for kind in self.wanted))


@dataclass(frozen=True, slots=True)
class MinCount(Constraint):
    """sh:minCount"""

    component = SH + "MinCountConstraintComponent"
    count: int

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        if len(values) < self.count:
            yield Finding()

    def expects(self) -> tuple[str, ...]:
        return ("minCount", str(self.count))


@dataclass(frozen=True, slots=True)
class MaxCount(Constraint):
    """sh:maxCount"""

    component = SH + "MaxCountConstraintComponent"
    count: int

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        if len(values) > self.count:
            yield Finding()

    def expects(self) -> tuple[str, ...]:
        return ("maxCount", str(self.count))


@dataclass(frozen=True, slots=True)
class Bound(Constraint):
    """sh:minExclusive, sh:minInclusive, sh:maxExclusive, sh:maxInclusive"""

    which: str  # minExclusive …
    limit: ox.Literal

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}{self.which[0].upper()}{self.which[1:]}ConstraintComponent"

    def allows(self, value: Term, graph: Graph) -> bool:
        or_equal = self.which.endswith("Inclusive")
        if self.which.startswith("min"):
            return is_less(self.limit, value, or_equal=or_equal)
        return is_less(value, self.limit, or_equal=or_equal)

    def expects(self) -> tuple[str, ...]:
        return (self.which, self.limit.value)


@dataclass(frozen=True, slots=True)
class MinLength(Constraint):
    """sh:minLength, in characters; a blank node has no length"""

    component = SH + "MinLengthConstraintComponent"
    length: int

    def allows(self, value: Term, graph: Graph) -> bool:
        return not isinstance(value, ox.BlankNode) and len(value.value) >= self.length

    def expects(self) -> tuple[str, ...]:
        return ("minLength", str(self.length))


@dataclass(frozen=True, slots=True)
class MaxLength(Constraint):
    """sh:maxLength, in characters; a blank node has no length"""

    component = SH + "MaxLengthConstraintComponent"
    length: int

    def allows(self, value: Term, graph: Graph) -> bool:
        return not isinstance(value, ox.BlankNode) and len(value.value) <= self.length

    def expects(self) -> tuple[str, ...]:
        return ("maxLength", str(self.length))


@dataclass(frozen=True, slots=True)
class Matches(Constraint):
    """sh:pattern with sh:flags"""

    component = SH + "PatternConstraintComponent"
    pattern: Pattern

    def allows(self, value: Term, graph: Graph) -> bool:
        return not isinstance(value, ox.BlankNode) and self.pattern.found(value.value)

    def expects(self) -> tuple[str, ...]:
        return ("pattern", self.pattern.text)


@dataclass(frozen=True, slots=True)
class LanguageIn(Constraint):
    """sh:languageIn"""

    component = SH + "LanguageInConstraintComponent"
    ranges: tuple[str, ...]

    def allows(self, value: Term, graph: Graph) -> bool:
        return (
            isinstance(value, ox.Literal)
            and value.language is not None
            and any(language_fits(value.language, wanted) for wanted in self.ranges)
        )

    def expects(self) -> tuple[str, ...]:
        return ("languageIn", *self.ranges)


@dataclass(frozen=True, slots=True)
class UniqueLang(Constraint):
    """sh:uniqueLang: one finding for each language used twice"""

    component = SH + "UniqueLangConstraintComponent"

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        seen: dict[str, int] = {}
        for value in values:
            if isinstance(value, ox.Literal) and value.datatype.value == RDF_LANGSTRING:
                language = (value.language or "").lower()
                seen[language] = seen.get(language, 0) + 1
                if seen[language] == 2:
                    yield Finding()


@dataclass(frozen=True, slots=True)
class EqualTo(Constraint):
    """sh:equals: the same values as another property"""

    component = SH + "EqualsConstraintComponent"
    other: Node

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        others = graph.objects(focus, self.other)
        for value in {*values} ^ {*others}:
            yield Finding(value)

    def reads(self, path: Path) -> Iterator[Path]:
        yield Step(self.other)

    def expects(self) -> tuple[str, ...]:
        return ("equals", self.other.value)


@dataclass(frozen=True, slots=True)
class DisjointWith(Constraint):
    """sh:disjoint: no value of another property"""

    component = SH + "DisjointConstraintComponent"
    other: Node

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        for value in values:
            if graph.holds(focus, self.other, value):
                yield Finding(value)

    def reads(self, path: Path) -> Iterator[Path]:
        yield Step(self.other)

    def expects(self) -> tuple[str, ...]:
        return ("disjoint", self.other.value)


@dataclass(frozen=True, slots=True)
class LessThan(Constraint):
    """sh:lessThan, sh:lessThanOrEquals: each pair with another property is in order"""

    other: Node
    or_equal: bool = False

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        which = "LessThanOrEquals" if self.or_equal else "LessThan"
        return f"{SH}{which}ConstraintComponent"

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        others = graph.objects(focus, self.other)
        for value in values:
            for other in others:
                if not is_less(value, other, or_equal=self.or_equal):
                    yield Finding(value)

    def reads(self, path: Path) -> Iterator[Path]:
        yield Step(self.other)

    def expects(self) -> tuple[str, ...]:
        return ("lessThanOrEquals" if self.or_equal else "lessThan", self.other.value)


@dataclass(frozen=True, slots=True)
class Conforms(Constraint):
    """sh:node"""

    component = SH + "NodeConstraintComponent"
    shape: Shape

    def allows(self, value: Term, graph: Graph) -> bool:
        return self.shape.fits(value, graph)

    def reads(self, path: Path) -> Iterator[Path]:
        return _beyond(path, self.shapes())

    def shapes(self) -> Iterable[Shape]:
        return (self.shape,)


@dataclass(frozen=True, slots=True)
class Logical(Constraint):
    """sh:not, sh:and, sh:or, sh:xone: how many of the shapes a value may conform to"""

    which: str  # Not, And, Or, Xone
    members: tuple[Shape, ...]

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}{self.which}ConstraintComponent"

    def allows(self, value: Term, graph: Graph) -> bool:
        fits = (shape.fits(value, graph) for shape in self.members)
        if self.which == "And":
            return all(fits)
        if self.which == "Or":
            return any(fits)
        if self.which == "Not":
            return not any(fits)
        return sum(fits) == 1

    def reads(self, path: Path) -> Iterator[Path]:
        return _beyond(path, self.members)

    def shapes(self) -> Iterable[Shape]:
        return self.members


@dataclass(frozen=True, slots=True)
class Qualified(Constraint):
    """sh:qualifiedValueShape: how many values conform to a shape, and to no sibling's"""

    shape: Shape
    least: int | None
    most: int | None
    siblings: list[Shape] = field(default_factory=list)  # where they must be disjoint
    which: str = "Min"

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}Qualified{self.which}CountConstraintComponent"

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        count = sum(
            self.shape.fits(value, graph)
            and not any(sibling.fits(value, graph) for sibling in self.siblings)
            for value in values
        )
        if (self.least is not None and count < self.least) or (
            self.most is not None and count > self.most
        ):
            yield Finding()

    def reads(self, path: Path) -> Iterator[Path]:
        return _beyond(path, self.shapes())

    def shapes(self) -> Iterable[Shape]:
        return (self.shape, *self.siblings)


@dataclass(frozen=True, slots=True)
class Closed(Constraint):
    """sh:closed with sh:ignoredProperties"""

    component = SH + "ClosedConstraintComponent"
    allowed: frozenset[Term]

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        for node in values:
            for predicate, value in graph.properties(node):
                if predicate not in self.allowed:
                    yield Finding(value, Step(predicate))

    def reads(self, path: Path) -> Iterator[Path]:
        yield join(path, Step(None))


@dataclass(frozen=True, slots=True)
class HasValue(Constraint):
    """sh:hasValue"""

    component = SH + "HasValueConstraintComponent"
    wanted: Term

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        if self.wanted not in values:
            yield Finding()

    def expects(self) -> tuple[str, ...]:
        return ("hasValue", self.wanted.value)


@dataclass(frozen=True, slots=True)
class OneOf(Constraint):
    """sh:in"""

    component = SH + "InConstraintComponent"
    options: frozenset[Term]

    def allows(self, value: Term, graph: Graph) -> bool:
        return value in self.options

    def expects(self) -> tuple[str, ...]:
        return ("in", *sorted(term.value for term in self.options))


def _beyond(path: Path, shapes: Iterable[Shape]) -> Iterator[Path]:
    """Yield what shapes read that are asked about the values at the end of a path."""
    for shape in shapes:
        for read in shape.reads():
            yield join(path, read)
