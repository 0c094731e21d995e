"""The words before what a thing is called: the cluster, una empresa, el área."""

from __future__ import annotations

from typing import Final

#: first words of Spanish labels of classes that are feminine
_FEMININE: Final = frozenset(
    (
        *("Actividad", "Alianza", "Aplicación", "Área", "Asociación", "Certificación"),
        *("Colaboración", "Decisión", "Empresa", "Entidad", "Estructura", "Etiqueta", "Evidencia"),
        *("Fase", "Iniciativa", "Institución", "Membresía", "Observación", "Organización"),
        *("Participación", "Persona", "Plataforma", "Propiedad", "Red", "Unidad"),
    )
)


def a(label: str, language: str) -> str:
    """Return the article for one of a kind: a, an, un, una.

    Args:
        label: The label of the kind.
        language: es is Spanish, all else English.
    """
    if language == "es":
        return "una" if _is_feminine(label) else "un"
    return "an" if label[:1].lower() in "aeiou" else "a"


def the(label: str, language: str) -> str:
    """Return a kind with the article for a certain one of it: the cluster, el área.

    Args:
        label: The label of the kind.
        language: es is Spanish, all else English.
    """
    word = label[:1].lower() + label[1:] if label[1:2].islower() else label
    if language != "es":
        return f"the {word}"
    article = "la" if _is_feminine(label) and not label.startswith("Á") else "el"
    return f"{article} {word}"


def _is_feminine(label: str) -> bool:
    return label.partition(" ")[0] in _FEMININE
