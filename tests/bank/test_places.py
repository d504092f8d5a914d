from __future__ import annotations

import os
from pathlib import Path

from dlstudy.bank.places import bank_folders
from dlstudy.bank.topics import CHAPTERS, TOPICS


def test_checkout_has_its_bank_beside_the_package() -> None:
    (folder,) = bank_folders({})
    assert folder.name == "question_bank"
    assert folder.is_dir()


def test_installed_package_has_its_bank_inside(tmp_path: Path) -> None:
    (tmp_path / "dlstudy" / "question_bank").mkdir(parents=True)
    (tmp_path / "question_bank").mkdir()
    assert bank_folders({}, tmp_path / "dlstudy") == (tmp_path / "dlstudy" / "question_bank",)


def test_own_folders_are_added_behind(tmp_path: Path) -> None:
    path = os.pathsep.join([str(tmp_path / "a"), str(tmp_path / "b")])
    assert bank_folders({"DLSTUDY_BANK": path})[1:] == (tmp_path / "a", tmp_path / "b")


def test_every_topic_belongs_to_a_chapter_and_no_title_is_used_twice() -> None:
    assert {topic.chapter for topic in TOPICS.values()} == set(CHAPTERS)
    for language in ("zh", "en"):
        assert len({topic.title.read(language) for topic in TOPICS.values()}) == len(TOPICS)
