"""Whatever is put in the place of kept policies: the answer is right, nothing of it runs, and one warning says so."""

from __future__ import annotations

import hashlib
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest

from licet.engine.deferred import Deferred
from licet.engine.solver import Solver
from licet.grammar.diagnostics import Diagnostic
from licet.knowledge import kept, kept_form, private_files
from licet.knowledge.kept import Kept, load_kept
from licet.knowledge.kept_answers import decode_answers
from licet.knowledge.kept_form import Malformed
from licet.logic.values import UNKNOWN, Month, Value
from licet.verdict.loading import load_policies
from licet.verdict.policies import Policies

POLICY = """\
kind model
relation derived_from(model, model)
open relation users(model) = count
model base
model tuned
  derived_from base
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="what can be planted is of POSIX")


class Exploit:
    """What leaves a mark where it runs."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.mark),)


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "models.licet").write_text(POLICY)
    return folder


@pytest.fixture(params=[".base", ".rest", ".answers"])
def entry(request: pytest.FixtureRequest, tmp_path: Path, policies: Path) -> Path:
    """One of the files of policies that were kept."""
    return _kept(tmp_path / "cache", policies).with_suffix(request.param)


def _kept(cache: Path, policies: Path) -> Path:
    loaded = load_kept(cache, [policies])
    _answers(loaded)
    loaded.keep_answers()
    assert loaded.entry is not None
    return loaded.entry


def _sealed(entry: Path, data: bytes) -> bytes:
    """A file with those contents, as one that was written."""
    return kept._magic(entry) + hashlib.sha256(data).digest() + data


def _contents(entry: Path) -> bytes:
    return entry.read_bytes()[len(kept._magic(entry)) + 32 :]


def _answers(loaded: Kept) -> None:
    knowledge = loaded.knowledge
    assert knowledge.truth("tuned derived_from base").status == "true"
    assert knowledge.truth("base derived_from tuned").status == "false"
    assert knowledge.truth("users(base) > 5").status == "unknown"
    assert len(knowledge.base.modules) == 1
    assert knowledge.base.sources["models.licet"].text == POLICY
    assert knowledge.assume("model other\n  derived_from tuned\n").truth("other derived_from tuned").status == "true"


def _refused(entry: Path, policies: Path) -> Diagnostic:
    """The one warning that goes with right answers; the next time all is well."""
    told: list[Diagnostic] = []
    for _ in range(2):
        loaded = load_kept(entry.parent, [policies], warn=told.append)
        _answers(loaded)
        loaded.keep_answers()
        assert [d.code for d in told] == ["W701"]
        assert told[0].help == f"see `{entry}`"
    assert entry.is_file()
    assert not entry.is_symlink()
    assert {path.suffix for path in entry.parent.iterdir()} == {".base", ".rest", ".answers", ".tree"}
    return told[0]


def test_a_pickle_does_not_run(tmp_path: Path, entry: Path, policies: Path) -> None:
    mark = tmp_path / "mark"
    code = pickle.dumps(Exploit(mark))
    for data in (code, _sealed(entry, code), kept._MAGIC + hashlib.sha256(code).digest() + code):
        entry.write_bytes(data)
        _refused(entry, policies)
    assert not mark.exists()


def test_a_link_is_not_followed(tmp_path: Path, entry: Path, policies: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    entry.rename(elsewhere)
    known = elsewhere.read_bytes()
    for target in (elsewhere, tmp_path / "nothing", Path("/dev/zero"), policies):
        entry.unlink(missing_ok=True)
        entry.symlink_to(target)
        assert "it is a link" in _refused(entry, policies).message
    assert elsewhere.read_bytes() == known


def test_a_pipe_does_not_hold_up(entry: Path, policies: Path) -> None:
    entry.unlink()
    os.mkfifo(entry)
    assert "it is no ordinary file" in _refused(entry, policies).message


def test_a_socket_is_not_read(entry: Path, policies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry.unlink()
    monkeypatch.chdir(entry.parent)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(entry.name)
        _refused(entry, policies)


def test_a_device_is_not_read(entry: Path, policies: Path) -> None:
    entry.unlink()
    try:
        os.mknod(entry, 0o600 | 0o020000, os.makedev(1, 5))
    except OSError:
        pytest.skip("devices are made by root")
    _refused(entry, policies)


def test_a_folder_in_its_place_is_left_alone(entry: Path, policies: Path) -> None:
    entry.unlink()
    entry.mkdir()
    told: list[Diagnostic] = []
    loaded = load_kept(entry.parent, [policies], warn=told.append)
    _answers(loaded)
    loaded.keep_answers()
    assert [d.code for d in told] == ["W701"]
    assert {path.suffix for path in entry.parent.iterdir()} == {".base", ".rest", ".answers", ".tree"}


def test_a_file_of_somebody_else_is_not_read(entry: Path, policies: Path) -> None:
    try:
        os.chown(entry, 12345, -1)
    except PermissionError:
        pytest.skip("files are given away by root")
    assert "it belongs to somebody else" in _refused(entry, policies).message


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_may_write_to_is_not_read(entry: Path, policies: Path, mode: int) -> None:
    entry.chmod(mode)
    assert "others may write to it" in _refused(entry, policies).message


def test_a_file_past_all_bounds_is_not_read(entry: Path, policies: Path) -> None:
    os.truncate(entry, 10**12)
    assert "bytes" in _refused(entry, policies).message


def test_damage_is_found(entry: Path, policies: Path) -> None:
    whole = entry.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for spoiled in (b"", whole[:10], whole[:40], whole[:-1], whole + b"x", flipped, b"X" + whole[1:]):
        entry.write_bytes(spoiled)
        _refused(entry, policies)


def test_another_version_is_not_read(entry: Path, policies: Path) -> None:
    entry.write_bytes(entry.read_bytes().replace(b"compiled policies ", b"compiled policies 9", 1))
    assert "another format" in _refused(entry, policies).message


HUGE = [
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xdb\xff\xff\xff\xff",
    b"\xc6\xff\xff\xff\xff",
    b"\x96\xdd\xff\xff\xff\xff\x92",
    b"\x96\x90\x9a\x99\xdf\xff\xff\xff\xff\xa1a",
    b"\x91" * 100_000,
]


@pytest.mark.parametrize("data", HUGE)
def test_lengths_that_are_not_there_take_no_memory(entry: Path, policies: Path, data: bytes) -> None:
    entry.write_bytes(_sealed(entry, data))
    _refused(entry, policies)


def _mutants(data: object) -> list[object]:
    """The data with one part after another, of a few of each list, replaced by what belongs elsewhere."""
    wrong: list[object] = [None, -1, "x", b"x", [], {}, [[]], 1.5, True, {"a": 1}, ["x", "y", "z"]]
    found = [w for w in wrong if w != data or type(w) is not type(data)]
    if isinstance(data, list):
        for i, part in enumerate(data[:12]):
            found += [[*data[:i], mutant, *data[i + 1 :]] for mutant in _mutants(part)]
        found += [data[:-1]] if data else []
    if isinstance(data, bytes):
        found += [msgspec.msgpack.encode(mutant) for mutant in _mutants(msgspec.msgpack.decode(data))]
    if isinstance(data, dict):
        for key, part in list(data.items())[:2]:
            found += [{**data, key: mutant} for mutant in _mutants(part)]
            found.append({**{k: v for k, v in data.items() if k != key}, 7: part})
    return found


def _decoded(entry: Path) -> list[object]:
    found = msgspec.msgpack.decode(_contents(entry))
    assert isinstance(found, list)
    return found


@pytest.mark.slow
def test_wrong_shapes_are_no_faults(tmp_path: Path, policies: Path) -> None:
    """Every mutant of good bytes either is refused or is policies."""
    entry = _kept(tmp_path / "cache", policies)
    head, rest, answers = (_decoded(entry.with_suffix(suffix)) for suffix in (".base", ".rest", ".answers"))
    loaded, anew = load_policies(policies), []

    def load(_: Malformed) -> Policies:
        anew.append(True)
        return loaded

    refused, read = 0, 0
    mutants = [(mutant, rest, answers) for mutant in _mutants(head)]
    mutants += [(head, mutant, answers) for mutant in _mutants(rest)]
    mutants += [(head, rest, mutant) for mutant in _mutants(answers)]
    for mutant in mutants:
        one, other, third = (memoryview(msgspec.msgpack.encode(part)) for part in mutant)
        try:
            known = decode_answers(third).known
            found, _ = kept_form.decode(one, partial(memoryview, other), load, known)
        except Malformed:
            refused += 1
            continue
        read += 1
        assert isinstance(found.base.solver, Solver)
        dependencies = found.base.solver.compiled.dependencies
        for part in (found.base.parsed, found.base.lowered, found.examined, dependencies):
            assert isinstance(part, Deferred)
            part.get()
        len(found.base.sources)
    assert refused > 1500
    assert len(anew) > 1000
    assert read > len(anew)


@pytest.mark.parametrize("part", range(5))
def test_a_late_part_of_another_type_is_made_anew(tmp_path: Path, policies: Path, part: int) -> None:
    entry = _kept(tmp_path / "cache", policies).with_suffix(".rest")
    late = _decoded(entry)
    late[part] = ["of", {"another": "type"}]
    entry.write_bytes(_sealed(entry, msgspec.msgpack.encode(late)))
    entry.with_suffix(".answers").unlink()
    told: list[Diagnostic] = []
    _answers(load_kept(entry.parent, [policies], warn=told.append))
    assert [d.code for d in told] == ["W701"]


def test_a_rest_that_is_gone_is_made_anew(tmp_path: Path, policies: Path) -> None:
    entry = _kept(tmp_path / "cache", policies)
    entry.with_suffix(".rest").unlink()
    told: list[Diagnostic] = []
    _answers(load_kept(entry.parent, [policies], warn=told.append))
    assert ["it is gone" in d.message for d in told] == [True]
    assert entry.with_suffix(".rest").exists()


@pytest.mark.parametrize("target", ["/dev/zero", "/dev/stdin", "fifo"])
def test_a_text_that_never_ends_is_not_read(tmp_path: Path, policies: Path, target: str) -> None:
    entry = _kept(tmp_path / "cache", policies)
    os.mkfifo(tmp_path / "fifo")
    _, core = _decoded(entry)
    texts = [[os.fsencode(tmp_path / target), "0" * 64]]
    entry.write_bytes(_sealed(entry, msgspec.msgpack.encode([texts, core])))
    _answers(load_kept(entry.parent, [policies]))


@pytest.mark.parametrize("plain", ["a", 5, -5, [], ["1.5"], [str(-(10**30))], [2023, 6], [2023, 6, 30]])
def test_values_come_back_from_their_plain_form(plain: object) -> None:
    value = kept_form._value(Value, plain)
    known = {"a": "a", 5: 5, -5: -5}
    assert isinstance(value, Value)
    if not isinstance(plain, list):
        assert value == known[plain]  # type: ignore[index]
    elif not plain:
        assert value is UNKNOWN
    elif len(plain) == 2:
        assert value == Month(2023, 6)
    stored = msgspec.to_builtins(kept_form.plain_value(value))
    assert (list(stored) if isinstance(stored, tuple) else stored) == plain


@pytest.mark.parametrize(
    "plain",
    [
        *(
            1.5,
            True,
            None,
            b"x",
            {},
            ["x"],
            [""],
            ["1E+3000000"],
            ["NaN"],
            ["1.2.3"],
            ["-"],
            ["1" * (kept_form._LONGEST_NUMBER + 1)],
        ),
        *([2023, 13], [0, 1], [2023, 2, 30], [2023, True], [1, 2, 3, 4], [[1]], [10**9, 1]),
    ],
)
def test_what_is_no_value_is_refused(plain: object) -> None:
    with pytest.raises(ValueError, match="no value"):
        kept_form._value(Value, plain)


def test_leftovers_of_killed_writes_go(tmp_path: Path, policies: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    folder = _kept(tmp_path / "cache", policies).parent
    left, old, fresh = (folder / f"{n}.{p}.part" for n, p in (("a", ended.pid), ("b", os.getpid()), ("c", os.getpid())))
    for path in (left, old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    (folder / f"link.{ended.pid}.part").symlink_to(policies / "models.licet")
    (folder / f"dir.{ended.pid}.part").mkdir()
    _answers(load_kept(folder, [policies]))
    assert {path.name for path in folder.iterdir() if path.suffix == ".part"} == {fresh.name, f"dir.{ended.pid}.part"}
    assert (policies / "models.licet").read_text() == POLICY


def test_a_link_in_the_place_of_a_part_is_not_written_through(tmp_path: Path, policies: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    cache = tmp_path / "cache"
    entry = _kept(cache, policies)
    entry.unlink()
    entry.with_suffix(f".{os.getpid()}.part").symlink_to(victim)
    load_kept(cache, [policies])
    assert victim.read_text() == "precious"
    assert entry.is_file()


def test_a_disk_that_is_full_leaves_nothing(tmp_path: Path, policies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", full)
    _answers(load_kept(tmp_path / "cache", [policies]))
    assert not list((tmp_path / "cache").iterdir())


def test_a_part_in_the_way_is_no_fault(tmp_path: Path, policies: Path) -> None:
    cache = tmp_path / "cache"
    entry = _kept(cache, policies)
    entry.unlink()
    entry.with_suffix(f".{os.getpid()}.part").mkdir()
    _answers(load_kept(cache, [policies]))


@pytest.mark.slow
def test_the_command_line_warns_once_and_answers(tmp_path: Path, policies: Path) -> None:
    environment = {**os.environ, "LICET_CACHE": str(tmp_path / "cache"), "NO_COLOR": "1"}
    command = [sys.executable, "-c", "from licet.repl.cli.main import run; raise SystemExit(run())"]
    command += ["query", "X derived_from base", "-p", str(policies)]

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=120)

    first = run()
    assert first.stderr == ""
    entry = next((tmp_path / "cache").glob("*.base"))
    entry.write_bytes(_sealed(entry, pickle.dumps(Exploit(tmp_path / "mark"))))
    second, third = run(), run()
    assert (first.stdout, first.returncode) == (second.stdout, second.returncode) == (third.stdout, third.returncode)
    assert second.stderr.startswith("warning[W701]: what is kept of policies is not used")
    assert str(entry) in second.stderr
    assert third.stderr == ""
    assert not (tmp_path / "mark").exists()


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, policies: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    try:
        os.chown(cache, 12345, -1)
    except PermissionError:
        pytest.skip("folders are given away by root")
    assert not private_files.is_private(cache)
    _answers(load_kept(cache, [policies]))
    assert not list(cache.iterdir())
