"""What a quiz begins with: the bank, the diary, and a session new or resumed; in the app where there is a terminal."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import click

from dlstudy.bank.places import bank_folders
from dlstudy.bank.reading import Bank, survey
from dlstudy.cli.wish import Wish
from dlstudy.i18n import _
from dlstudy.study.diary import Diary
from dlstudy.study.places import diary_path
from dlstudy.study.session import Session
from dlstudy.study.strength import strengths


def open_bank(folders: tuple[Path, ...]) -> Bank:
    """The bank of these folders, else the built-in one; files with errors are named on stderr and left out."""
    bank, errors = survey(folders or bank_folders())
    for error in errors:
        click.echo(str(error), err=True)
    return bank


def begin(wish: Wish) -> Session:
    """The unfinished session where nothing else is asked for, else a new one."""
    bank, diary = open_bank(wish.folders), Diary(diary_path())
    if diary.notice:
        click.echo(str(diary.notice), err=True)
    unfinished = None if wish.asks else diary.unfinished()
    if unfinished:
        click.echo(str(_("Going on where you stopped (--new starts afresh).", "接着上次继续（--new 重新开始）。")))
        return Session.resume(unfinished, bank, diary)
    plan, title = wish.plan(bank, strengths(diary.events()))
    return Session.start(plan, bank, diary, title=title, rng=random.Random(wish.seed))


def talk(wish: Wish) -> None:
    """A session line by line."""
    from dlstudy.cli.plain import Conversation

    sys.exit(Conversation(begin(wish)).run())


def open_app(wish: Wish) -> None:
    """The app, on its home screen or in a quiz; with no terminal, a session line by line."""
    face = click.get_current_context().obj
    if face is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        talk(wish)
    sys.exit(face(wish))
