"""The cells of a custom table are read as the mapping says, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.errors import UnknownName
from kg.mapping.cells import CellReader, fitting_formats
from kg.mapping.column import Column
from kg.mapping.custom import CellForm
from kg.mapping.values import Wrong
from kg.tables.records import Number


class Known:
    """Names that are known; it counts how often it is asked."""

    asked = 0

    def entity(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return the id of the only entity there is."""
        self.asked += 1
        if name != "Sonora":
            raise UnknownName(f"'{name}' is unknown", ["sonora"])
        return "sonora"

    def code(self, name: str, scheme: str) -> str:
        """Return a code that says what it was asked for."""
        return f"{scheme}-{name}"


def reader(type_: str = "text", form: CellForm | None = None, **words: object) -> CellReader:
    column = Column("C", type=type_, **words)  # type: ignore[arg-type]
    return CellReader(column, form or CellForm(), Known())


@pytest.mark.parametrize(
    ("decimal", "cell", "number"),
    [
        (",", "1.234,56", "1234.56"),
        (",", "1 234,56", "1234.56"),
        (",", "1\u202f234\u202f567", "1234567"),
        (",", "1.234.567", "1234567"),
        (",", "-0,5", "-0.5"),
        (".", "1,234,567.8", "1234567.8"),
        (".", "1'234.5", "1234.5"),
        (".", "+12", "12"),
        ("", "12", "12"),
        ("", "1234.5", "1234.5"),
        ("", "0.75", "0.75"),
    ],
)
def test_a_number_is_read_with_the_marks_that_are_declared(
    decimal: str, cell: str, number: str
) -> None:
    assert reader("number", CellForm(decimal=decimal))(cell) == number


@pytest.mark.parametrize(
    ("decimal", "cell"),
    [
        (",", "1.5"),
        (",", "12.34"),
        (",", "1,234.56"),
        (",", "1.23.456"),
        (",", "1,5,6"),
        (".", "1.234,56"),
        (".", "1,5"),
        (".", "12,34"),
        ("", "1,5"),
        ("", "1,234"),
        ("", "1.234"),  # a thousand and more, or one and a bit
        ("", "1 234"),
        ("", "$12"),
        ("", "n/d"),
    ],
)
def test_a_number_that_may_be_another_is_none(decimal: str, cell: str) -> None:
    with pytest.raises(Wrong, match="is no number"):
        reader("number", CellForm(decimal=decimal))(cell)


def test_a_number_of_a_workbook_needs_no_marks() -> None:
    comma = reader("number", CellForm(decimal=","))
    assert comma("1.234") == "1234"
    assert comma(Number("1.234")) == "1.234"
    assert comma("1.234") == "1234"
    assert reader("number")(Number("1.234")) == "1.234"


@pytest.mark.parametrize(
    ("unit", "cell", "number"),
    [
        ({"%": Decimal(1), "": Decimal(1)}, "15 %", "15"),
        ({"%": Decimal(1), "": Decimal(1)}, "15", "15"),
        ({"$": Decimal(1)}, "$ 1,200.50", "1200.50"),
        ({"mdp": Decimal(1_000_000)}, "1.5 mdp", "1500000"),
        ({"mil": Decimal(1000), "": Decimal(1)}, "0.0015 mil", "1.5"),
        ({"k": Decimal(1000), "mil k": Decimal(1_000_000)}, "2 mil k", "2000000"),
    ],
)
def test_a_unit_beside_a_number_is_a_factor(
    unit: dict[str, Decimal], cell: str, number: str
) -> None:
    assert reader("number", CellForm(decimal=".", unit=unit))(cell) == number


def test_a_number_without_any_of_the_units_is_doubtful() -> None:
    with pytest.raises(Wrong, match="'15' has none of the units mdp, miles"):
        reader("number", CellForm(unit={"mdp": Decimal(10**6), "miles": Decimal(1000)}))("15")


@pytest.mark.parametrize(
    ("formats", "cell", "date"),
    [
        (("%d/%m/%Y", "%Y"), "14/02/2016", "2016-02-14"),
        (("%d/%m/%Y", "%m/%d/%Y"), "14/02/2016", "2016-02-14"),
        (("%d/%m/%Y", "%m/%d/%Y"), "4/4/2016", "2016-04-04"),
        (("%d/%m/%Y",), "2016-02-14", "2016-02-14"),
        ((), "2016-02", "2016-02"),
        ((), "mañana", "mañana"),
    ],
)
def test_a_date_is_read_as_declared(formats: tuple[str, ...], cell: str, date: str) -> None:
    assert reader("date", CellForm(formats=formats))(cell) == date


@pytest.mark.parametrize(
    ("formats", "message"),
    [
        (("%d/%m/%Y", "%m/%d/%Y"), "'3/4/2022' is 2022-04-03 or 2022-03-04 by the formats"),
        ((), r"formats = \[\"%d/%m/%Y\"\] \(2022-04-03\) or formats = \[\"%m/%d/%Y\"\] \(2022-03"),
    ],
)
def test_a_date_with_two_readings_is_none(formats: tuple[str, ...], message: str) -> None:
    with pytest.raises(Wrong, match=message):
        reader("date", CellForm(formats=formats))("3/4/2022")


def test_the_formats_that_fit_are_known() -> None:
    assert fitting_formats("14 de febrero de 2016") == [("%d de %B de %Y", "2016-02-14")]
    assert [form for form, _ in fitting_formats("3/4/2022")] == ["%d/%m/%Y", "%m/%d/%Y"]
    assert fitting_formats("31/31/2022") == []


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("www.a.mx", "https://www.a.mx"),
        ("http://a.mx", "http://a.mx"),
        ("https://a.mx", "https://a.mx"),
    ],
)
def test_a_prefix_stands_before_what_has_none(cell: str, address: str) -> None:
    assert reader("uri", CellForm(prefix="https://"))(cell) == address


def test_an_address_without_scheme_is_told_the_word_for_it() -> None:
    with pytest.raises(Wrong, match='prefix = "https://" puts it before'):
        reader("uri")("www.a.mx/x?y")


def test_what_is_no_address_becomes_none_by_a_prefix() -> None:
    with pytest.raises(Wrong, match=r"'pendiente' is no web address.*skip = ..pendiente"):
        reader("uri", CellForm(prefix="https://"))("pendiente")


def test_texts_are_skipped_and_mean_others() -> None:
    form = CellForm(skip=frozenset({"n/d"}), values={"si": "yes"}, separator=",")
    assert reader(form=form)("SÍ, n/d, No") == "yes;No"
    form = CellForm(skip=frozenset({"n/d"}), values={"r/d": "research"}, separator="/")
    assert [reader(form=form)(cell) for cell in ("n/d", "R/D", "a/b")] == ["", "research", "a;b"]


def test_templates_and_constants_make_a_cell() -> None:
    cells = {"Día": "1", "Mes": "2", "Año": "2016"}
    form = CellForm(template="{Día}/{Mes}/{Año}")
    assert form.headers("Fecha") == ("Día", "Mes", "Año")
    assert form.text("Fecha", cells) == "1/2/2016"
    assert form.text("Fecha", cells | {"Mes": ""}) == "", "a part of it is not known"
    assert CellForm(constant="x").headers("Fecha") == ()
    assert CellForm(constant="x").text("Fecha", {}) == "x"


def test_what_is_wrong_is_found_once_and_carries_what_is_near() -> None:
    names = Known()
    read = CellReader(Column("C", entity=("State",)), CellForm(by_name=True), names)
    for _ in range(3):
        with pytest.raises(Wrong) as caught:
            read("Sonorra")
        assert (caught.value.value, caught.value.near) == ("Sonorra", ("sonora",))
        assert read("Sonora") == "sonora"
    assert names.asked == 2
