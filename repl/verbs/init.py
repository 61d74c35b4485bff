"""`init`: lay down a repository of policies."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import click

from licet.repl.cli.options import color_option
from licet.repl.cli.process import complaining
from licet.repl.cli.streams import write
from licet.repl.screen.complaints import Misuse, Sources, no_way

__all__ = ["command"]

_PLACES = {
    "licet.toml": "licet.toml",
    "README.md": "README.md",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "workflow.yml": ".github/workflows/policies.yml",
    "comment.yml": ".github/workflows/policies-comment.yml",
    "compare.sh": ".github/licet/compare.sh",
    "comment.py": ".github/licet/comment.py",
    "codeowners": ".github/CODEOWNERS",
    "organizations.licet": "policies/organizations.licet",
    "house_license.licet": "policies/licenses/house_license.licet",
    "house_license.txt": "policies/sources/house_license.txt",
    "models.licet": "policies/models.licet",
    "positions.licet": "policies/positions/our_company.licet",
    "uses.licet": "policies/uses.licet",
    "tests.licet": "policies/tests.licet",
}
"""Where each file of the template goes."""

_EPILOG = """\b
Examples:
  licet init
  licet init our-policies
"""


@click.command("init", epilog=_EPILOG, short_help="Lay down a repository of policies.")
@click.argument("folder", default=".", metavar="[FOLDER]")
@color_option()
def command(folder: str, color: str) -> None:
    """Lay down a repository of policies in a folder, by default the working folder: a project file, and one license,
    model, use and test and one position as examples, with hooks for pre-commit, workflows for GitHub that say in a
    pull request what it changes, and who has to agree to what.

    Nothing is overwritten: where one of the files is there already, none is written.
    """
    with complaining(Sources(), color=color):
        _lay_down(Path(folder))
    told = "" if folder == "." else f"cd {folder}\n"
    write(f"{len(_PLACES)} files written. To try them:\n{told}licet check\nlicet test\nlicet ask partner_chat\n")


def _lay_down(folder: Path) -> None:
    """Write the files of the template.

    Raises:
        Misuse: one of them is there already, or the system refuses to write one; what was written is removed then.
    """
    there = [place for place in _PLACES.values() if (folder / place).exists()]
    if there:
        listed = ", ".join(f"`{place}`" for place in there)
        raise Misuse(
            f"{listed} {'is' if len(there) == 1 else 'are'} there already, and nothing was written", code="U004"
        )
    written: list[Path] = []
    try:
        for name, place in _PLACES.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            path.write_text(_text(name), encoding="utf-8")
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise no_way(f"`{path.as_posix()}` cannot be written", error) from error


def _text(name: str) -> str:
    text = files("licet.repl").joinpath("template", name).read_text(encoding="utf-8")
    minor = ".".join(version("licet").split(".")[:2])
    return text.replace(">=VERSION", f">={minor}")
