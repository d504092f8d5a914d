"""The diary on disk."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dlstudy.study.diary import Diary
from dlstudy.study.event import Event, from_line, line
from dlstudy.study.schema import MIGRATIONS, DiaryError

NEXT = (*MIGRATIONS, ("ALTER TABLE event ADD COLUMN note TEXT",))
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def event(number: int, kind: str = "answered", session: str = "s", at: datetime = NOON) -> Event:
    return Event(f"{number:032x}", session, at, kind, "q", 7, 0, {"text": "感受野 ½"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "diary.sqlite3"


def test_events_come_back_as_they_were_in_the_order_written(path):
    events = (event(3), event(1, at=NOON - timedelta(days=1)), event(2))
    with Diary(path) as diary:
        for each in events:
            diary.append(each)
    with Diary(path) as diary:
        assert diary.events() == events


def test_events_are_found_by_session_and_kind(path):
    with Diary(path) as diary:
        for each in (event(1), event(2, session="t"), event(3, kind="judged", session="t")):
            diary.append(each)
        assert diary.events("t") == (event(2, session="t"), event(3, kind="judged", session="t"))
        assert diary.events("t", "judged") == (event(3, kind="judged", session="t"),)


def test_half_a_surrogate_pair_from_a_terminal_is_kept(path):
    odd = Event("1" * 32, "s", NOON, "answered", data={"text": "\udce4"})
    with Diary(path) as diary:
        diary.append(odd)
        assert diary.events() == (odd,)


def test_times_are_kept_in_utc():
    there = datetime(2026, 1, 5, 20, tzinfo=timezone(timedelta(hours=8)))
    assert event(1, at=there).at.isoformat() == "2026-01-05T12:00:00+00:00"


def test_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        event(1, at=datetime(2026, 1, 5))


def test_commits_wait_for_the_disk(path):
    with Diary(path) as diary:
        settings = [
            diary._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
        ]
    assert settings == ["wal", 2]  # 2 is FULL


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_what_is_written_stays_written(path, statement):
    with Diary(path) as diary:
        diary.append(event(1))
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            diary._connection.execute(statement)


def test_columns_hold_only_their_type(path):
    with Diary(path) as diary, pytest.raises(DiaryError):
        diary.append(Event("1", "s", NOON, "k", seed="seven"))


def test_unfinished_is_the_newest_session_without_an_end(path):
    starts = [event(i, "started", name, NOON + timedelta(hours=i)) for i, name in enumerate("abcd")]
    with Diary(path) as diary:
        assert diary.unfinished() is None
        for each in (*starts, event(8, "abandoned", "d"), event(9, "finished", "c")):
            diary.append(each)
        assert diary.unfinished() == "b"


def test_unfinished_goes_by_the_time_of_starting_not_of_merging(path):
    with Diary(path) as diary:
        diary.append(event(1, "started", "new", NOON))
        diary.append(event(2, "started", "old, merged later", NOON - timedelta(days=3)))
        assert diary.unfinished() == "new"


def test_export_carries_everything_and_merging_again_adds_nothing(path, tmp_path):
    stream = io.StringIO()
    with Diary(path) as diary, Diary(tmp_path / "other") as other:
        for number in range(5):
            diary.append(event(number))
        other.append(event(3))
        assert diary.export(stream) == 5
        lines = stream.getvalue().splitlines()
        assert other.merge(lines) == 4
        assert other.merge(lines) == 0
        assert sorted(other.events(), key=lambda each: each.id) == list(diary.events())


@pytest.mark.parametrize(
    "spoilt",
    [
        "{", "[]", "{}", "9" * 5000,
        line(event(1)).replace("+00:00", ""),
        line(event(1)).replace('"seed": 7', '"seed": 99999999999999999999'),
        line(event(1)).replace('"session": "s"', '"session": "\\ud800"'),
        line(event(1)).replace('"seed": 7', '"seed": "7"'),
    ],
)  # fmt: skip
def test_file_with_a_spoilt_line_is_not_merged_at_all(path, spoilt):
    with Diary(path) as diary:
        with pytest.raises(DiaryError, match="Line 2"):
            diary.merge([line(event(0)), spoilt])
        assert diary.events() == ()


def test_a_line_carries_the_whole_event():
    assert from_line(line(event(1))) == event(1)


def test_diary_of_a_newer_dlstudy_is_refused_and_left_alone(path):
    Diary(path, NEXT).close()
    before = path.read_bytes()
    with pytest.raises(DiaryError, match="newer dlstudy"):
        Diary(path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_migration_keeps_the_events_and_a_copy_from_before(path):
    with Diary(path) as diary:
        diary.append(event(1))
    with Diary(path, NEXT) as diary:
        assert diary.events() == (event(1),)
        assert diary._connection.execute("SELECT note FROM event").fetchall() == [(None,)]
    with Diary(path.with_name("diary.sqlite3.version-1")) as copy:
        assert copy.events() == (event(1),)


def test_failed_migration_changes_nothing(path):
    with Diary(path) as diary:
        diary.append(event(1))
    with pytest.raises(DiaryError):
        Diary(path, (*MIGRATIONS, ("ALTER TABLE event ADD COLUMN note TEXT", "nonsense")))
    with Diary(path) as diary:
        assert diary.events() == (event(1),)


def test_current_diary_is_opened_without_a_backup(path):
    Diary(path).close()
    Diary(path).close()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_damaged_file_is_kept_aside_and_a_new_diary_begun(path):
    path.parent.mkdir()
    for number, content in enumerate((b"no database " * 99, b"nor this one " * 99), start=1):
        path.write_bytes(content)
        with Diary(path) as diary:
            assert "damaged" in str(diary.notice)
            assert diary.events() == ()
        assert path.with_name(f"diary.sqlite3.damaged-{number}").read_bytes() == content


def test_journal_of_a_damaged_file_goes_with_it(path):
    with Diary(path) as running:  # as long as someone has it open, there is a journal
        running.append(event(1))
        running._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path.write_bytes(b"no database " * 999)
        with Diary(path) as diary:
            diary.append(event(2))
            assert diary.events() == (event(2),)
        kept = {each.name for each in path.parent.iterdir() if ".damaged-1" in each.name}
    assert kept == {f"diary.sqlite3.damaged-1{tail}" for tail in ("", "-wal", "-shm")}


def test_file_that_its_journal_can_mend_is_not_given_up(path):
    with Diary(path) as running:
        running.append(event(1))
        path.write_bytes(b"no database " * 999)
        with Diary(path) as diary:
            assert (diary.notice, diary.events()) == (None, (event(1),))


def test_damage_inside_the_file_is_found_on_opening(path):
    with Diary(path) as diary:
        for number in range(400):
            diary.append(event(number))
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    path.write_bytes(content)
    with Diary(path) as diary:
        assert diary.notice is not None
    assert path.with_name("diary.sqlite3.damaged-1").read_bytes() == content


def test_sound_diary_opens_without_a_word(path):
    with Diary(path) as diary:
        assert diary.notice is None


def test_folder_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiaryError, match="cannot be used"):
        Diary(tmp_path / "file" / "diary.sqlite3")


def test_a_folder_in_its_place_is_explained_not_moved(tmp_path):
    with pytest.raises(DiaryError, match="cannot be used"):
        Diary(tmp_path)
    assert tmp_path.is_dir()


def test_a_diary_that_another_program_made_is_not_overwritten(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE event (something)")
    with pytest.raises(DiaryError):
        Diary(path)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT * FROM event").description[0][0] == "something"
