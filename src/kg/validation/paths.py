"""SHACL property paths: what they reach, what they read, and how to walk them backwards.

Terms are Oxigraph's, here and in the modules beside: validation spends its time in look-ups,
and a conversion of each term would double it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.validation.data_graph import Node, Term, Walkable


class Step(NamedTuple):
    """One property, forwards or backwards; no predicate means any (`sh:closed` reads all)."""

    predicate: Node | None
    inverse: bool = False


class Sequence(NamedTuple):
    """Parts one after the other; without parts the path stays where it is."""

    parts: tuple[Path, ...]


class Alternative(NamedTuple):
    """Any of the options."""

    options: tuple[Path, ...]


class Repeat(NamedTuple):
    """A path not at all, once or often: `?` (0, not many), `*` (0, many), `+` (1, many)."""

    path: Path
    least: int
    many: bool


Path = Step | Sequence | Alternative | Repeat

#: the path that stays where it is
HERE = Sequence(())


def join(*paths: Path) -> Path:
    """Return the paths one after the other, as flat as can be."""
    parts: list[Path] = []
    for path in paths:
        parts.extend(path.parts if isinstance(path, Sequence) else (path,))
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def inverted(path: Path) -> Path:
    """Return the path from its ends to its starts."""
    if isinstance(path, Step):
        return Step(path.predicate, not path.inverse)
    if isinstance(path, Sequence):
        return Sequence(tuple(inverted(part) for part in reversed(path.parts)))
    if isinstance(path, Alternative):
        return Alternative(tuple(inverted(option) for option in path.options))
    return Repeat(inverted(path.path), path.least, path.many)


def reached(path: Path, graph: Walkable, start: Term) -> list[Term]:
    """Return the nodes at the end of the path from `start`, each once."""
    if isinstance(path, Step):  # nearly all paths are one step, and a step repeats nothing
        return _step(path, graph, start)
    return list(dict.fromkeys(_follow(path, graph, (start,))))


def _follow(path: Path, graph: Walkable, starts: Iterable[Term]) -> Iterable[Term]:
    if isinstance(path, Step):
        return [node for start in starts for node in _step(path, graph, start)]
    if isinstance(path, Sequence):
        nodes = starts
        for part in path.parts:
            nodes = dict.fromkeys(_follow(part, graph, nodes))
        return nodes
    if isinstance(path, Alternative):
        fixed = list(starts)
        return [node for option in path.options for node in _follow(option, graph, fixed)]
    seen: dict[Term, None] = {}
    wave = list(starts)
    if path.least == 0:
        seen.update(dict.fromkeys(wave))
    while wave:
        wave = [node for node in dict.fromkeys(_follow(path.path, graph, wave)) if node not in seen]
        seen.update(dict.fromkeys(wave))
        if not path.many:
            break
    return seen


def _step(step: Step, graph: Walkable, start: Term) -> list[Term]:
    if step.inverse:
        return graph.subjects(step.predicate, start)
    return graph.objects(start, step.predicate)


def steps(path: Path) -> Iterator[tuple[Step, Path]]:
    """Yield each step of the path with the path that leads to it from the start.

    Of `a/b*/c` these are `a` from where it starts, `b` after `a/b*`, `c` after `a/b*`.
    """
    if isinstance(path, Step):
        yield path, HERE
    elif isinstance(path, Sequence):
        for index, part in enumerate(path.parts):
            for step, before in steps(part):
                yield step, join(*path.parts[:index], before)
    elif isinstance(path, Alternative):
        for option in path.options:
            yield from steps(option)
    else:
        for step, before in steps(path.path):
            yield step, join(Repeat(path.path, 0, many=True), before) if path.many else before


_MARKS = {
    (0, True): ("*", "zeroOrMorePath"),
    (1, True): ("+", "oneOrMorePath"),
    (0, False): ("?", "zeroOrOnePath"),
}


def in_sparql(path: Path) -> str:
    """Return the path as SPARQL writes it."""
    if isinstance(path, Step):
        assert path.predicate is not None
        return ("^" if path.inverse else "") + f"<{path.predicate.value}>"
    if isinstance(path, Sequence):
        return "(" + "/".join(in_sparql(part) for part in path.parts) + ")"
    if isinstance(path, Alternative):
        return "(" + "|".join(in_sparql(option) for option in path.options) + ")"
    return f"({in_sparql(path.path)}){_MARKS[path.least, path.many][0]}"


def in_turtle(path: Path) -> str:
    """Return the path as a shape writes it in Turtle, with the prefix `sh:`."""
    if isinstance(path, Step):
        assert path.predicate is not None
        name = f"<{path.predicate.value}>"
        return f"[ sh:inversePath {name} ]" if path.inverse else name
    if isinstance(path, Sequence):
        return "( " + " ".join(in_turtle(part) for part in path.parts) + " )"
    if isinstance(path, Alternative):
        options = " ".join(in_turtle(option) for option in path.options)
        return f"[ sh:alternativePath ( {options} ) ]"
    return f"[ sh:{_MARKS[path.least, path.many][1]} {in_turtle(path.path)} ]"


def name_of(path: Path) -> str:
    """Return the property of a path that is one step either way, else the path in SPARQL."""
    if isinstance(path, Step) and path.predicate is not None:
        return path.predicate.value
    return in_sparql(path)
