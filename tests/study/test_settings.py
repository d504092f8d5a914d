"""Settings and where things live."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlstudy.study.places import diary_path, settings_path
from dlstudy.study.settings import Settings, read, write


def test_settings_come_back_as_written(tmp_path):
    chosen = Settings(language="zh", ascii=True, theme="nord", exam_date="2026-01-15", questions=7, welcomed=True)
    assert write(chosen, tmp_path / "new" / "settings.json") is None
    assert read(tmp_path / "new" / "settings.json") == (chosen, None)


def test_no_file_means_the_defaults_and_no_word(tmp_path):
    assert read(tmp_path / "none") == (Settings(), None)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[1]", b"", b"[" * 100_000])
def test_unreadable_settings_are_told_of_and_do_not_stop_the_program(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    found, notice = read(path)
    assert found == Settings()
    assert str(path) in str(notice)


def test_one_bad_value_does_not_spoil_the_others(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"language": "fr", "ascii": 1, "questions": true, "theme": "nord", "of a newer dlstudy": 1}')
    assert read(path) == (Settings(theme="nord"), None)


def test_value_of_no_plain_kind_falls_back_too(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"language": ["zh"], "theme": {}}')
    assert read(path) == (Settings(), None)


def test_refused_writing_is_told_and_leaves_the_old_settings(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert write(Settings(), tmp_path / "file" / "settings.json") is not None


def test_writing_leaves_no_drafts(tmp_path):
    for _time in range(2):
        write(Settings(), tmp_path / "settings.json")
    assert [each.name for each in tmp_path.iterdir()] == ["settings.json"]


def test_failed_writing_leaves_the_old_file_and_no_draft(tmp_path):
    (tmp_path / "settings.json").mkdir()  # a folder in the file's place: the last step, the renaming, fails
    assert write(Settings(), tmp_path / "settings.json") is not None
    assert [each.name for each in tmp_path.iterdir()] == ["settings.json"]


def test_home_moves_both_files():
    environ = {"DLSTUDY_HOME": "/somewhere"}
    assert diary_path(environ) == Path("/somewhere/diary.sqlite3")
    assert settings_path(environ) == Path("/somewhere/settings.json")


def test_without_home_both_live_in_folders_of_dlstudy():
    assert diary_path({}).parent.name == settings_path({}).parent.name == "dlstudy"
