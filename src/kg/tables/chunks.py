"""Read the text of a file, plain or gzipped, in chunks that end between two records of a table."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from kg.errors import InputError, in_language
from kg.files.reading import reading
from kg.model import Position
from kg.tables.encoding import guess as guessed

#: bytes that a file may always unpack to; beyond them, so many times its size: more is a bomb
ALWAYS_UNPACKED: Final = 64 << 20
MAX_RATIO: Final = 200
_CHUNK = 1 << 20  # bytes that are read at once
_MAX_RECORD = 4 << 20  # characters; beyond, a quote was left open
_MAX_LINE = 64 << 20
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT: Final = 200  # bytes, for the zeros of UTF-16


class _Fault(NamedTuple):
    """A byte that is not in an encoding, and where it stands."""

    byte: int
    line: int
    column: int


class TextChunks:
    """The text of a file in chunks of about a megabyte.

    Attributes:
        size: Bytes of the file.
        done: How many of them are read.
        encoding: The declared one, else that of its byte order mark, else UTF-8, else the one
            encoding of one byte a character in which it makes sense.
        is_guessed: Whether the encoding is none of the first three.
    """

    def __init__(self, path: Path, shown: str, encoding: str = "") -> None:
        """Find out the encoding, for which the file is read once.

        Raises:
            InputError: The file cannot be read, is empty, unpacks to too much, is not in its
                encoding, or may be in several; with line and column.
        """
        self.path, self.shown = path, shown
        self.is_guessed = False
        with reading(path, shown):
            self.size = path.stat().st_size
            self.encoding = self._readable_encoding(encoding)
        self.done = 0

    def __iter__(self) -> Iterator[str]:
        """Yield the chunks.

        Raises:
            InputError: A line is too long for a table.
        """
        decoder = codecs.getincrementaldecoder(self.encoding)()
        rest = ""
        for block in self._blocks():
            text = rest + decoder.decode(block)
            end = last_boundary(text)
            if not end and len(text) > _MAX_LINE:
                raise self._error(
                    in_language(
                        f"a line of more than {_MAX_LINE >> 20} MB; this is no table",
                        f"una línea de más de {_MAX_LINE >> 20} MB; esto no es una tabla",
                    )
                )
            rest = text[end:]
            if end:
                yield text[:end]
        rest += decoder.decode(b"", final=True)
        if rest:
            yield rest

    def _error(self, message: str, line: int = 0, column: int = 0) -> InputError:
        return InputError.at(Position(self.shown, line, column), message)

    def _blocks(self) -> Iterator[bytes]:
        """Yield the bytes of the file, unpacked."""
        with self.path.open("rb") as packed:
            if not self.path.name.lower().endswith(".gz"):
                while block := packed.read(_CHUNK):
                    self.done = packed.tell()
                    yield block
                return
            try:
                with gzip.GzipFile(fileobj=packed) as unpacked:
                    yield from self._bounded(packed, unpacked)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise self._error(
                    in_language(
                        f"cannot be unpacked: {error}", f"no se puede descomprimir: {error}"
                    )
                ) from error

    def _bounded(self, packed: BinaryIO, unpacked: gzip.GzipFile) -> Iterator[bytes]:
        """Yield the bytes of a gzipped file as long as they are not far too many."""
        most = max(ALWAYS_UNPACKED, self.size * MAX_RATIO)
        read = 0
        while block := unpacked.read(_CHUNK):
            read += len(block)
            if read > most:
                raise self._error(
                    in_language(
                        f"unpacks to more than {most >> 20:,} MB; unpack and check it",
                        f"descomprimido ocupa más de {most >> 20:,} MB; descomprímalo y revíselo",
                    )
                )
            self.done = packed.tell()
            yield block

    def _readable_encoding(self, declared: str) -> str:
        """Return the encoding in which all of the file can be read."""
        first = next(self._blocks(), b"")
        encoding = declared or _marked_encoding(first) or "utf-8-sig"
        fault = self._undecodable(encoding)
        if fault is None:
            return encoding
        if encoding == "utf-8-sig" and not declared:
            return self._guessed_encoding(fault)
        raise self._not_in(encoding, fault)

    def _not_in(self, encoding: str, fault: _Fault) -> InputError:
        name = encoding.removesuffix("-sig")
        return self._error(
            in_language(
                f"byte 0x{fault.byte:02x} is not {name}; correct it, or declare another encoding "
                'in the mapping: encoding = "…" under [file]',
                f"el byte 0x{fault.byte:02x} no es {name}; corríjalo o declare otra codificación "
                'en el mapeo: encoding = "…" en [file]',
            ),
            fault.line,
            fault.column,
        )

    def _guessed_encoding(self, fault: _Fault) -> str:
        """Return the encoding of a file that is not UTF-8, the first time at `fault`."""
        guess = guessed(self._blocks())
        if guess.encoding:
            self.is_guessed = True
            return guess.encoding
        if guess.has_utf8:
            raise self._error(
                in_language(
                    f"byte 0x{fault.byte:02x} is not UTF-8, though other characters of the file "
                    "are; correct it there",
                    f"el byte 0x{fault.byte:02x} no es UTF-8, aunque otros caracteres del archivo "
                    "sí lo son; corríjalo ahí",
                ),
                fault.line,
                fault.column,
            )
        choices = "; ".join(f'"{name}" ({words})' for name, words in guess.readings.items())
        raise self._error(
            in_language(
                "it is not clear how this text is encoded; declare it in the mapping, "
                f"encoding = … under [file]: {choices}",
                "no está claro cómo está codificado este texto; declárelo en el mapeo, "
                f"encoding = … en [file]: {choices}",
            ),
            fault.line,
            fault.column,
        )

    def _undecodable(self, encoding: str) -> _Fault | None:
        """Return the first byte that is not in this encoding, None where all of them are."""
        try:
            decoder = codecs.getincrementaldecoder(encoding)()
        except LookupError as error:
            raise self._error(
                in_language(
                    f"there is no encoding '{encoding}'", f"no existe la codificación '{encoding}'"
                )
            ) from error
        line, column, is_blank = 1, 1, True
        try:
            for block in self._blocks():
                text = decoder.decode(block)
                line, column = _after(text, line, column)
                is_blank = is_blank and not text.strip()
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            before = bytes(error.object[: error.start]).decode(encoding, "replace")
            return _Fault(error.object[error.start], *_after(before, line, column))
        if is_blank:
            raise self._error(
                in_language(
                    "the file is empty; it needs at least a header line",
                    "el archivo está vacío; necesita al menos un encabezado",
                )
            )
        return None


def _marked_encoding(first: bytes) -> str:
    """Return the encoding that the first bytes of a file say, or ""."""
    if first.startswith(_UTF16_MARKS):
        return "utf-16"
    if b"\0" in first[:_LOOKED_AT]:  # of UTF-16 every second byte, in most languages
        return "utf-16-be" if first.startswith(b"\0") else "utf-16-le"
    return ""


def _after(text: str, line: int, column: int) -> tuple[int, int]:
    """Return the line and column after a text that begins at these."""
    breaks = text.count("\n")
    return line + breaks, len(text) - text.rfind("\n") if breaks else column + len(text)


def last_boundary(text: str) -> int:
    r"""Return the last position in a text that is between two records, 0 where there is none.

    A line break ends a record where an even number of quotes stands before it. In `a,"b\nc"\nd`
    it is the second: 2 quotes stand before it, and 1 before the first.
    """
    quotes, end = text.count('"'), len(text)
    while (line_break := text.rfind("\n", 0, end)) >= 0:
        quotes -= text.count('"', line_break, end)
        if quotes % 2 == 0:
            return line_break + 1
        end = line_break
    return text.rfind("\n") + 1 if len(text) > _MAX_RECORD else 0
