"""Files that cannot be used become diagnostics."""

from pathlib import Path

import pytest

from licet.grammar import load_source, loading


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.licet"
    path.write_bytes("\ufeffkind é\r\n".encode())
    source, diagnostics = load_source(path, "policies/a.licet")
    assert diagnostics == ()
    assert source is not None
    assert (source.name, source.text) == ("policies/a.licet", "kind é\r\n")
    by_path, _ = load_source(str(path))
    assert by_path is not None
    assert by_path.name == path.as_posix()


def refused(path: Path | str) -> tuple[str, str]:
    source, (diagnostic,) = load_source(path, "f.licet")
    assert source is None
    assert diagnostic.help
    assert diagnostic.span is not None
    assert diagnostic.span.file == "f.licet"
    return diagnostic.code, diagnostic.message


def test_missing(tmp_path: Path) -> None:
    assert refused(tmp_path / "no") == ("E120", "there is no file `f.licet`")
    assert refused("a\0b")[0] == "E120"
    assert refused(tmp_path) == ("E120", "`f.licet` is a folder, not a file")


def test_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin"
    path.write_bytes(b"kind a\n# caf\xe9\n")
    assert refused(path) == ("E122", "`f.licet` is not UTF-8 text: see line 2")


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_BYTES", 1_000_000)
    path = tmp_path / "large"
    path.write_bytes(b"#" * 1_000_000)
    assert load_source(path)[1] == ()
    path.write_bytes(b"#" * 1_000_001)
    assert refused(path) == ("E121", "`f.licet` is larger than 1 MB")


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert refused(tmp_path / "a") == ("E120", "`f.licet` cannot be read: permission denied")
