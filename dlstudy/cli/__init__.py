"""The command line. `run` is the front door: it sets the language first, and lets no traceback out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

BAD_CALL, INTERRUPTED, OUR_FAULT = 2, 130, 70


def run(argv: Sequence[str], open_app: Callable[..., int] | None = None) -> int:
    """The exit code of `dlstudy` with these arguments: 0, 2 for a bad call (one line on stderr), 70 for our fault.

    `open_app` opens the other face, which this one does not know.
    """
    argv = list(argv)
    if argv == ["--version"]:
        from dlstudy import __version__

        print(f"dlstudy {__version__}")  # noqa: T201  (quicker than importing click)
        return 0
    _choose_language(argv)
    _be_lenient_about_encoding()
    return _guarded(argv, open_app)


def _choose_language(argv: list[str]) -> None:
    """Before click is imported, so that its help and errors speak the language too."""
    from dlstudy import i18n

    flag = next((arg.partition("=")[2] for arg in argv if arg.startswith("--lang=")), None)
    if "--lang" in argv[:-1]:
        flag = argv[argv.index("--lang") + 1]
    language = i18n.preferred(flag, None if flag or os.environ.get("DLSTUDY_LANG") else _saved_language())
    i18n.use(language)
    i18n.bind_click(language)


def _saved_language() -> str | None:
    from dlstudy.study import places

    path = places.settings_path()
    if not path.exists():
        return None
    from dlstudy.study import settings

    return settings.read(path)[0].language


def _be_lenient_about_encoding() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _guarded(argv: list[str], open_app: Callable[..., int] | None) -> int:
    import click

    from dlstudy.cli.help_pages import HelpPage
    from dlstudy.cli.root import root
    from dlstudy.errors import DlstudyError

    click.Context.formatter_class = HelpPage
    try:
        code = root.main(argv, prog_name="dlstudy", standalone_mode=False, obj=open_app)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        return _complain(error.format_message())
    except DlstudyError as error:
        caret = getattr(error, "caret", str)()
        return _complain(f"{error}\n{caret}" if caret and "\n" not in str(error) else str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the front door: a fault of ours is said in one line
        if os.environ.get("DLSTUDY_DEBUG"):
            raise
        return _our_fault(error)


def _complain(message: str) -> int:
    print(f"dlstudy: {message}", file=sys.stderr)  # noqa: T201
    return BAD_CALL


def _our_fault(error: Exception) -> int:
    from dlstudy.i18n import _

    text = _(
        "a fault in dlstudy itself ({what}); DLSTUDY_DEBUG=1 shows where",
        "dlstudy 自身出错（{what}）；设置 DLSTUDY_DEBUG=1 可看到出错位置",
    )
    print(f"dlstudy: {text(what=f'{type(error).__name__}: {error}')}", file=sys.stderr)  # noqa: T201
    return OUR_FAULT
