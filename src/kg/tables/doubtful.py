"""Tell cells that are not what they seem: read in a wrong encoding once, or a formula's error."""

from __future__ import annotations

import re
from typing import Final

from kg.errors import in_language
from kg.tables.encoding import SINGLE_BYTE

#: what the bytes 80 to BF of a character of UTF-8 look like in Windows-1252
_CONTINUATION: Final = "".join(
    re.escape(bytes([byte]).decode("cp1252", "ignore") or chr(byte)) for byte in range(0x80, 0xC0)
)
_MARKS: Final = "“”‘’«»–—…•"  # that may follow a letter in their own right
#: text that was read in a wrong encoding once: `LeÃ³n`, `â€œ`, `Le├│n`, `Le√≥n`
_GARBLED: Final = re.compile(
    rf"[ÃÂ](?![{_MARKS}])[{_CONTINUATION}]|[ÃÂ][{_MARKS}](?=[^\W\d_])|â€[{_CONTINUATION}]"
    r"|(?<=[^\W\d_])[├┬].|√[©≠≥∫±°º]|\ufffd"
)
#: text that perhaps was, `Le¢n`; somebody may write so all the same
_ODD: Final = re.compile(r"(?<=[^\W\d_])[¢¡£¤¥‚‡†¬](?=[^\W\d_])")


def is_garbled(text: str) -> bool:
    """Return whether a text was, or perhaps was, read in a wrong encoding before it came here."""
    return _GARBLED.search(text) is not None or _ODD.search(text) is not None


def _restored(text: str) -> str:
    """Return what a garbled text probably was, "" where that cannot be told."""
    for encoding in SINGLE_BYTE:
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return ""


#: what a cell holds whose formula failed, in a workbook or exported from one
_ERROR: Final = re.compile(
    r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|N/D|¡(?:DIV/0|NULO|NUM|REF|VALOR)!|¿NOMBRE\?)"
)


def is_wrong(text: str) -> bool:
    """Return whether a text, of one cell or many, is not what it seems."""
    return _GARBLED.search(text) is not None or ("#" in text and _ERROR.search(text) is not None)


def is_doubtful(text: str) -> bool:
    """Return whether a text, of one cell or many, may not be what it seems."""
    return is_wrong(text) or _ODD.search(text) is not None


def fault(text: str, keep: str = "") -> str:
    """Return what is doubtful about a cell that is.

    Args:
        text: The cell.
        keep: The words of a mapping that say that it is right, where there are any.
    """
    if not is_garbled(text):
        return in_language(
            f"«{text}» is the error of a formula; correct the formula, or empty the cell",
            f"«{text}» es el error de una fórmula; corrija la fórmula o vacíe la celda",
        )
    meant = _restored(text)
    english = f", probably «{meant}»" if meant else ""
    spanish = f", probablemente «{meant}»" if meant else ""
    message = in_language(
        f"«{text}» was read in a wrong encoding once{english}; correct it",
        f"«{text}» se leyó alguna vez en otra codificación{spanish}; corríjalo",
    )
    if not keep:
        return message
    return message + in_language(
        f", or say under [file] that it is right: {keep}",
        f" o diga en [file] que está bien: {keep}",
    )
