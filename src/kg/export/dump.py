"""The whole graph as a stream of bytes, in the forms that other tools read."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO, cast

from kg.errors import UsageError, in_language
from kg.rdf.namespaces import FACTS_GRAPH

if TYPE_CHECKING:
    from kg.claims.dumps import Counts
    from kg.store.base import Store

#: entities as schema.org describes them
SCHEMA_ORG: Final = "schema-jsonld"
FORMS: Final = ("nquads", "reifiers", "statements", "nanopubs", SCHEMA_ORG)


def dump(
    store: Store, output: BinaryIO, form: str = "nquads", *, facts_graph: bool = False
) -> Counts | int | None:
    """Write a whole store; equal stores give equal bytes.

    Args:
        store: The store.
        output: Where it is written.
        form: One of `FORMS`.
        facts_graph: With nquads: whether the facts are in a graph of their own.

    Returns:
        How many claims were written, or of schema-jsonld how many things; of nquads nothing.

    Raises:
        UsageError: The form is unknown, or has no graph for the facts.
    """
    require_form(form, facts_graph=facts_graph)
    if form == "nquads":
        store.dump(output, facts_graph=FACTS_GRAPH if facts_graph else "")
        return None
    if form == SCHEMA_ORG:
        from kg.export.schema_org import write_schema_org

        return write_schema_org(store, cast(TextIO, codecs.getwriter("utf-8")(output)))
    from kg.claims.dumps import WRITERS

    return WRITERS[form](store, output)


def require_form(form: str, *, facts_graph: bool = False) -> None:
    """Check that a form is known, and has a graph for the facts where one is asked for.

    Raises:
        UsageError: It is not, or has none.
    """
    if form not in FORMS:
        raise UsageError(
            in_language(
                f"form is one of {', '.join(FORMS)}, not '{form}'",
                f"form es uno de {', '.join(FORMS)}, no '{form}'",
            )
        )
    if form != "nquads" and facts_graph:
        raise UsageError(
            in_language(
                f"--facts-graph is for nquads, not for {form}; leave it out",
                f"--facts-graph es para nquads, no para {form}; quítelo",
            )
        )
