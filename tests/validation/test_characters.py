"""Ranges of characters, and those that differ by case alone."""

from __future__ import annotations

from kg.validation import characters


def test_a_range_has_its_characters_in_the_other_case() -> None:
    characters._variants.cache_clear()  # noqa: SLF001  what is tried is how they are found
    assert characters.with_variants(ord("a"), ord("c")) == characters.merged(
        [(ord("A"), ord("C")), (ord("a"), ord("c"))]
    )
    assert characters.with_variants(ord("0"), ord("9")) == characters.merged([(48, 57)])


def test_characters_with_more_than_two_forms_have_them_all() -> None:
    k = {*map(ord, "kK"), 0x212A}  # the sign of kelvin
    for character in k:
        ranges = characters.with_variants(character, character)
        assert {n for first, last in ranges for n in range(first, last + 1)} == k
