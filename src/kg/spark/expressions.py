"""What the rules of networks say of texts, as expressions of Spark; each names the rule's function.

The tests compare them with these functions, text by text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from kg.network.projection import FALLBACK
from kg.network.spells import Spell, joined, text_of
from kg.network.support import CERTAINTIES, NO_EVIDENCE
from kg.rdf.namespaces import EVIDENCE, ID, VOC

if TYPE_CHECKING:
    from pyspark.sql import Column

_UNIT: Final = "\x1f"  # between the start and the end of a period
_RECORD: Final = "\x1e"  # between periods
#: a text of which something is left when Python strips it
WORDS: Final = r"(?U)[^\s\x1c-\x1f]"


def without_prefix(column: Column, prefix: str) -> Column:
    """Return texts without a beginning, as `str.removeprefix`."""
    from pyspark.sql import functions as f

    rest = f.substring(column, len(prefix) + 1, 1 << 30)
    return f.when(column.startswith(prefix), rest).otherwise(column)


def slug(column: Column) -> Column:
    """Return ids of entities; see `kg.network.reading.slug`."""
    return without_prefix(column, ID)


def code(column: Column) -> Column:
    """Return codes of concepts; see `kg.network.reading.code`."""
    from pyspark.sql import functions as f

    last = f.substring_index(column, "/", -1)
    return f.when(column.startswith(VOC), last).otherwise(local_name(column))


def local_name(column: Column) -> Column:
    """Return local names of IRIs; see `kg.rdf.iris.local_name`."""
    from pyspark.sql import functions as f

    bare = f.regexp_replace(column, "[#/]+$", "")
    last = f.substring_index(f.translate(bare, "#", "/"), "/", -1)
    return f.when(last == "", column).otherwise(last)


def _certainty(graph: Column) -> Column:
    """Return certainties of evidence graphs, as `kg.network.support` reads them."""
    from pyspark.sql import functions as f

    suffix = f.substring_index(without_prefix(graph, EVIDENCE), "--", -1)
    return f.when(suffix.isin(*CERTAINTIES, NO_EVIDENCE), suffix).otherwise(f.lit("explicit"))


def support(graphs: Column) -> dict[str, Column]:
    """Return evidence, sources and certainty of edges; see `kg.network.support.support`.

    Args:
        graphs: Lists of evidence graphs, without order.
    """
    from pyspark.sql import functions as f

    known = f.filter(f.array_distinct(graphs), lambda graph: _certainty(graph) != NO_EVIDENCE)
    evidence = f.array_sort(known)
    documents = f.transform(evidence, document)
    certainties = f.transform(evidence, _certainty)
    best = f.lit("")
    for name in reversed(CERTAINTIES):
        best = f.when(f.array_contains(certainties, name), name).otherwise(best)
    return {
        "evidence": evidence,
        "sources": f.size(f.array_distinct(documents)).cast("int"),
        "certainty": best,
    }


def document(graph: Column) -> Column:
    """Return the ids of the documents of evidence graphs; see `kg.network.elements.documents`."""
    from pyspark.sql import functions as f

    return f.substring_index(without_prefix(graph, EVIDENCE), "/", 1)


def label(language: str, otherwise: Column) -> Column:
    """Return labels in a language; see `kg.network.projection.label_in`.

    Args:
        language: A tag such as "es".
        otherwise: Of what has no label.
    """
    from pyspark.sql import functions as f

    by_language = f.map_from_arrays("languages", "labels")
    preferred = [
        f.try_element_at(by_language, f.lit(tag))
        for tag in dict.fromkeys((language.lower(), *FALLBACK))
    ]
    return f.coalesce(*preferred, f.get("labels", f.lit(0)), otherwise)


def periods(start: Column, end: Column) -> Column:
    """Return the lists of periods of grouped rows as one text, for `spells`."""
    from pyspark.sql import functions as f

    each = f.concat_ws(_UNIT, start, end)
    return f.concat_ws(_RECORD, f.sort_array(f.collect_list(each)))


def period(start: Column, end: Column) -> Column:
    """Return one period of each row as text, for `spells`."""
    from pyspark.sql import functions as f

    return f.concat_ws(_UNIT, start, end)


def spells(column: Column) -> Column:
    """Return periods as spells of days; see `kg.network.spells.joined`."""
    return mapped(column, _spells)


def mapped(column: Column, function: Callable[[str], str]) -> Column:
    """Return what a function of this process makes of each text, on the workers."""
    from pyspark.sql.pandas import functions

    make: Any = functions

    def of_series(series):  # type: ignore[no-untyped-def]  # Spark takes types for its own
        return series.map(function)

    return make.pandas_udf(of_series, "string")(column)  # type: ignore[no-any-return]


@cache
def _spells(text: str) -> str:
    periods: Sequence[Spell] = [Spell(*each.split(_UNIT)) for each in text.split(_RECORD)]
    return text_of(joined(periods))
