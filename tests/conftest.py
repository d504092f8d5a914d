"""Every test starts in English; the catalogue for click's words is compiled where a checkout has none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlstudy import i18n

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from build_messages import compile_catalogues  # noqa: E402

compile_catalogues(ROOT)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test starts, and leaves, in English."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test touches the diary or the settings of whoever runs it."""
    monkeypatch.setenv("DLSTUDY_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DLSTUDY_LANG", raising=False)
    return tmp_path / "home"
