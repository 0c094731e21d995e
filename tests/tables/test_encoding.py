"""The encoding of a text is found where it proves itself; where two are likely, none is chosen."""

from __future__ import annotations

import pytest

from kg.tables.doubtful import fault, is_doubtful
from kg.tables.encoding import SINGLE_BYTE, guess

TEXTS = [
    "Clúster Minero de Sonora,Nuevo León,Minería",
    "NUEVO LEÓN, MÉXICO",
    "año",
    "année française",
    "¿Qué? ¡Sí!",
    "niño, pingüino",
]


@pytest.mark.parametrize("encoding", SINGLE_BYTE)
@pytest.mark.parametrize("text", TEXTS)
def test_what_people_write_tells_the_encoding(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert guess([data]).encoding == encoding
    assert guess([data[:5], data[5:]]).encoding == encoding, "in pieces, too"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le Nº 3 2007–2010", "cp1252"),
        ("“hola” L’Oréal", "cp1252"),
        ("25°C", "cp1252"),
        ("ESPAÑA", "cp1252"),
        ("Único", "cp1252"),
        ("Köln", "cp1252"),
        ("São Paulo, Ação", "cp1252"),
        ("Sebastián 5 €", "cp1252"),
    ],
)
def test_windows_is_read_where_it_makes_sense(text: str, encoding: str) -> None:
    assert guess([text.encode(encoding)]).encoding == "cp1252"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Único", "cp850"),  # énico
        ("MAÍZ", "cp850"),  # MAÖZ
        ("KÖLN", "cp1252"),  # KÍLN
        ("25°C", "mac_roman"),
        ("Москва город", "cp1251"),
        ("北京", "gbk"),
    ],
)
def test_what_may_be_several_is_none_and_shows_them(text: str, encoding: str) -> None:
    guessed = guess([text.encode(encoding)])
    assert guessed.encoding == ""
    assert not guessed.has_utf8
    assert len(set(guessed.readings.values())) == len(guessed.readings) > 0


def test_one_bad_byte_in_utf8_is_no_other_encoding() -> None:
    guessed = guess(["León\n".encode() + b"Le\xf3n\n"])
    assert (guessed.encoding, guessed.has_utf8) == ("", True)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Nuevo LeÃ³n", "Nuevo León"),
        ("CORPORACIÃ“N", "CORPORACIÓN"),
        ("â€œhola", "“hola"),
        ("Le├│n", "León"),
        ("Le√≥n", "León"),
        ("Le¢n", ""),
        ("Miner¡a", ""),
        ("a\ufffdb", ""),
    ],
)
def test_text_that_was_read_wrongly_once_is_noticed(text: str, meant: str) -> None:
    assert is_doubtful(text)
    assert (f"probably «{meant}»" in fault(text)) is bool(meant)
    assert "wrong encoding" in fault(text)


@pytest.mark.parametrize("text", ["NÃO", "São", "¡Hola!", "niño", "2¢", "#1", "C#", "Ñandú", "«é»"])
def test_text_that_is_right_is_not_doubted(text: str) -> None:
    assert not is_doubtful(text)


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#¡VALOR!", "#N/D", "#¿NOMBRE?", "a #DIV/0! b"])
def test_the_error_of_a_formula_is_no_text(text: str) -> None:
    assert is_doubtful(text)
    assert "the error of a formula" in fault(text)
