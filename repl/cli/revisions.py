"""Two versions of policies in a git repository: revisions, ranges and the working tree, as folders that can be loaded.

Git itself is asked for everything, by its commands. What a revision has of policies is written out below the cache
folder, by the hash of its tree, so that it is found again compiled.
"""

from __future__ import annotations

import atexit
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from licet.grammar.source import Span
from licet.repl.screen.complaints import Misuse

__all__ = ["Repository", "Side", "repeated", "repository_here", "sides_of"]

_CODE = "U004"
_DEEPEN = "fetch the history first, with `git fetch --unshallow` (in GitHub Actions `fetch-depth: 0`)"
_MOST_BYTES = 20_000_000
_CONFLICT = re.compile(rb"^(?:<<<<<<<|>>>>>>>) ", re.MULTILINE)
_KINDS = {"160000": "a submodule", "120000": "a link", "040000": "a folder"}


class Side(Struct, frozen=True):
    """One version of policies.

    Attributes:
        label: what it is called: `main (1a2b3c4)`, `the working tree`, `old/policies`.
        roots: what to load.
        prefix: the path from the top of the repository that the names of its own files begin with; None outside one.
        commit: the commit, for a revision.
        argument: how to name it again.
        top: the folder that the prefix leads on from.
    """

    label: str
    roots: tuple[Path, ...]
    prefix: str | None = None
    commit: str | None = None
    argument: str = ""
    top: Path | None = None

    def located(self, span: Span) -> Span | None:
        """The place from the top of the repository; None where it is in no file of its own. Of folders that are in no
        repository, as it is."""
        if not span.file:
            return None
        if self.prefix is None or self.top is None:
            return span
        inner = _joined(self.prefix, span.file)
        is_own = span.file.endswith(".licet") and not os.path.isabs(span.file) and (self.top / inner).is_file()
        return replace(span, file=inner) if is_own else None

    def presumes_nothing(self) -> bool:
        """Whether the project that the policies belong to wants questions to presume nothing, as far as its file can be
        read."""
        from licet.checks.project_folder import PROJECT_FILE, find_project

        if self.top is not None and self.prefix is not None:
            file: Path | None = self.top / self.prefix / PROJECT_FILE
        else:
            file = find_project(self.roots[-1]) if self.roots else None
        try:
            stated = tomllib.loads(file.read_text(encoding="utf-8")) if file is not None and file.is_file() else {}
        except (OSError, ValueError):
            return False
        return stated.get("strict") is True


class Repository(Struct, frozen=True):
    """The repository that the working folder belongs to, and where its policies are: `home` is the folder of the
    project, or of the policies themselves, from the top; `has_project` tells which."""

    top: Path
    home: str
    has_project: bool
    store: Path

    def git(self, *arguments: str, of: bytes | None = None) -> bytes:
        """What a command of git writes.

        Raises:
            Misuse: git fails, or is not there.
        """
        return _git(self.top, *arguments, of=of)

    def commit(self, revision: str) -> str:
        """The hash of the commit of that name.

        Raises:
            Misuse: there is no such revision.
        """
        found = _try(self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found is None:
            help = "`git branch --all` and `git log --oneline` show what there is; a new clone may need `git fetch`"
            if self._is_shallow():
                help = f"the clone is shallow: {_DEEPEN}"
            raise Misuse(f"there is no revision `{revision}` in this repository", help, _CODE)
        return found.decode().strip()

    def merge_base(self, one: str, other: str) -> str:
        """The commit that two have come from.

        Raises:
            Misuse: there is none that is known.
        """
        found = _try(self.top, "merge-base", one, other)
        if found is None:
            message = f"`{_short(one)}` and `{_short(other)}` have no common ancestor"
            if self._is_shallow():
                raise Misuse(f"{message} in this shallow clone", _DEEPEN, _CODE)
            raise Misuse(message, "`--exact` compares them as they are", _CODE)
        return found.decode().split()[0]

    def _is_shallow(self) -> bool:
        return self.git("rev-parse", "--is-shallow-repository").strip() == b"true"

    def side(self, commit: str, name: str) -> Side:
        """The policies of a commit.

        Raises:
            Misuse: it has none, or something there cannot be read.
        """
        label = f"{name} ({_short(commit)})" if not commit.startswith(name) else _short(commit)
        place, roots = self._written(commit, name)
        return Side(label, roots, self.home, commit, commit[:12], place)

    def working_tree(self) -> Side:
        """The policies as they stand in the folder.

        Raises:
            Misuse: a merge has left conflicts in them.
        """
        unmerged = self.git("ls-files", "--unmerged", "-z", "--", self.home or ".").split(b"\0")
        names = sorted({os.fsdecode(line.split(b"\t", 1)[1]) for line in unmerged if b"\t" in line})
        if names:
            raise _conflict(names, "the working tree")
        roots = self._roots(self.top)
        for root in roots:
            for file in sorted(root.rglob("*.licet")) if root.is_dir() else [root]:
                if file.is_file() and _CONFLICT.search(file.read_bytes()):
                    raise _conflict([file.relative_to(self.top).as_posix()], "the working tree")
        return Side("the working tree", self._with_shipped(self.top, roots), self.home, top=self.top)

    def is_clean(self) -> bool:
        """Whether the policy files in the folder are those of the last commit."""
        shown = self.git("status", "--porcelain", "-z", "--untracked-files=all", "--", self.home or ".")
        return not any(entry.endswith((b".licet", b"licet.toml")) for entry in shown.split(b"\0"))

    def _roots(self, top: Path) -> tuple[Path, ...]:
        folder = top / self.home
        if not self.has_project:
            return (folder,)
        from licet.knowledge.project import read_project

        return replace(read_project(folder / "licet.toml"), on_shipped=False).roots()

    def _with_shipped(self, top: Path, roots: tuple[Path, ...]) -> tuple[Path, ...]:
        if not self.has_project:
            return roots
        from licet.knowledge.project import read_project

        return read_project(top / self.home / "licet.toml").roots()

    def _written(self, commit: str, name: str) -> tuple[Path, tuple[Path, ...]]:
        """Where a commit's policies are written to, and what to load there."""
        tree = self.git("rev-parse", f"{commit}^{{tree}}").decode().strip()
        place = self.store / f"{tree}-{'project' if self.has_project else 'policies'}-{_safe(self.home)}"
        if not place.is_dir():
            self.store.mkdir(parents=True, exist_ok=True)
            part = Path(tempfile.mkdtemp(dir=self.store, prefix=".part-"))
            try:
                self._write(commit, name, part)
                if not place.is_dir():
                    part.rename(place)
            finally:
                shutil.rmtree(part, ignore_errors=True)
        return place, self._with_shipped(place, self._roots(place))

    def _write(self, commit: str, name: str, place: Path) -> None:
        paths = [self.home] if not self.has_project else self._of_project(commit)
        listed = self.git("ls-tree", "-r", "-z", "--full-tree", commit, "--", *[p for p in paths if p])
        entries = [_entry(line) for line in listed.split(b"\0") if line]
        if not any(path.endswith(".licet") for _, _, path in entries):
            where = f"`{self.home}`" if self.home else "it"
            raise Misuse(f"`{name}` has no policy files in {where}", "name the folder with --policies", _CODE)
        wanted = []
        for mode, blob, path in entries:
            if mode in ("160000", "120000"):
                if path.endswith(".licet") or mode == "160000":
                    message = f"`{path}` is {_KINDS[mode]} in `{name}`, and what it stands for is not in the revision"
                    raise Misuse(message, "put the policy files themselves there, or compare folders", _CODE)
                continue
            wanted.append((blob, path))
        for path, data in self._blobs(wanted):
            if path.endswith(".licet") and _CONFLICT.search(data):
                raise _conflict([path], f"`{name}`")
            target = place / path
            if not target.resolve().is_relative_to(place.resolve()):
                raise Misuse(f"`{path}` in `{name}` leads out of the repository", None, _CODE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)

    def _of_project(self, commit: str) -> list[str]:
        """The paths of a project at a commit: its file, its policies and its texts."""
        file = _joined(self.home, "licet.toml")
        data = _try(self.top, "cat-file", "blob", f"{commit}:{file}")
        if data is None:
            raise Misuse(f"`{_short(commit)}` has no `{file}`", "name the folder with --policies", _CODE)
        try:
            stated = tomllib.loads(data.decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            message = f"`{file}` in `{_short(commit)}` cannot be read: {error}"
            raise Misuse(message, "compare with a revision in which it is whole", _CODE) from error
        found = [file]
        for key in ("policies", "texts"):
            value = stated.get(key, [])
            for path in [value] if isinstance(value, str) else value if isinstance(value, list) else []:
                if isinstance(path, str):
                    inner = os.path.normpath(_joined(self.home, path)).replace(os.sep, "/")
                    found.append("" if inner == "." else inner)
        return ["."] if "" in found else [p for p in found if not p.startswith("..")]

    def _blobs(self, wanted: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
        asked = "".join(f"{blob}\n" for blob, _ in wanted).encode()
        data = self.git("cat-file", "--batch", of=asked)
        at = 0
        for _, path in wanted:
            end = data.index(b"\n", at)
            size = int(data[at:end].split()[-1])
            if size > _MOST_BYTES:
                raise Misuse(f"`{path}` is larger than {_MOST_BYTES // 1_000_000} MB", None, _CODE)
            yield path, data[end + 1 : end + 1 + size]
            at = end + 2 + size


def _entry(line: bytes) -> tuple[str, str, str]:
    head, _, path = line.partition(b"\t")
    mode, _, blob = head.decode().split()[:3]
    shown = os.fsdecode(path)
    if PurePosixPath(shown).is_absolute() or ".." in PurePosixPath(shown).parts:
        raise Misuse(f"`{shown}` is no path in a repository", None, _CODE)
    return mode, blob, shown


def _conflict(names: Sequence[str], where: str) -> Misuse:
    shown = ", ".join(f"`{name}`" for name in names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return Misuse(f"a merge conflict is left in {shown} in {where}", "resolve it, then compare again", _CODE)


def _git(folder: Path, *arguments: str, of: bytes | None = None) -> bytes:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    command = ["git", "-C", str(folder), "--literal-pathspecs", "-c", "core.quotePath=false", *arguments]
    try:
        done = subprocess.run(command, input=of, capture_output=True, env=environment, check=False)
    except FileNotFoundError as error:
        raise Misuse("`git` is not installed", "install it, or compare two folders", _CODE) from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        said = reason[-1].removeprefix("fatal: ") if reason else "it gave no reason"
        raise Misuse(f"git says: {said}", None, _CODE)
    return done.stdout


def _try(folder: Path, *arguments: str) -> bytes | None:
    try:
        return _git(folder, *arguments)
    except Misuse as error:
        if "not installed" in str(error):
            raise
        return None


def repository_here(policies: Path | None = None) -> Repository:
    """The repository that the working folder belongs to.

    Args:
        policies: where the policies are, if it is said.

    Raises:
        Misuse: there is none, it has no files of its own, or the policies are not in it.
    """
    from licet.checks.files import shipped_policies
    from licet.repl.cli.loading import project_file
    from licet.repl.session.keeping import cache_folder

    try:
        shown = _git(Path.cwd(), "rev-parse", "--show-toplevel")
    except Misuse as error:
        if "not installed" in str(error):
            raise
        help = "compare two folders: `licet diff OLD NEW`"
        if "work tree" in str(error):
            raise Misuse("this repository is bare: it has no working tree", help, _CODE) from error
        if "dubious ownership" in str(error):
            help = "git refuses a repository of somebody else: see `git help config`, `safe.directory`"
            raise Misuse(str(error), help, _CODE) from error
        raise Misuse("this folder belongs to no git repository that can be read", help, _CODE) from error
    top = Path(os.fsdecode(shown.rstrip(b"\n"))).resolve()
    project = project_file() if policies is None else None
    if project is not None and not project.resolve().is_relative_to(top):
        raise Misuse(f"the project of `{project.parent}` is in no repository", "compare two folders", _CODE)
    if project is not None:
        home = project.resolve().parent
    elif policies is not None:
        home = policies.resolve()
    else:
        shipped = shipped_policies().resolve()
        home = shipped if shipped.is_relative_to(top) else Path.cwd().resolve()
    if not home.is_relative_to(top):
        raise Misuse(f"`{policies}` is not in this repository", f"it is that of `{top}`", _CODE)
    inner = home.relative_to(top).as_posix()
    kept = cache_folder()
    store = kept / "revisions" if kept is not None else _passing()
    return Repository(top, "" if inner == "." else inner, project is not None, store)


def _passing() -> Path:
    """A folder that is there as long as the process."""
    folder = tempfile.mkdtemp(prefix="licet-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def sides_of(base: str | None, head: str | None, policies: Path | None, exact: bool) -> tuple[Side, Side]:
    """The two versions that a comparison is of.

    Args:
        base, head: what stands on the command line: two folders; revisions; or a range `A..B`, `A...B`. Without
            any, it is the last commit and the working tree; with one, that and the working tree.
        policies: where the policies are in the repository, if it is said.
        exact: whether to compare with the base itself, and not with the commit that both have come from.

    Raises:
        Misuse: a revision or folder is not there, or cannot be compared.
    """
    given = [name for name in (base, head) if name is not None]
    if len(given) == 2 and all(os.path.exists(name) for name in given):
        return _folder(given[0]), _folder(given[1])
    repository = repository_here(policies)
    if base is not None and head is None and ".." in base:
        return _range(repository, base)
    if base is not None and ".." in base:
        raise Misuse("a range stands alone", "write `main...topic`, or `main topic`", _CODE)
    for name in given:
        _known(repository, name)
    if base is None:
        return repository.side(repository.commit("HEAD"), "HEAD"), repository.working_tree()
    one = repository.commit(base)
    other = repository.commit(head if head is not None else "HEAD")
    start = one if exact else repository.merge_base(one, other)
    before = repository.side(start, base if start == one else f"where {head or 'HEAD'} left {base}")
    return before, repository.side(other, head) if head is not None else repository.working_tree()


def repeated(sides: tuple[Side, Side], policies: str | None) -> str:
    """The command that compares two versions again; the working tree is as it is then."""
    before, after = sides
    words = ["licet", "diff", before.argument, *([after.argument] if after.argument else [])]
    if before.commit is not None:
        words.append("--exact")
    if policies is not None:
        words += ["--policies", policies]
    return " ".join(map(shlex.quote, words))


def _known(repository: Repository, name: str) -> None:
    """That a name can be a revision.

    Raises:
        Misuse: it is none, and perhaps a folder.
    """
    try:
        repository.commit(name)
    except Misuse as error:
        if os.path.exists(name):
            raise Misuse(f"`{name}` is a folder and no revision", "two folders are compared, or none", _CODE) from error
        raise


def _range(repository: Repository, text: str) -> tuple[Side, Side]:
    dots = "..." if "..." in text else ".."
    base, _, head = text.partition(dots)
    if ".." in head:
        raise Misuse(f"`{text}` is no range", "write `main...topic` or `main..topic`", _CODE)
    base, head = base or "HEAD", head or "HEAD"
    one, other = repository.commit(base), repository.commit(head)
    start = repository.merge_base(one, other) if dots == "..." else one
    before = repository.side(start, base if start == one else f"where {head} left {base}")
    return before, repository.side(other, head)


def _folder(name: str) -> Side:
    from licet.repl.cli.loading import roots_of

    return Side(name, roots_of([name]), None, None, name)


def _joined(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _safe(path: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", path)[:60] or "top"


def _short(commit: str) -> str:
    return commit[:10]
