"""A session brought back from its events alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dlstudy.answers.verdict import Verdict
from dlstudy.errors import LearnerError
from dlstudy.study.event import from_line, line
from dlstudy.study.replay import replay

from .fakes import Clock, Pages, Question, again, bank, begin, draw, judge, right, wrong


def cut(pages: Pages, kind: str) -> Pages:
    """What a kill right after the last event of this kind would have left."""
    last = max(i for i, event in enumerate(pages.written) if event.kind == kind)
    return Pages(pages.written[: last + 1])


def test_same_question_numbers_part_and_tries_come_back():
    pages = Pages()
    session = begin(pages)
    session.skip()
    session.submit(wrong(session))
    back = again(session.id, pages)
    assert (back.variant, back.part, back.tries_left) == (session.variant, session.part, 1)
    assert back.record == session.record


def test_answer_killed_before_its_verdict_is_judged_on_resuming():
    pages = Pages()
    session = begin(pages)
    session.submit(right(session))
    back = again(session.id, cut(pages, "answered"))
    assert (back.phase, back.verdict.status, len(back.record.tries)) == ("feedback", "correct", 1)


def test_answer_that_keeps_killing_the_program_is_given_up():
    pages = Pages()
    session = begin(pages)
    session.submit(right(session))
    pages = cut(pages, "answered")

    class Killed(BaseException):
        """Not to be caught by anyone."""

    def deadly(key, text, slips):
        raise Killed

    with pytest.raises(Killed):
        again(session.id, pages, judge=deadly)
    back = again(session.id, pages, judge=deadly)
    assert (back.phase, back.verdict.status) == ("feedback", "undecided")


def test_killed_between_two_questions_the_next_one_opens():
    pages = Pages()
    session = begin(pages, plan=(("b", 1), ("a", 1)))
    session.skip()
    back = again(session.id, cut(pages, "skipped"))
    assert (back.phase, back.record.question, back.variant) == ("answering", "a", session.variant)


def test_killed_before_the_end_is_written_it_is_written_on_resuming():
    pages = Pages()
    session = begin(pages, plan=(("b", 1),))
    session.skip()
    assert again(session.id, cut(pages, "skipped")).phase == "finished"


def test_killed_before_the_first_question_opens():
    pages = Pages()
    session = begin(pages)
    assert again(session.id, cut(pages, "started")).part == session.part


def test_time_between_kill_and_resume_is_not_counted():
    pages, clock = Pages(), Clock()
    session = begin(pages, clock)
    clock.wait(10)
    session.flag()
    clock.wait(3600)
    back = again(session.id, pages, clock)
    clock.wait(2)
    assert back.elapsed == 12


def test_pause_ends_with_resuming():
    pages = Pages()
    session = begin(pages)
    session.pause()
    assert "submit" in again(session.id, pages).actions


def test_feedback_reads_the_same_after_resuming():
    pages = Pages()
    session = begin(pages)
    session.submit("half")
    carried = Pages([from_line(line(event)) for event in pages.written])
    assert again(session.id, carried).verdict == replace(session.verdict, value=None)


def test_earlier_answers_are_read_again_after_resuming():
    pages = Pages()
    session = begin(pages)
    session.submit(right(session))
    session.advance()
    assert again(session.id, pages).earlier == session.earlier != {}


def test_question_gone_from_the_bank_is_left_out_even_with_an_answer_waiting():
    pages = Pages()
    session = begin(pages)
    session.submit(right(session))
    back = again(session.id, cut(pages, "answered"), bank=bank(Question("b", parts=1), Question("c")))
    assert (back.record.question, back.notice is None) == ("b", False)


def test_question_whose_numbers_changed_begins_anew():
    pages = Pages()
    session = begin(pages)
    session.submit(wrong(session))

    def redrawn(question, seed):
        return draw(question, seed + 1)

    back = again(session.id, pages, draw=redrawn)
    assert (back.number, back.tries_left, back.notice is None) == (1, 2, False)
    assert back.variant == draw(Question("a"), 2)


def test_question_whose_numbers_changed_forgets_the_answer_that_waited():
    pages = Pages()
    session = begin(pages)
    session.submit(right(session))
    back = again(session.id, cut(pages, "answered"), draw=lambda question, seed: draw(question, seed + 1))
    assert (back.phase, back.record.tries) == ("answering", ())


def test_unknown_session_is_refused():
    with pytest.raises(LearnerError):
        again("0" * 32, Pages())


def test_verdict_written_twice_counts_once():
    pages = Pages()
    session = begin(pages)
    session.submit(wrong(session))
    doubled = replace(pages.written[-1], id="f" * 32)
    assert len(replay([*pages.written, doubled]).records[0].tries) == 1


def test_verdict_of_another_answer_is_passed_over():
    pages = Pages()
    session = begin(pages)
    session.submit(wrong(session))
    stray = replace(pages.written[-1], data={**pages.written[-1].data, "answer": "f" * 32})
    assert replay([*pages.written[:-1], stray]).pending is not None


def test_event_with_spoilt_data_changes_nothing():
    pages = Pages()
    session = begin(pages)
    session.submit(wrong(session))
    spoilt = replace(pages.written[-1], data={"answer": pages.written[-1].data["answer"], "verdict": {"status": 3}})
    assert replay([*pages.written[:-1], spoilt]) == replay(pages.written[:-1])


def test_judge_is_not_asked_again_about_what_was_judged():
    pages = Pages()
    session = begin(pages)
    session.submit(wrong(session))

    def changed(key, text, slips):
        return Verdict("correct", 1.0)

    assert again(session.id, pages, judge=changed).verdict.status == "incorrect"
    assert judge(session.part.key, wrong(session)).status == "incorrect"
