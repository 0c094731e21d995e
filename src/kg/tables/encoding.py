"""Find out how the bytes of a text are encoded; where two encodings are likely, choose none.

UTF-8 proves itself: text in another encoding is hardly ever valid UTF-8. The encodings of one byte
a character prove nothing, since each byte means something in each of them; so every word with such
a byte is read in all of them, and what people write (`León`) is told from what nobody does
(`Le¢n`, `Le—n`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

#: encodings of one byte a character: Windows, DOS and the old Macintosh
SINGLE_BYTE: Final = ("cp1252", "cp850", "mac_roman")
_COMMON: Final = SINGLE_BYTE[0]
_WORD: Final = re.compile(rb"[A-Za-z0-9]*[\x80-\xff][A-Za-z0-9\x80-\xff]*")
_MOST_WORDS: Final = 20_000  # different ones that are looked at
_MOST_SYMBOLS: Final = 2  # of one word, beyond ASCII
_SHOWN: Final = 3  # words that a message shows in each encoding
#: letters of Spanish, and of languages beside it
_SPANISH: Final = frozenset("áéíóúüñÁÉÍÓÚÜÑ")
_OTHERS: Final = frozenset("àâäãåæçèêëìîïòôöõøœùûÿßÀÂÄÃÅÆÇÈÊËÌÎÏÒÔÖÕØŒÙÛŸ")
_FOREIGN: Final = _OTHERS | frozenset("–—")
_ALONE: Final = frozenset("àáèéóÀÁÈÉÓ")  # that are words by themselves
_OPENING, _CLOSING = frozenset("«“‘¿¡"), frozenset("»”…®™²³ºª°·•")
#: of 20 words one may be odd, where another encoding makes many more of them so
_ODD_SHARE: Final = 20
_FAR_WORSE: Final = 5


@dataclass(slots=True)
class _Reading:
    """How the words of a text look in one encoding.

    Attributes:
        encoding: Its name.
        odd: Words that nobody writes.
        foreign: Words with letters that are not of Spanish, or with a dash within.
    """

    encoding: str
    odd: int = 0
    foreign: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """What orders readings, the likely one first."""
        return self.odd, self.foreign


@dataclass(frozen=True, slots=True)
class Guess:
    """What the bytes of a text may be.

    Attributes:
        encoding: The one encoding that they are in; "" where that is open.
        readings: Encoding → some words as they read in it.
        has_utf8: Whether other words are UTF-8.
    """

    encoding: str
    readings: dict[str, str]
    has_utf8: bool = False


def guess(blocks: Iterable[bytes]) -> Guess:
    """Return in which encoding of one byte a character a text is that is not UTF-8."""
    words = _words(blocks)
    has_utf8 = any(map(_is_utf8, words))
    readings = sorted(filter(None, (_read(words, name) for name in SINGLE_BYTE)), key=_rank)
    shown = list(words)[:_SHOWN]
    samples = {
        reading.encoding: ", ".join(word.decode(reading.encoding) for word in shown)
        for reading in readings
    }
    return Guess("" if has_utf8 else _chosen(readings, len(words)), samples, has_utf8)


def _rank(reading: _Reading) -> tuple[int, int]:
    return reading.rank


def _chosen(readings: list[_Reading], words: int) -> str:
    """Return the encoding of the best of sorted readings, "" where it is not clearly the best."""
    if not readings or readings[0].odd * _ODD_SHARE > words:
        return ""
    best, others = readings[0], readings[1:]
    common = next((reading for reading in others if reading.encoding == _COMMON), None)
    if common and (common.odd <= best.odd * _FAR_WORSE or best.foreign * 2 > words):
        return ""  # a rarer encoding must make sense of what the common one cannot
    if any(other.rank == best.rank for other in others):
        return ""
    return best.encoding


def _words(blocks: Iterable[bytes]) -> dict[bytes, None]:
    """Return the different words with bytes beyond ASCII, in their order."""
    words: dict[bytes, None] = {}
    for lines in _whole_lines(blocks):
        words.update(dict.fromkeys(_WORD.findall(lines)))
        if len(words) >= _MOST_WORDS:
            break
    return words


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        text = rest + block
        end = text.rfind(b"\n") + 1
        yield text[:end]
        rest = text[end:]
    yield rest


def _is_utf8(word: bytes) -> bool:
    try:
        word.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read(words: Iterable[bytes], encoding: str) -> _Reading | None:
    """Return how words look in an encoding, None where it lacks one of their bytes."""
    reading = _Reading(encoding)
    for word in words:
        try:
            text = word.decode(encoding)
        except UnicodeDecodeError:
            return None
        reading.odd += _is_odd(text)
        reading.foreign += not _FOREIGN.isdisjoint(text.strip("–—"))
    return reading


def _is_odd(word: str) -> bool:
    """Return whether nobody writes a word so."""
    letters = [char for char in word if char.isalpha()]
    accented = [char for char in letters if not char.isascii()]
    if len(accented) * 2 > len(letters) and word not in _ALONE:
        return True
    if sum(not (char.isascii() or char.isalpha()) for char in word) > _MOST_SYMBOLS:
        return True
    padded = f" {word} "
    return any(
        not char.isascii() and _is_out_of_place(before, char, after)
        for before, char, after in zip(padded, padded[1:], padded[2:], strict=False)
    )


def _is_out_of_place(before: str, char: str, after: str) -> bool:
    """Return whether a character beyond ASCII does not stand between two others."""
    if char in _SPANISH or char in _OTHERS:
        if char.isupper():
            return before.islower() or (before.isupper() and after.islower())
        return before.isupper() and after.isupper()
    if char in _OPENING:
        return before.isalnum()
    if char in _CLOSING:
        return after.isalpha() and char != "°"
    if char in "–—":
        return before.isalpha() and after.islower()
    if char == "’":
        return not (before.isalnum() or after.isalnum())
    if char in "€£©½¼¾±×\xa0":
        return before.isalpha() or after.isalpha()
    return True
