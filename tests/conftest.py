"""Compiled policies of the tests are kept apart from those of the user."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LICET_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
