"""The constraint components of SHACL Core: what each finds, and what it reads to find it.

Each class is one component, or a family of them. `Source` is its section in the Shapes Constraint
Language, W3C Recommendation of 20 July 2017.
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
    """`sh:class`: the value is an instance of the class or of one below it.

    Source: SHACL, section 4.1.1.
    """

    component = SH + "ClassConstraintComponent"
    cls: Node

    def allows(self, value: Term, graph: Graph) -> bool:
        return self.cls in graph.classes(value)

    def reads(self, path: Path) -> Iterator[Path]:
        yield join(path, CLASSES)

    def expects(self) -> tuple[str, ...]:
        return ("class", self.cls.value)


@dataclass(frozen=True, slots=True)
class OfDatatype(Constraint):
    """`sh:datatype`: a literal of this very datatype, in a lexical form that the datatype has.

    Source: SHACL, section 4.1.2.
    """

    component = SH + "DatatypeConstraintComponent"
    datatype: Node

    def allows(self, value: Term, graph: Graph) -> bool:
        return (
            isinstance(value, ox.Literal) and value.datatype == self.datatype and well_formed(value)
        )

    def expects(self) -> tuple[str, ...]:
        return ("datatype", self.datatype.value)


@dataclass(frozen=True, slots=True)
class OfKind(Constraint):
    """`sh:nodeKind`: an IRI, a blank node or a literal.

    Source: SHACL, section 4.1.3.
    """

    component = SH + "NodeKindConstraintComponent"
    kinds: frozenset[type]

    def allows(self, value: Term, graph: Graph) -> bool:
        return type(value) in self.kinds

    def expects(self) -> tuple[str, ...]:
        return ("nodeKind", *sorted(kind.__name__ for kind in self.kinds))


@dataclass(frozen=True, slots=True)
class MinCount(Constraint):
    """`sh:minCount`: so many values or more.

    Source: SHACL, section 4.2.1.
    """

    component = SH + "MinCountConstraintComponent"
    count: int

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        if len(values) < self.count:
            yield Finding()

    def expects(self) -> tuple[str, ...]:
        return ("minCount", str(self.count))


@dataclass(frozen=True, slots=True)
class MaxCount(Constraint):
    """`sh:maxCount`: so many values or fewer.

    Source: SHACL, section 4.2.2.
    """

    component = SH + "MaxCountConstraintComponent"
    count: int

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        if len(values) > self.count:
            yield Finding()

    def expects(self) -> tuple[str, ...]:
        return ("maxCount", str(self.count))


@dataclass(frozen=True, slots=True)
class Bound(Constraint):
    """`sh:minExclusive`, `sh:minInclusive`, `sh:maxExclusive`, `sh:maxInclusive`.

    A value that cannot be compared with the limit breaks it.

    Source: SHACL, sections 4.3.1 to 4.3.4.
    """

    parameter: str  # minExclusive …
    limit: ox.Literal

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}{self.parameter[0].upper()}{self.parameter[1:]}ConstraintComponent"

    def allows(self, value: Term, graph: Graph) -> bool:
        or_equal = self.parameter.endswith("Inclusive")
        if self.parameter.startswith("min"):
            return is_less(self.limit, value, or_equal=or_equal)
        return is_less(value, self.limit, or_equal=or_equal)

    def expects(self) -> tuple[str, ...]:
        return (self.parameter, self.limit.value)


@dataclass(frozen=True, slots=True)
class MinLength(Constraint):
    """`sh:minLength`, in characters of a literal or an IRI; a blank node breaks it.

    Source: SHACL, section 4.4.1.
    """

    component = SH + "MinLengthConstraintComponent"
    length: int

    def allows(self, value: Term, graph: Graph) -> bool:
        return not isinstance(value, ox.BlankNode) and len(value.value) >= self.length

    def expects(self) -> tuple[str, ...]:
        return ("minLength", str(self.length))


@dataclass(frozen=True, slots=True)
class MaxLength(Constraint):
    """`sh:maxLength`, in characters of a literal or an IRI; a blank node breaks it.

    Source: SHACL, section 4.4.2.
    """

    component = SH + "MaxLengthConstraintComponent"
    length: int

    def allows(self, value: Term, graph: Graph) -> bool:
        return not isinstance(value, ox.BlankNode) and len(value.value) <= self.length

    def expects(self) -> tuple[str, ...]:
        return ("maxLength", str(self.length))


@dataclass(frozen=True, slots=True)
class Matches(Constraint):
    """`sh:pattern` with `sh:flags`: found in a literal or an IRI; a blank node breaks it.

    Source: SHACL, section 4.4.3.
    """

    component = SH + "PatternConstraintComponent"
    pattern: Pattern

    def allows(self, value: Term, graph: Graph) -> bool:
        return not isinstance(value, ox.BlankNode) and self.pattern.matches(value.value)

    def expects(self) -> tuple[str, ...]:
        return ("pattern", self.pattern.text)


@dataclass(frozen=True, slots=True)
class LanguageIn(Constraint):
    """`sh:languageIn`: the language of the literal falls under one of the ranges.

    Source: SHACL, section 4.4.4.
    """

    component = SH + "LanguageInConstraintComponent"
    ranges: tuple[str, ...]

    def allows(self, value: Term, graph: Graph) -> bool:
        return (
            isinstance(value, ox.Literal)
            and value.language is not None
            and any(language_fits(value.language, range_) for range_ in self.ranges)
        )

    def expects(self) -> tuple[str, ...]:
        return ("languageIn", *self.ranges)


@dataclass(frozen=True, slots=True)
class UniqueLang(Constraint):
    """`sh:uniqueLang`: one finding for each language that is used twice or more.

    Source: SHACL, section 4.4.5.
    """

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
    """`sh:equals`: the same values as another property; each that only one has is a finding.

    Source: SHACL, section 4.5.1.
    """

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
    """`sh:disjoint`: no value that another property has, too.

    Source: SHACL, section 4.5.2.
    """

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
    """`sh:lessThan`, `sh:lessThanOrEquals`: each value before each value of another property.

    A pair that cannot be compared breaks it.

    Source: SHACL, sections 4.5.3 and 4.5.4.
    """

    other: Node
    or_equal: bool = False

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}LessThan{'OrEquals' if self.or_equal else ''}ConstraintComponent"

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
    """`sh:node`: the value conforms to a shape.

    Source: SHACL, section 4.7.1.
    """

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
    """`sh:not`, `sh:and`, `sh:or`, `sh:xone`: to none, all, some or one of the shapes.

    Source: SHACL, sections 4.6.1 to 4.6.4.
    """

    operator: str  # Not, And, Or, Xone
    members: tuple[Shape, ...]

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}{self.operator}ConstraintComponent"

    def allows(self, value: Term, graph: Graph) -> bool:
        fits = (shape.fits(value, graph) for shape in self.members)
        if self.operator == "And":
            return all(fits)
        if self.operator == "Or":
            return any(fits)
        if self.operator == "Not":
            return not any(fits)
        return sum(fits) == 1

    def reads(self, path: Path) -> Iterator[Path]:
        return _beyond(path, self.members)

    def shapes(self) -> Iterable[Shape]:
        return self.members


@dataclass(frozen=True, slots=True)
class Qualified(Constraint):
    """`sh:qualifiedValueShape`: how many values conform to a shape, and to no sibling's.

    One constraint for `sh:qualifiedMinCount`, one for `sh:qualifiedMaxCount`: the other count
    is None.

    Source: SHACL, section 4.7.3.
    """

    shape: Shape
    least: int | None
    most: int | None
    siblings: list[Shape] = field(default_factory=list)  # where they must be disjoint

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return f"{SH}Qualified{'Max' if self.least is None else 'Min'}CountConstraintComponent"

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
    """`sh:closed` with `sh:ignoredProperties`: no statement with any other property.

    Source: SHACL, section 4.8.1.
    """

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
    """`sh:hasValue`: one of the values is this one.

    Source: SHACL, section 4.8.2.
    """

    component = SH + "HasValueConstraintComponent"
    value: Term

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        if self.value not in values:
            yield Finding()

    def expects(self) -> tuple[str, ...]:
        return ("hasValue", self.value.value)


@dataclass(frozen=True, slots=True)
class OneOf(Constraint):
    """`sh:in`: the value is a member of the list.

    Source: SHACL, section 4.8.3.
    """

    component = SH + "InConstraintComponent"
    options: frozenset[Term]

    def allows(self, value: Term, graph: Graph) -> bool:
        return value in self.options

    def expects(self) -> tuple[str, ...]:
        return ("in", *sorted(term.value for term in self.options))


def _beyond(path: Path, shapes: Iterable[Shape]) -> Iterator[Path]:
    """Yield the paths that shapes read from the values at the end of a path."""
    for shape in shapes:
        for read in shape.reads():
            yield join(path, read)
