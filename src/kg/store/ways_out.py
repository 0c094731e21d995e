"""What a user can do where a store is damaged, in words that end a message."""

from __future__ import annotations

from pathlib import Path

from kg.errors import in_language


def of(folder: Path, current: str = "") -> str:
    """Return the ways out that the store in a folder has.

    Args:
        folder: Of the store.
        current: The name of the generation that is damaged; empty where CURRENT is.
    """
    store = f"--store {folder}"
    english, spanish = "", ""
    if any(path.stem != current for path in folder.glob("gen-*.manifest")):
        english = f"take back its newest intact generation with: kg restore --previous {store}; or "
        spanish = (
            f"recupere su generación intacta más nueva con: kg restore --previous {store}; o bien "
        )
    return in_language(
        f"{english}restore a backup with: kg restore BACKUP {store}; or make it anew with: "
        f"kg build --discard-loads {store}",
        f"{spanish}restaure una copia con: kg restore COPIA {store}; o constrúyalo de nuevo con: "
        f"kg build --discard-loads {store}",
    )
