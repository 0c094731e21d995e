"""Which entities have a gap: of all kinds, or of one."""

from __future__ import annotations

from collections.abc import Sequence

from kg.errors import UsageError, in_language
from kg.quality.coverage import measure_coverage
from kg.quality.kinds import GAPS, by_kind
from kg.store import Store


def with_gap(store: Store, gap: str, kind: str | None = None) -> Sequence[str]:
    """Return the IRIs of the entities that have a gap, of one kind or of all.

    Args:
        store: Where to look.
        gap: A key of `Coverage.missing`, or one of `kg.quality.kinds.GAPS`.
        kind: Only entities of this kind, such as Company.

    Raises:
        UsageError: There is no such gap or kind.
    """
    whole = measure_coverage(store).missing
    kinds = {item.name: item for item in by_kind(store)}
    gaps = tuple(dict.fromkeys((*whole, *GAPS)))
    if gap not in gaps:
        raise UsageError(
            in_language(
                f"no gap is called '{gap}'; use one of: {', '.join(gaps)}",
                f"ningún vacío se llama «{gap}»; use uno de: {', '.join(gaps)}",
            )
        )
    if kind is None and gap in whole:
        return whole[gap]
    if kind is not None and kind not in kinds:
        raise UsageError(
            in_language(
                f"there is no entity of the kind '{kind}'; there are: {', '.join(kinds)}",
                f"no hay entidades de la clase «{kind}»; hay: {', '.join(kinds)}",
            )
        )
    if gap not in GAPS:
        raise UsageError(
            in_language(
                f"--list {gap} is of all kinds; leave out --kind",
                f"--list {gap} es de todas las clases; omita --kind",
            )
        )
    chosen = [item for item in kinds.values() if kind in (None, item.name)]
    return [entity for item in chosen for entity in item.missing.get(gap, ())]
