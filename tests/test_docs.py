"""Pages made from the code are current."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_page_of_calculators_is_current() -> None:
    """Mend it with `python docs/make_calculators.py`."""
    spec = importlib.util.spec_from_file_location("make_calculators", ROOT / "docs" / "make_calculators.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text(encoding="utf-8") == module.page()
