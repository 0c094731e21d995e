"""Regular expressions of XPath: what each finds, and what is refused by name."""

from __future__ import annotations

import random
import re

import pytest

from kg.validation.literals import Pattern
from kg.validation.xpath_regex import translate

CASES = [
    # anchors: the whole string, or with m a line
    ("a$", "a\n", "", False),
    ("a$", "a\nb", "", False),
    ("a$", "a\nb", "m", True),
    ("^b", "a\nb", "", False),
    ("^b", "a\nb", "m", True),
    ("^a|b$", "xb", "", True),
    # the point
    ("a.c", "a\nc", "", False),
    ("a.c", "a\rc", "", True),
    ("a.c", "a\nc", "s", True),
    ("^.$", "\U0001f600", "", True),
    # classes
    ("[a-z-[aeiou]]", "a", "", False),
    ("[a-z-[aeiou]]", "b", "", True),
    ("^[a-z-[b-y-[m]]]+$", "azm", "", True),
    ("[^a-c-[x]]", "x", "", False),
    ("[^a-c-[x]]", "y", "", True),
    ("[-a]", "-", "", True),
    ("[a-]", "-", "", True),
    ("[^-a]", "-", "", False),
    ("[a^]", "^", "", True),
    ("[$.|?*+(){}]", "{", "", True),
    (r"[\-\]\[\\^]", "\\", "", True),
    (r"^[\d.]+$", "1.5", "", True),
    (r"[\D]", "5", "", False),
    # escapes of many characters
    (r"^\i\c*$", "_a-1:é", "", True),
    (r"^\i\c*$", "1a", "", False),
    (r"\I", "1", "", True),
    (r"\C", "a b", "", True),
    (r"\d", "٣", "", True),
    (r"\w", "é", "", True),
    (r"\w", "_", "", False),  # connecting punctuation, unlike in Perl
    (r"\w", "$", "", True),  # a symbol, unlike in Perl
    (r"\W", "-", "", True),
    (r"\s", "\u00a0", "", False),
    (r"\S", "\u00a0", "", True),
    (r"\p{Lu}", "É", "", True),
    (r"\P{Lu}", "É", "", False),
    (r"\p{L}", "中", "", True),
    (r"\p{IsGreek}", "α", "", True),
    (r"\p{IsBasicLatin}", "ñ", "", False),
    (r"[\p{IsGreek}-[α]]", "α", "", False),
    (r"\p{Cn}", "\u0378", "", True),
    # upper and lower case
    ("k", "\u212a", "i", True),
    ("[a-c]", "B", "i", True),
    ("[^a]", "A", "i", False),
    (r"\p{Lu}", "a", "i", False),
    ("straße", "STRAßE", "i", True),
    # repetitions, groups, white space, literal texts
    ("^a{2}$", "aa", "", True),
    ("^a{2,}$", "a", "", False),
    ("^a{0,1}?b??c*?d+?$", "acd", "", True),
    ("^(?:ab)+$", "abab", "", True),
    ("^(a|b|)c$", "c", "", True),
    ("", "anything", "", True),
    ("a b [ ]", "ab ", "x", True),
    ("a +", "aaa", "x", True),
    ("a.b", "a.b", "q", True),
    ("a.b", "axb", "q", False),
    ("A.B", "a.b", "qi", True),
    (r"\n\t\r", "\n\t\r", "", True),
]


@pytest.mark.parametrize(("pattern", "text", "flags", "expected"), CASES)
def test_a_pattern_finds_what_xpath_says(
    pattern: str, text: str, flags: str, expected: bool
) -> None:
    assert Pattern(pattern, flags).matches(text) is expected


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"(a)\1", r"at character 4: '\1' refers back to a group, which takes exponential time"),
        (r"a\b", r"at character 2: '\b' is not of XPath"),
        (r"\Aa", r"'\A' is not of XPath"),
        ("a\\", "'\\' is not of XPath"),
        ("(?=a)", "'(?=' is not of XPath"),
        ("(?i)a", "'(?i' is not of XPath"),
        ("(?<n>a)", "'(?<' is not of XPath"),
        ("a++", "'+' repeats a repetition"),
        ("a*{2}", "'{' repeats a repetition"),
        ("*a", "'*' repeats nothing; write \\* for the character"),
        ("a|?", "'?' repeats nothing"),
        ("a{", "'{' begins no number of repetitions"),
        ("a{,2}", "begins no number of repetitions"),
        ("a{1001}", "{1001} are more than 1000 repetitions"),
        ("a{3,2}", "{3,2} has its smaller number last"),
        ("}", "'}' stands alone; write \\} for the character"),
        ("]", "']' stands alone"),
        ("(a", "a '(' without its ')'"),
        ("a)b", "at character 2: a ')' without its '('"),
        ("[a", "a '[' without its ']'"),
        ("[]", "']' in a class; write \\]"),
        ("[[:alpha:]]", "'[' in a class; write \\["),
        ("[a-b-c]", "'-' can stand first or last in a class; else write \\-"),
        (r"[\w-.]", "'-' can stand first or last in a class"),
        (r"[a-\d]", r"'\d' is no end of a range"),
        ("[z-a]", "the range z-a runs backwards"),
        ("[a-[b]c]", "what is subtracted stands last in its class"),
        (r"\p{Greek}", "'Greek' is no category, and no block that is known here"),
        (r"\pL", r"'\p' takes a category or a block: \p{Lu}"),
        (r"\p{L", r"'\p' takes a category or a block"),
    ],
)
def test_what_is_not_of_xpath_is_refused_by_name(pattern: str, message: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011  the message follows
        translate(pattern)
    assert message in str(error.value)


def test_a_flag_that_xpath_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="the flag 'u' is not of XPath; there are s, m, i, x"):
        translate("a", "iu")


def test_what_is_too_large_for_the_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="too large for the engine"):
        Pattern("((((a{1000}){1000}){1000}){1000}){1000}", "")


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|a)*$", "(a*)*b", "^(a?){500}a{500}$"])
def test_no_pattern_takes_exponential_time(pattern: str) -> None:
    """Each takes a backtracking engine longer than the age of the universe."""
    assert not Pattern(pattern, "").matches("a" * 50_000 + "!")


def test_what_python_reads_alike_is_found_alike() -> None:
    """Random expressions of the part that both have; Python's engine is the judge."""
    chance = random.Random(5)
    pieces = ["a", "b", "ab", ".", "[ab]", "[^a]", "(a|b)", "(?:ab|c)", r"\.", "^", "$", "a|b"]
    marks = ["", "", "", "*", "+", "?", "{2}", "{0,2}", "*?"]
    tried = matching = 0
    for _ in range(3_000):
        pattern = "".join(
            chance.choice(pieces) + chance.choice(marks) for _ in range(chance.randint(1, 5))
        )
        if re.search(r"[\^$][*+?{]|\|[*+?{]", pattern):
            continue  # Python refuses to repeat an anchor
        judge = re.compile(re.sub(r"(?<!\[)(?<!\\)\$", r"\\Z", pattern))
        mine = Pattern(pattern, "")
        for text in ("", "a", "b", "ab", "abab", "ba.c", "aab", "\n", "a\n"):
            tried += 1
            matching += mine.matches(text)
            assert mine.matches(text) == bool(judge.search(text)), (pattern, text)
    assert tried > 10_000
    assert matching > 1_000
