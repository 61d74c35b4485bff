"""Finding and reading policy files."""

import os
from pathlib import Path

import pytest

from licet.checks.files import load_modules, policy_files
from licet.grammar.loading import MAX_BYTES


def write(root: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = root / name.replace("__", "/")
        path = path.with_name(path.name + ".licet")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def names(*paths: Path) -> list[str]:
    files, found = policy_files(paths)
    assert found == ()
    return list(files)


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    write(tmp_path, b="kind b\n", a__z="kind z\n", a__b__c="kind c\n", B="kind d\n")
    (tmp_path / "a" / "readme.md").write_text("no policy")
    modules, sources, found = load_modules([tmp_path])
    assert found == ()
    assert [m.name for m in modules] == list(sources) == ["B.licet", "a/b/c.licet", "a/z.licet", "b.licet"]
    assert sources["b.licet"].text == "kind b\n"


def test_a_file_is_named_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a__b="kind b\n")
    monkeypatch.chdir(tmp_path)
    assert names(Path("a/b.licet")) == ["a/b.licet"]


def test_a_file_with_another_ending_is_read_when_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "policy.txt").write_text("kind a\n")
    monkeypatch.chdir(tmp_path)
    assert names(Path("policy.txt")) == ["policy.txt"]


def test_two_folders_with_the_same_names_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, one__a="kind a\n", one__b="kind b\n", two__a="kind c\n")
    assert names(tmp_path / "one", tmp_path / "two") == ["b.licet", "one/a.licet", "two/a.licet"]
    assert names(tmp_path / "two", tmp_path / "one") == ["b.licet", "one/a.licet", "two/a.licet"]


def test_folders_of_one_name_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    write(tmp_path, one__x__a="kind a\n", two__x__a="kind b\n")
    one, two = tmp_path / "one" / "x", tmp_path / "two" / "x"
    assert names(one, two) == [(one / "a.licet").as_posix(), (two / "a.licet").as_posix()]


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, a="kind a\n")
    assert names(tmp_path, tmp_path, tmp_path / "a.licet") == ["a.licet"]


def test_links_that_lead_back_up_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path, a__b="kind b\n")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to("self")
    assert names(tmp_path) == ["a/b.licet"]


def test_a_link_to_a_folder_elsewhere_is_followed(tmp_path: Path) -> None:
    write(tmp_path, elsewhere__b="kind b\n", here__a="kind a\n")
    (tmp_path / "here" / "linked").symlink_to(tmp_path / "elsewhere")
    assert names(tmp_path / "here") == ["a.licet", "linked/b.licet"]


def test_a_link_out_of_a_project_is_named_by_where_it_stands(tmp_path: Path) -> None:
    write(tmp_path, elsewhere__b="kind b\n", other="kind c\n", home__policies__a="kind a\n")
    (tmp_path / "home" / "licet.toml").write_text("", encoding="utf-8")
    (tmp_path / "home" / "policies" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "home" / "policies" / "one.licet").symlink_to(tmp_path / "other.licet")
    found = names(tmp_path / "home" / "policies")
    assert found == ["policies/a.licet", "policies/linked/b.licet", "policies/one.licet"]


def test_folders_whose_name_starts_with_a_dot_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, a="kind a\n")
    write(tmp_path / ".hidden", b="kind b\n")
    assert names(tmp_path) == ["a.licet"]
    assert names(tmp_path / ".hidden") == ["b.licet"]


def test_what_is_not_there_or_holds_nothing_is_an_error(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    modules, sources, found = load_modules([tmp_path / "nowhere", empty])
    assert (modules, sources) == ((), {})
    assert [(d.code, d.message, d.help) for d in found] == [
        ("E123", f"the folder `{empty.as_posix()}` holds no policy files", "policy files end in `.licet`"),
        ("E120", f"there is no file or folder `{(tmp_path / 'nowhere').as_posix()}`", "check the path"),
    ]


def test_a_path_that_no_system_allows_is_an_error() -> None:
    _, found = policy_files([Path("a\0b")])
    assert [d.code for d in found] == ["E120"]


def test_files_that_cannot_be_read_are_errors_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path, good="kind a\n")
    (tmp_path / "broken.licet").symlink_to("nowhere")
    (tmp_path / "latin.licet").write_bytes("kind ä\n".encode("latin-1"))
    with (tmp_path / "large.licet").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    modules, _, found = load_modules([tmp_path])
    assert [m.name for m in modules] == ["good.licet"]
    assert [(d.code, d.span.file) for d in found if d.span] == [
        ("E120", "broken.licet"),
        ("E121", "large.licet"),
        ("E122", "latin.licet"),
    ]


def test_something_that_is_no_ordinary_file_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, good="kind a\n")
    os.mkfifo(tmp_path / "pipe.licet")
    assert names(tmp_path) == ["good.licet"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, a="kind a\n", locked__b="kind b\n")
    (tmp_path / "locked").chmod(0)
    try:
        _, found = policy_files([tmp_path])
    finally:
        (tmp_path / "locked").chmod(0o755)
    assert [d.code for d in found] == ["E120"]


def test_what_does_not_parse_is_reported_with_its_file(tmp_path: Path) -> None:
    write(tmp_path, a__bad="kind\n", good="kind a\n")
    modules, _, found = load_modules([tmp_path])
    assert [m.name for m in modules] == ["a/bad.licet", "good.licet"]
    assert [(d.is_error, d.span.file) for d in found if d.span] == [(True, "a/bad.licet")]


def test_a_file_named_by_itself_is_added_to_those_of_folders(tmp_path: Path) -> None:
    write(tmp_path, policies__z="kind z\n", mine="kind b\n")
    folder, mine = tmp_path / "policies", tmp_path / "mine.licet"
    for paths in ([folder, mine], [mine, folder]):
        modules, _, _ = load_modules(paths)
        assert [m.name for m in sorted(modules, key=lambda m: m.order)] == ["z.licet", mine.as_posix()]
        assert [m.name for m in modules] == [mine.as_posix(), "z.licet"]
