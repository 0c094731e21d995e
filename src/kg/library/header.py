"""Read the header of a query file: its `#+` lines, which together are one YAML mapping.

PyYAML splits the text into events, which are put together here, so that each value keeps its
place in the file. All scalars are texts ("yes" and 2018 too). Anchors, aliases and tags are
refused, and the size and depth are bounded: a header is documentation, it computes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.errors import ContentError, in_language
from kg.files.reading import nested
from kg.model import Position

if TYPE_CHECKING:
    import yaml

    Mark = yaml.error.Mark | yaml._yaml.Mark  # noqa: SLF001  the stubs name the one in C so

MAX_LENGTH: Final = 65_536  # characters
MAX_DEPTH: Final = 3  # the header, `params`, one parameter

#: part of what the YAML parser says → how to fix it
_FIXES: Final = (
    ("mapping values are not allowed", 'put a text that contains ": " in double quotes'),
    ("',' or", "put a text with a comma in double quotes, or close the bracket"),
    ("scanning a quoted scalar", "close the quotation mark"),
    ("could not find expected ':'", "write 'name: value', and indent a text that goes on"),
    ("cannot start any token", "put a text that begins with a special character in double quotes"),
)
_NOT_CLOSED: Final = ("close the bracket", "close the quotation mark")
_OTHER_FIX: Final = "write 'name: value' lines, and put a text with special characters in quotes"


class Node(NamedTuple):
    """A value of the header: a text, a list or a mapping, and where it stands.

    The place of a mapping's value is that of its name.
    """

    value: str | Sequence[Node] | Mapping[str, Node]
    mark: Mark | None  # line and column in the YAML text, from 0
    lines: _HeaderLines

    @property
    def at(self) -> Position:
        """The place in the file, worked out where a message needs it."""
        return self.lines.position(self.mark)

    def text(self) -> str:
        """Return the value, which must be a text.

        Raises:
            ContentError: it is a list or a mapping.
        """
        if not isinstance(self.value, str):
            raise ContentError(
                in_language(
                    f"{self.at}: write a text here; put one with brackets in quotes",
                    f"{self.at}: escriba aquí un texto; ponga entre comillas el que tenga "
                    "corchetes",
                )
            )
        return self.value

    def texts(self) -> tuple[str, ...]:
        """Return the items of the value, which must be a list of texts.

        Raises:
            ContentError: it is something else.
        """
        if isinstance(self.value, str | Mapping):
            raise ContentError(
                in_language(
                    f"{self.at}: write a list in brackets: [one, two]",
                    f"{self.at}: escriba una lista entre corchetes: [uno, dos]",
                )
            )
        return tuple(item.text() for item in self.value)

    def entries(self, form: str) -> Mapping[str, Node]:
        """Return the entries of the value, which must be a mapping.

        Args:
            form: how to write it, for the message.

        Raises:
            ContentError: it is something else.
        """
        if not isinstance(self.value, Mapping):
            raise ContentError(f"{self.at}: write {form}")
        return self.value


def read(text: str, file: str, fields: Sequence[str]) -> Mapping[str, Node]:
    """Return the fields of a header by name, in the order of the file.

    Args:
        text: The whole query file.
        file: What to call it in messages.
        fields: The names that may occur.

    Raises:
        ContentError: The header is not a YAML mapping of these names; with file, line and column.
    """
    lines = _HeaderLines(text, file)
    if not lines.text:
        return {}
    root = _parse(lines)
    if root.value == "":  # "#+" alone
        return {}
    entries = root.entries("the header as 'name: value' lines")
    for name, node in entries.items():
        if name not in fields:
            import difflib

            nearest = difflib.get_close_matches(name, fields, n=1)
            hint = f"did you mean '{nearest[0]}'? " if nearest else ""
            pista = f"¿quiso decir «{nearest[0]}»? " if nearest else ""
            raise ContentError(
                in_language(
                    f"{node.at}: '{name}' is not a header field; {hint}write one of: "
                    f"{', '.join(fields)}",
                    f"{node.at}: «{name}» no es un campo del encabezado; {pista}escriba uno de: "
                    f"{', '.join(fields)}",
                )
            )
    return entries


class _HeaderLines:
    """The YAML text of the `#+` lines, and where each of its places lies in the file."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._numbers: list[int] = []  # of each header line, in the file
        self._margins: list[int] = []  # how many characters stand before its YAML text
        yaml_lines = []
        for number, line in enumerate(_lines(text), start=1):
            if line.startswith("#+"):
                margin = 3 if line.startswith("#+ ") else 2
                self._numbers.append(number)
                self._margins.append(margin)
                yaml_lines.append(line[margin:])
        self.text = "\n".join(yaml_lines)
        if len(self.text) > MAX_LENGTH:
            raise ContentError(
                in_language(
                    f"{file}:{self._numbers[0]}: the header has {len(self.text):,} characters; "
                    f"{MAX_LENGTH:,} are allowed",
                    f"{file}:{self._numbers[0]}: el encabezado tiene {len(self.text):,} "
                    f"caracteres; se permiten {MAX_LENGTH:,}",
                )
            )

    def position(self, mark: Mark | None) -> Position:
        """Return the place in the file of a place in the YAML text, by default of its start."""
        line, column = (mark.line, mark.column) if mark else (0, 0)
        # YAML also ends lines at characters such as U+2028, which end none here; and it reports
        # what is missing at the end on the line after the last.
        index = min(line, len(self._numbers) - 1)
        return Position(self._file, self._numbers[index], column + self._margins[index] + 1)


def _lines(text: str) -> list[str]:
    """Return the lines of a file; a comment of SPARQL ends at CR, LF or both."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _parse(lines: _HeaderLines) -> Node:
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the parser in C is 20 times as fast
    try:
        with nested(lines.position(None).file):
            return _Composer(yaml.parse(lines.text, Loader=loader), lines).document()
    except yaml.MarkedYAMLError as error:
        raise ContentError(_explain(error, lines)) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow
        at = lines.position(None)
        raise ContentError(
            in_language(
                f"{at.file}:{at.line}: the header holds a control character; remove it",
                f"{at.file}:{at.line}: el encabezado contiene un carácter de control; quítelo",
            )
        ) from error


def _explain(error: yaml.MarkedYAMLError, lines: _HeaderLines) -> str:
    """Return the message for a text that is not YAML: where, what, how to fix it."""
    complaint = f"{error.context or ''} {error.problem or ''}"
    fix = next((fix for part, fix in _FIXES if part in complaint), _OTHER_FIX)
    # What is not closed is noticed much later; its context is where it was opened.
    mark = error.context_mark if fix.endswith(_NOT_CLOSED) else error.problem_mark
    return f"{lines.position(mark)}: the header is not valid YAML: {error.problem}; {fix}"


class _Composer:
    """Puts the events of a YAML parser together to a node."""

    def __init__(self, events: Iterator[yaml.Event], lines: _HeaderLines) -> None:
        self._events = events
        self._lines = lines

    def document(self) -> Node:
        """Return the root of the only document.

        Raises:
            ContentError: There is a second one, or something that a header may not hold.
        """
        import yaml

        next(self._events)  # the stream starts
        start = next(self._events)
        if isinstance(start, yaml.StreamEndEvent):
            return Node("", start.start_mark, self._lines)
        root = self._node(next(self._events), 0)
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._error(after, "the header ends here; leave '---' out")
        return root

    def _node(self, event: Any, depth: int, name: Any = None) -> Node:
        """Return the node that begins with `event`; name: the event of its name, if it has one."""
        import yaml

        kind = type(event)
        if kind is yaml.AliasEvent or event.anchor is not None or event.tag is not None:
            raise self._error(
                event,
                "a header has no anchors (&), aliases (*) or tags (!); "
                "put a text that begins with such a character in double quotes",
            )
        value: str | Sequence[Node] | Mapping[str, Node]
        if kind is yaml.ScalarEvent:
            value = event.value
        elif depth == MAX_DEPTH:
            raise self._error(name or event, "the header is nested too deeply; write a text here")
        elif kind is yaml.SequenceStartEvent:
            value = self._items(depth + 1)
        else:
            value = self._entries(depth + 1)
        return Node(value, (name or event).start_mark, self._lines)

    def _items(self, depth: int) -> list[Node]:
        import yaml

        items = []
        while type(event := next(self._events)) is not yaml.SequenceEndEvent:
            items.append(self._node(event, depth))
        return items

    def _entries(self, depth: int) -> dict[str, Node]:
        import yaml

        entries: dict[str, Node] = {}
        while type(event := next(self._events)) is not yaml.MappingEndEvent:
            name = self._node(event, depth).text()
            if name in entries:
                raise self._error(event, f"'{name}' is there twice; remove one")
            entries[name] = self._node(next(self._events), depth, event)
        return entries

    def _error(self, event: yaml.Event, message: str) -> ContentError:
        return ContentError(f"{self._lines.position(event.start_mark)}: {message}")
