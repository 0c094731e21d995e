"""Write solutions as CSV that a spreadsheet opens by a double click, and runs nothing of.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula, which can send the other
cells to a server or start a program. Source: OWASP, CSV Injection.
"""

from __future__ import annotations

import re
from typing import Final, TextIO

from kg.model import Literal, Solutions, Term
from kg.results.numbers import DECIMAL_TYPES, INTEGER_TYPES

_MARK: Final = "\ufeff"  # without it Excel takes UTF-8 for the code page of the system
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
#: where a cell begins, also for a spreadsheet that takes semicolon or tab for the separator
_FORMULA: Final = re.compile(r"(^|[;\t\r\n])([\s\x00-\x1f\"'\u200b\ufeff]*)([=+\-@＝＋－＠])")


def write_csv(solutions: Solutions, output: TextIO) -> int:
    """Write CSV, each text in quotes and each formula made a text; return the number of rows.

    The first column is separated from the next by a comma, as Excel in Mexico and the United
    States reads it; an apostrophe in front makes a formula a text.
    """
    output.write(_MARK + ",".join(map(_text, solutions.variables)) + "\r\n")
    count = 0
    for row in solutions.rows:
        output.write(",".join(map(_cell, row)) + "\r\n")
        count += 1
    return count


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    is_number = isinstance(term, Literal) and term.datatype in INTEGER_TYPES | DECIMAL_TYPES
    return term.value if is_number and _NUMBER.fullmatch(term.value) else _text(str(term))


def _text(text: str) -> str:
    guarded = _FORMULA.sub(r"\1\2'\3", text)
    return '"' + guarded.replace('"', '""') + '"'
