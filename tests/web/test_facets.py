"""What narrows an answer: its counts are those of the rows, on pages and in downloads."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import openpyxl
import pytest
from starlette.testclient import TestClient

from tests.short_form import in_part
from tests.web.conftest import client_of

html = {"accept": "text/html", "accept-language": "en"}


class Answer(HTMLParser):
    """What the page of an answer shows.

    Attributes:
        facets: For each column by which it can be narrowed, address → count.
        rows: How many rows stand in the table.
        told: How many rows it says there are.
        following: The address of the next page.
        downloads: The addresses of downloads.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.facets: list[dict[str, int]] = []
        self.rows = 0
        self.following = ""
        self.downloads: list[str] = []
        self._is_in_facets = False
        self._address = ""
        self._counts = False
        count = re.search(r"<strong>(.*?)</strong>\n<p class=\"downloads\">", page)
        self.count = count[1] if count else ""
        body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
        self.rows = body[1].count("<tr>") if body else 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where facets begin, their links, and the next page."""
        values = {name: value or "" for name, value in attrs}
        if tag == "div":
            self._is_in_facets = values.get("class") == "facets"
        elif tag == "ul" and self._is_in_facets:
            self.facets.append({})
        elif tag == "a" and self._is_in_facets:
            self._address = values["href"]
        elif tag == "a" and values.get("rel") == "next":
            self.following = values["href"]
        elif tag == "a" and "download" in values:
            self.downloads.append(values["href"])
        self._counts = tag == "span" and values.get("class") == "number" and bool(self._address)

    def handle_data(self, data: str) -> None:
        """Note the count beside a link."""
        if self._counts:
            self.facets[-1][self._address] = int(data.replace(",", ""))
            self._address, self._counts = "", False


def pages(client: TestClient, address: str) -> Iterator[Answer]:
    """Yield the pages of an answer, from the first to the last."""
    while address:
        answer = client.get(address, headers=html)
        assert answer.status_code == 200, address
        page = Answer(answer.text)
        yield page
        address = page.following


def downloaded(client: TestClient, page: Answer) -> list[dict[str, str]]:
    """Return the rows of the answer on a page as CSV has them."""
    (link,) = (link for link in page.downloads if ".csv" in link)
    return list(csv.DictReader(client.get(link).text.splitlines()))


@pytest.fixture(scope="module")
def client(project_store_once: Path) -> Iterator[TestClient]:
    """A client of a server for the project's own graph."""
    with client_of(project_store_once) as client:
        yield client


@pytest.fixture(scope="module")
def addresses(client: TestClient) -> list[str]:
    """The address of each question with the values of its example."""
    asked = client.get("/api/questions", headers={"accept-language": "en"}).json()["questions"]
    return [f"/questions/{item['name']}?{urlencode(item.get('example') or {})}" for item in asked]


@in_part(6)
def test_the_counts_of_every_answer_are_those_of_its_rows(
    client: TestClient, addresses: list[str], share: int
) -> None:
    checked = 0
    for address in addresses[::share]:
        answer = client.get(address, headers=html)
        if answer.status_code != 200:  # of a thing that the small store lacks
            continue
        page = Answer(answer.text)
        rows = downloaded(client, page) if page.facets else []
        for facet in page.facets:
            assert sum(facet.values()) == len(rows)
            column = column_of(next(iter(facet)))
            counted = Counter(row[column] for row in rows)
            assert sorted(counted.values()) == sorted(facet.values()), (address, column)
            checked += 1
    assert checked > 20 / share


def column_of(address: str) -> str:
    """Return the column that an address narrows, the last of them."""
    names = [name for name in parse_qs(urlsplit(address).query) if name.startswith("only.")]
    return names[-1].removeprefix("only.")


def test_a_narrowed_answer_has_as_many_rows_as_its_link_says(
    client: TestClient, addresses: list[str]
) -> None:
    followed = 0
    for address in addresses[:20]:
        answer = client.get(address, headers=html)
        page = Answer(answer.text)
        total = sum(page.facets[0].values()) if page.facets else 0
        for facet in page.facets[:2]:
            link, count = min(facet.items(), key=lambda item: item[1])
            shown = list(pages(client, link))
            assert sum(each.rows for each in shown) == count
            assert f"{count} of {total} rows" in shown[0].count
            assert len(downloaded(client, shown[0])) == count
            followed += 1
    assert followed > 10


LONG = "/questions/figures-without-period?"


def test_narrowing_goes_with_paging_other_columns_and_the_language(client: TestClient) -> None:
    first = Answer(client.get(LONG, headers=html).text)
    assert first.following
    assert "here 1 to 200" in first.count
    link, count = max(first.facets[1].items(), key=lambda item: item[1])
    narrowed = list(pages(client, link))
    assert sum(page.rows for page in narrowed) == count
    other, fewer = next(item for item in narrowed[0].facets[0].items() if 0 < item[1] < count)
    twice = Answer(client.get(other, headers=html).text)
    assert twice.rows == fewer == len(downloaded(client, twice))
    assert sum(twice.facets[0].values()) == count  # what else might be chosen in this column
    elsewhere = client.get(other, headers={**html, "accept-language": "es"}).text
    assert Answer(elsewhere).count == twice.count  # an address says its language
    (spanish,) = set(re.findall(r'class="language" href="([^"]*)"', elsewhere))
    assert "lang=es" in spanish
    assert "only." not in spanish  # names are others there
    back = next(link for link in twice.facets[0] if column_of(other) not in link)
    assert Answer(client.get(back, headers=html).text).rows == min(count, 200)


def test_what_an_answer_is_narrowed_to_stands_in_its_workbook_and_on_its_map(
    client: TestClient,
) -> None:
    page = Answer(client.get(LONG, headers=html).text)
    link, count = max(page.facets[1].items(), key=lambda item: item[1])
    (workbook,) = (
        each for each in Answer(client.get(link, headers=html).text).downloads if ".xlsx" in each
    )
    content = openpyxl.load_workbook(io.BytesIO(client.get(workbook, headers=html).content))
    cells = [str(cell.value) for sheet in content for row in sheet.iter_rows() for cell in row]
    assert any(f"({count} of " in cell for cell in cells)
    narrowed = "/questions/clusters-by-state.svg?only.clusters=3&lang=en"
    assert "of 32 rows)" in client.get(narrowed).text


def test_a_column_that_is_not_there_is_named(client: TestClient) -> None:
    for ending in ("", ".csv", ".xlsx"):
        answer = client.get(f"/questions/clusters-by-state{ending}?only.nothing=x&lang=en")
        assert answer.status_code == 400
        assert "no column 'nothing'" in answer.text or "no column &#39;nothing&#39;" in answer.text


def test_a_value_that_no_row_has_leaves_none_and_can_be_taken_away(client: TestClient) -> None:
    page = client.get("/questions/clusters-by-state?only.state=id:nowhere", headers=html).text
    assert "No row answers this question." in page
    assert 'href="/questions/clusters-by-state?lang=en"' in page
