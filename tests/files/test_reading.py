"""What is wrong with a file is said with its position."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from kg.errors import ContentError, InputError
from kg.files import content
from kg.files.reading import decode, nested, read_bytes, reading, sha256


def test_the_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"\xef\xbb\xbfa\xef\xbb\xbf")
    assert read_bytes(tmp_path / "f", "f", "holds nothing") == b"a\xef\xbb\xbf"


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "f").write_bytes(data)
    with pytest.raises(InputError, match=r"^shown: the file is empty; it holds no rows$"):
        read_bytes(tmp_path / "f", "shown", "holds no rows")


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^d: this is a directory; name a file in it$"):
        read_bytes(tmp_path, "d", "")
    with pytest.raises(InputError, match=r"^n: there is no such file$"):
        read_bytes(tmp_path / "none", "n", "")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "a")
    with pytest.raises(InputError, match=r"^a: cannot be read: Too many levels of symbolic links$"):
        read_bytes(tmp_path / "a", "a", "")
    with pytest.raises(InputError, match=r"^a: cannot be read: why$"), reading(tmp_path / "b", "a"):
        raise OSError("why")


@pytest.mark.parametrize(
    ("data", "position"),
    [
        (b"\xff", "f:1:1: byte 0xff"),
        (b"a\nb\xe9c", "f:2:2: byte 0xe9"),
        ("ñandú\nñ".encode() + b"\xc3", "f:2:2: byte 0xc3"),
        (b"\n\n\x80", "f:3:1: byte 0x80"),
    ],
)
def test_a_byte_that_is_not_utf8(data: bytes, position: str) -> None:
    with pytest.raises(InputError, match=f"^{position} is not UTF-8; save the file as UTF-8 "):
        decode(data, "f")


def test_utf8() -> None:
    assert decode("ñ\r\n𝒳".encode(), "f") == "ñ\r\n𝒳"


def test_the_hash_of_a_file(tmp_path: Path) -> None:
    data = b"x" * 1_000_000
    (tmp_path / "f").write_bytes(data)
    assert sha256(tmp_path / "f") == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("name", ["data", "ontology", "queries"])
def test_the_content_of_the_project(name: str) -> None:
    assert any(content.folder(name).iterdir())


def test_content_inside_the_package_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "src" / "kg"
    for folder in (package / "content" / "data", tmp_path / "data", tmp_path / "queries"):
        folder.mkdir(parents=True)
    monkeypatch.setattr(content, "_PACKAGE", package)
    assert content.folder("data") == package / "content" / "data"
    assert content.folder("queries") == tmp_path / "queries"
    with pytest.raises(ContentError, match=r"'ontology' of HelixKG is neither in .*; reinstall"):
        content.folder("ontology")


def test_values_that_are_nested_too_deep() -> None:
    message = r"^a\.json: the values are nested too deep"
    with pytest.raises(InputError, match=message), nested("a.json"):
        json.loads("[" * 100_000)
