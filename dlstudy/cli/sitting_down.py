"""What the quiz and the app begin with: the bank, the diary, and a session new or resumed."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import click

from dlstudy.bank.places import bank_folders
from dlstudy.bank.reading import Bank, survey
from dlstudy.i18n import _
from dlstudy.study.choosing import choose
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


def open_diary() -> Diary:
    """The learner's diary; what there is to tell about it goes to stderr."""
    diary = Diary(diary_path())
    if diary.notice:
        click.echo(str(diary.notice), err=True)
    return diary


def begin(what: str | None, count: int | None, seed: int | None, new: bool, folders: tuple[Path, ...]) -> Session:
    """The unfinished session where nothing else is asked for, else a new one."""
    bank, diary = open_bank(folders), open_diary()
    unfinished = None if new or what or folders else diary.unfinished()
    if unfinished:
        click.echo(str(_("Going on where you stopped (--new starts afresh).", "接着上次继续（--new 重新开始）。")))
        return Session.resume(unfinished, bank, diary)
    rng = random.Random(seed)
    plan, title = choose(bank, what, count, rng, strengths(diary.events()))
    return Session.start(plan, bank, diary, title=title, rng=rng)


def talk(what: str | None, count: int | None, seed: int | None, new: bool, folders: tuple[Path, ...]) -> None:
    """A session line by line."""
    from dlstudy.cli.plain import Conversation

    sys.exit(Conversation(begin(what, count, seed, new, folders)).run())


def open_app(
    what: str | None = None,
    count: int | None = None,
    seed: int | None = None,
    new: bool = False,
    folders: tuple[Path, ...] = (),
) -> None:
    """The app, on its home screen or in a quiz; with no terminal, a session line by line."""
    face = click.get_current_context().obj
    if face is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        talk(what, count, seed, new, folders)
    face(folders=folders, what=what, count=count, seed=seed, new=new)
