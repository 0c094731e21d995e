"""Find what the names in a custom table stand for, strictly: a doubtful name is none."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, Protocol

from kg.errors import UnknownName, UsageError, in_language
from kg.mapping.values import UNKNOWN, Wrong, only
from kg.model import Iri
from kg.names import LookAlikes, NameTable
from kg.names.index import match_key
from kg.rdf import iris
from kg.rdf.namespaces import ID, VOC
from kg.store import Store

_MOST: Final = 50_000  # that are remembered with what they name
_HASHED: Final = 8  # hexadecimal digits in the id of a name that has no Latin letters
#: signs that tell names apart though they are no letters: "R+D" is not "R&D"
_SIGNS: Final = re.compile(r"[&@#%*]|\+")


def is_same_name(name: str, other: str) -> bool:
    """Return whether two texts are one name: accents, case, spaces and points do not matter.

    Signs do: "Clúster A+B" and "Clúster A-B" are two names.
    """
    return match_key(name) == match_key(other) and _signs(name) == _signs(other)


def _signs(text: str) -> list[str]:
    symbols = [char for char in text if unicodedata.category(char) in ("Sm", "Sc", "So")]
    return sorted({*symbols, *_SIGNS.findall(text)})


def new_id(name: str, kind: str) -> str:
    """Return the id of a new entity: its name as a slug.

    What is left of a name with letters of another script is told apart by a few digits that
    depend on nothing but the name: `cluster-3f1c09ab`.
    """
    slug = iris.slug(name)
    if slug and (name.isascii() or all(map(_is_latin, filter(str.isalpha, name)))):
        return slug
    digits = hashlib.sha256(match_key(name).encode()).hexdigest()[:_HASHED]
    return f"{slug or iris.slug(kind)}-{digits}"


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


class Naming(Protocol):
    """What finds the subjects of rows, and the entities and codes of their cells; see `Names`."""

    def subject(self, name: str, kinds: Sequence[str]) -> str:
        """Return the id of the entity of one of these kinds with this name, or ""."""

    def add(self, name: str, identifier: str, kinds: tuple[str, ...]) -> None:
        """Add the name of a new subject."""

    def require_no_look_alike(self, name: str, identifier: str, kinds: tuple[str, ...]) -> None:
        """Raise Wrong for a new name that is nearly another's."""

    def unknown_subject(self, name: str, kinds: Sequence[str]) -> Wrong:
        """Return what is wrong with a name that nothing has."""

    def entity(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return the id of the entity of one of these kinds with this name."""

    def code(self, name: str, scheme: str) -> str:
        """Return the code of a scheme with this label."""


class Names:
    """Ids and codes by name; each name is looked up once, also where nothing has it."""

    def __init__(self, store: Store, source: str = "") -> None:
        """Read the names of a store, and what was decided about those of a document."""
        self._table = NameTable(store, source)
        self._look_alikes: dict[tuple[str, ...], LookAlikes] = {}  # by kinds
        self._answers: dict[tuple[str, ...], str | UsageError] = {}  # what for, name → id or code

    def subject(self, name: str, kinds: Sequence[str]) -> str:
        """Return the id of the entity of one of these kinds with this name, or "".

        Raises:
            Wrong: Several entities of that kind have it, or one whose name has other signs.
        """

        def find() -> str:
            iri = self._table.find(name, kinds)
            return self._signed(name, iri) if iri else ""

        try:
            return self._once(("subject", *kinds), name, find)
        except UsageError as error:
            # of several nobody but the curator can choose one
            near = error.near if isinstance(error, UnknownName) else ()
            raise Wrong(f"{error}{_decide(name, near)}", name, near) from error

    def add(self, name: str, identifier: str, kinds: tuple[str, ...]) -> None:
        """Add the name of a new subject to those that later ones may be nearly like."""
        self._like(kinds).add(name, identifier)

    def require_no_look_alike(self, name: str, identifier: str, kinds: tuple[str, ...]) -> None:
        """Raise Wrong for a new name that is nearly another's, if nobody has decided on the two."""
        alike = {
            other: text
            for other, text in self._like(kinds).of(name).items()
            if other != identifier and not self._table.decisions.apart(other, name)
        }
        if alike:
            raise _undecided(name, alike)

    def _like(self, kinds: tuple[str, ...]) -> LookAlikes:
        if kinds not in self._look_alikes:
            self._look_alikes[kinds] = self._table.look_alikes(kinds)
        return self._look_alikes[kinds]

    def unknown_subject(self, name: str, kinds: Sequence[str]) -> Wrong:
        """Return what is wrong with a name that nothing has, where nothing new is to be made."""
        near: tuple[str, ...] = ()
        try:
            self._table.resolve(name, kinds[0])
        except UnknownName as error:
            near = error.near
        except UsageError:
            pass  # a name of several, of another kind: nothing is near
        listed = ", ".join(near)
        english = f"; did you mean {listed}?" if near else ""
        spanish = f"; ¿quiso decir {listed}?" if near else ""
        return Wrong(
            in_language(
                f"the registry has no {' or '.join(kinds)} '{name}'{english}; "
                "add new = { kind = …, name_es = … } to [subject] to make it",
                f"el registro no tiene {' o '.join(kinds)} '{name}'{spanish}; "
                "agregue new = { kind = …, name_es = … } a [subject] para crearlo",
            ),
            name,
            near,
        )

    def entity(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return the id of the entity of one of these kinds with this name.

        Raises:
            UsageError: None has, or several have.
        """

        def find() -> str:
            iri = self._table.find(name, kinds)
            if iri is None:  # then this raises what is wrong
                iri = self._table.resolve(name, None if kinds[0] == "*" else kinds[0])
            return self._signed(name, iri)

        return self._once(("entity", *kinds), name, find)

    def _signed(self, name: str, iri: Iri) -> str:
        """Return the id of what was found. Raises UnknownName where its name has other signs."""
        identifier = str(iri).removeprefix(ID)
        known = [text for named, _, text in self._table.named(name) if named == iri]
        if known and not any(is_same_name(name, text) for text in known):
            raise UnknownName(
                in_language(
                    f"'{name}' may be '{known[0]}' ({identifier}), whose name has other signs",
                    f"'{name}' puede ser '{known[0]}' ({identifier}), cuyo nombre lleva otros "
                    "signos",
                ),
                [identifier],
            )
        return identifier

    def code(self, name: str, scheme: str) -> str:
        """Return the code of a scheme with this label. Raises UsageError where there is none."""

        def find() -> str:
            concept = self._table.resolve_concept(scheme, name)
            return str(concept).removeprefix(f"{VOC}{scheme}/")

        return self._once(("code", scheme), name, find)

    def _once(self, purpose: tuple[str, ...], name: str, find: Callable[[], str]) -> str:
        key = (*purpose, iris.fold(name))
        answer = self._answers.get(key)
        if answer is None:
            if len(self._answers) >= _MOST:
                self._answers.clear()
            try:
                answer = find()
            except UsageError as error:
                answer = error
            self._answers[key] = answer
        if isinstance(answer, UsageError):
            raise answer
        return answer


def _decide(name: str, near: Collection[str]) -> str:
    """Return the words for the mapping that decide what a subject is."""
    choice = only(near)
    return in_language(
        f'\nsay which in [subject]: values = {{ "{name}" = "{choice}" }}, with its id or a new one',
        f'\ndiga cuál en [subject]: values = {{ "{name}" = "{choice}" }}, con su id o uno nuevo',
    )


def collision(name: str, known: str, identifier: str) -> Wrong:
    """Return what is wrong with a new name whose id is that of something with another name."""
    return Wrong(
        in_language(
            f"'{name}' would get the id '{identifier}', which is that of '{known}'; say in "
            f'[subject] what it is: values = {{ "{name}" = "{UNKNOWN}" }}, with the id of the '
            "same thing or a new one",
            f"'{name}' tendría el id '{identifier}', que es el de '{known}'; diga en [subject] qué "
            f'es: values = {{ "{name}" = "{UNKNOWN}" }}, con el id de lo mismo o uno nuevo',
        ),
        name,
    )


def _undecided(name: str, alike: Mapping[str, str]) -> Wrong:
    """Return what is wrong with a name that is nearly that of something, with what decides it."""
    candidates = "; ".join(f"{identifier} «{text}»" for identifier, text in alike.items())
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow([only(alike), "same", name])
    decided = f"(id,decision,other,reason): {row.getvalue()},…"
    message = in_language(
        f"'{name}' is nearly the name of {candidates}: one thing, or two? To decide it for all "
        f"loads, load identities.csv first {decided} (or distinct, or unsure)",
        f"'{name}' es casi el nombre de {candidates}: ¿una cosa o dos? Para decidirlo en todas "
        f"las cargas, cargue antes identities.csv {decided} (o distinct, o unsure)",
    )
    return Wrong(f"{message}{_decide(name, alike)}", name)


def no_subject() -> Wrong:
    """Return what is wrong with an empty cell where the subject of a row is to stand."""
    return Wrong(
        in_language(
            "the cell is empty; it names what the row is about",
            "la celda está vacía; nombra aquello de lo que trata la fila",
        )
    )
