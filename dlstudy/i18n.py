"""The two languages. A text carries both and is read in the current one when it is shown.

Both stand side by side where the text is written, so that one file holds a whole calculator, nothing can be left
untranslated, and whoever changes one language sees the other. (click's own words come from a compiled catalogue.)
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("zh", "en")
_current: list[str] = ["en"]  # the one piece of state: the language everything shown is read in


class Text:
    """A text in Chinese and English; `str(text)` reads it in the current language, `text(n=3)` fills in `{n}`."""

    __slots__ = ("en", "values", "zh")

    def __init__(self, en: str, zh: str, values: Mapping[str, object] | None = None) -> None:
        self.en, self.zh, self.values = en, zh, values

    def __call__(self, **values: object) -> Text:
        return Text(self.en, self.zh, values)

    def __str__(self) -> str:
        return self.read(_current[0])

    def __repr__(self) -> str:
        return f"Text({self.read('en')!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.en, self.zh, self.values) == (other.en, other.zh, other.values)

    def __hash__(self) -> int:
        return hash((self.en, self.zh))

    def read(self, language: str) -> str:
        """The text in `language`, with its values (themselves read in that language) filled in."""
        template = self.zh if language == "zh" else self.en
        if self.values is None:
            return template
        return template.format(**{k: v.read(language) if isinstance(v, Text) else v for k, v in self.values.items()})


_ = Text


def use(language: str) -> None:
    """Switches everything shown from now on to `language`, `"zh"` or `"en"`."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _current[0] = language


def current() -> str:
    """The language texts are read in now."""
    return _current[0]


def preferred(flag: str | None, saved: str | None, environ: Mapping[str, str] = os.environ) -> str:
    """The language to start in: the flag, `DLSTUDY_LANG`, the saved setting, the POSIX locale, English, in this order.

    `locale.getlocale()` is not asked: it reads `C` as English and knows nothing of `LC_MESSAGES` on some systems.
    """
    posix = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG")
    for wish in (flag, environ.get("DLSTUDY_LANG"), saved, posix):
        language = (wish or "").replace("-", "_").partition("_")[0].lower()
        if language in LANGUAGES:
            return language
        if language == "chinese":
            return "zh"
    return "en"


def encodable(text: str, encoding: str | None) -> bool:
    """Whether a terminal of this encoding can show `text`."""
    import locale

    try:
        text.encode(encoding or locale.getpreferredencoding(False))
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def bind_click(language: str) -> None:
    """Makes click's own words (Usage, Options, its errors) come out in `language`, from the compiled catalogue."""
    import gettext
    from pathlib import Path

    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("dlstudy", str(Path(__file__).with_name("locale")))
    gettext.textdomain("dlstudy")
