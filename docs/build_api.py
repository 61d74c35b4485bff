"""The API reference as pages, from docstrings: `python docs/build_api.py FOLDER`. Needs the extra `docs`, no network.

A warning, such as a name that does not resolve or a docstring that is not there, ends it with an error.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import licet

MODULES = ("licet", "licet.facts", "licet.errors")


def main(folder: str) -> None:
    """Write the pages into a folder.

    Raises:
        Warning: something is not as it should be.
    """
    import pdoc

    warnings.simplefilter("error")
    for name in licet.__all__:  # they are imported when they are first used; pdoc looks for those that are there
        setattr(licet, name, getattr(licet, name))
    pdoc.render.configure(docformat="google", show_source=False, search=True)
    pdoc.pdoc(*MODULES, output_directory=Path(folder))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "build/api")
