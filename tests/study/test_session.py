"""How a practice session goes on, action by action."""

from __future__ import annotations

import pytest

from dlstudy.answers.verdict import Verdict
from dlstudy.errors import AuthorError, LearnerError
from dlstudy.i18n import _
from dlstudy.study.plan import Rules
from dlstudy.study.session import OutOfTurnError

from .fakes import Clock, Pages, Question, again, bank, begin, right, wrong


def test_a_right_answer_leads_to_feedback_then_to_the_next_part():
    session = begin()
    assert session.submit(right(session)).status == "correct"
    assert session.phase == "feedback"
    session.advance()
    assert (session.number, session.state.part, session.phase) == (1, 1, "answering")


def test_the_session_ends_after_the_last_part_of_the_last_question():
    session = begin()
    for _part in range(6):
        assert session.phase == "answering"
        session.submit(right(session))
        session.advance()
    assert session.phase == "finished"
    assert (session.variant, session.part, session.actions) == (None, None, frozenset())


def test_unreadable_answer_costs_no_try():
    session = begin()
    assert session.submit("what?").status == "invalid"
    assert (session.phase, session.tries_left, session.verdict.status) == ("answering", 2, "invalid")


def test_wrong_answer_leaves_one_retry_and_then_comes_feedback():
    session = begin()
    session.submit(wrong(session))
    assert (session.phase, session.tries_left) == ("answering", 1)
    session.submit(wrong(session))
    assert (session.phase, session.tries_left) == ("feedback", 0)


def test_rules_can_leave_a_single_try():
    session = begin(rules=Rules(tries=1))
    session.submit(wrong(session))
    assert session.phase == "feedback"


def test_second_enter_on_feedback_is_not_a_second_answer():
    pages = Pages()
    session = begin(pages)
    session.submit(right(session))
    before = len(pages.written)
    with pytest.raises(OutOfTurnError):
        session.submit(right(session))
    assert len(pages.written) == before


def test_answer_is_in_the_diary_before_it_is_judged():
    pages = Pages()

    def watching(key, text, slips):
        assert (pages.written[-1].kind, pages.written[-1].data["text"]) == ("answered", text)
        return Verdict("correct", 1.0)

    begin(pages, judge=watching).submit("42")
    assert pages.written[-1].kind == "judged"


def test_reader_error_of_the_judge_is_an_unreadable_answer():
    def refusing(key, text, slips):
        raise LearnerError(_("no", "不"))

    session = begin(judge=refusing)
    assert session.submit("1").status == "invalid"
    assert session.tries_left == 2


def test_undecided_answer_shows_feedback_at_once_and_is_counted_apart():
    session = begin(judge=lambda *_answer: Verdict("undecided", 0.0))
    session.submit("1")
    assert session.phase == "feedback"
    assert (session.tally.undecided, session.tally.wrong) == (1, 0)


def test_solution_gives_up_the_part():
    session = begin()
    session.submit(wrong(session))
    session.solution()
    assert session.phase == "feedback"
    assert session.record.solved
    assert session.tally.wrong == 1


def test_hint_is_noted_once_however_often_it_is_read():
    pages = Pages()
    session = begin(pages)
    assert session.hint() == session.hint() == session.part.hint
    assert [event.kind for event in pages.written].count("hinted") == 1


def test_part_without_hint_offers_none():
    session = begin()
    session.skip()
    assert session.hint() is None
    assert "hint" not in session.actions


def test_skipped_part_is_counted_and_passed():
    session = begin()
    session.skip()
    assert session.state.part == 1
    assert session.tally.skipped == 1


def test_flag_is_set_and_taken_away():
    session = begin()
    assert session.flag()
    assert session.tally.flagged == 1
    assert not session.flag()
    assert session.tally.flagged == 0


def test_new_numbers_are_planned_at_the_end():
    session = begin()
    session.submit(wrong(session))
    session.solution()
    seed = session.retry()
    assert session.state.plan[-1] == ("a", seed)
    assert seed not in {1, 2, 3}


def test_new_numbers_can_come_right_after():
    session = begin()
    first = dict(session.variant.values)
    session.solution()
    session.retry(next_up=True)
    session.advance()
    session.skip()
    assert session.record.question == "a"
    assert session.variant.values != first


def test_undo_takes_back_a_mistyped_answer():
    session = begin()
    session.submit(wrong(session))
    session.undo()
    assert (session.tries_left, session.verdict) == (2, None)
    session.submit(right(session))
    assert session.result().total.earned == 4


def test_undo_takes_back_only_the_overruling():
    session = begin(rules=Rules(tries=1))
    session.submit(wrong(session))
    session.overrule()
    session.undo()
    assert session.phase == "feedback"
    assert (session.tally.right, session.tally.wrong) == (0, 1)


def test_undo_keeps_a_flag_set_meanwhile():
    session = begin()
    session.submit(wrong(session))
    session.flag()
    session.undo()
    assert session.record.flagged


def test_answer_stands_once_the_solution_was_seen():
    session = begin()
    session.submit(wrong(session))
    session.solution()
    assert "undo" not in session.actions


def test_overruling_keeps_both_marks():
    session = begin()
    session.submit(wrong(session))
    session.overrule()
    part = session.result().parts[0]
    assert (part.judged, part.earned, part.overruled, part.verdict.status) == (0, 4, True, "incorrect")


def test_learner_marks_an_unsure_point_and_both_marks_are_kept():
    session = begin(plan=(("r", 1),), bank=bank(Question("r", calculator=None, parts=1)))
    session.submit("hit unsure")
    assert (session.phase, session.result().parts[0].earned) == ("feedback", pytest.approx(4 * 2 / 5))
    session.self_mark(1, True)
    part = session.result().parts[0]
    assert (part.judged, part.earned) == (pytest.approx(4 * 2 / 5), 4)


def test_marking_a_point_twice_keeps_the_later_word():
    session = begin(plan=(("r", 1),), bank=bank(Question("r", calculator=None, parts=1)))
    session.submit("unsure missed")
    session.self_mark(0, True)
    session.self_mark(0, False)
    assert session.result().parts[0].earned == 0


def test_there_is_no_point_beyond_the_rubric():
    session = begin(plan=(("r", 1),), bank=bank(Question("r", calculator=None, parts=1)))
    session.submit("hit unsure")
    with pytest.raises(IndexError):
        session.self_mark(2, True)


def test_nothing_happens_in_a_pause():
    session = begin()
    session.pause()
    assert session.actions == {"unpause", "abandon"}
    session.unpause()
    assert "submit" in session.actions


def test_earlier_answers_are_there_for_later_parts():
    session = begin()
    answer = wrong(session)
    session.submit(answer)
    session.solution()
    session.advance()
    assert session.earlier == {0: int(answer)}


def test_pauses_are_not_counted_as_time():
    clock = Clock()
    session = begin(clock=clock)
    clock.wait(10)
    session.pause()
    clock.wait(1000)
    session.unpause()
    clock.wait(5)
    assert session.elapsed == 15
    session.submit(right(session))
    clock.wait(60)  # reading the feedback is not answering
    session.advance()
    assert session.result().parts[0].seconds == 15


def test_a_clock_set_back_takes_no_time_away():
    clock = Clock()
    session = begin(clock=clock)
    clock.wait(10)
    session.flag()
    clock.wait(-3600)
    assert session.elapsed == 10
    session.submit(right(session))
    assert session.record.seconds == 10


def test_a_plan_without_questions_is_refused():
    with pytest.raises(LearnerError):
        begin(plan=())


def test_question_that_cannot_be_drawn_is_left_out():
    def failing(question, seed):
        raise AuthorError(_("broken", "坏了"))

    session = begin(draw=failing)
    assert session.phase == "finished"
    assert session.notice is not None


def test_abandoned_session_takes_no_more_answers():
    session = begin()
    session.abandon()
    assert (session.phase, session.actions, session.variant) == ("abandoned", frozenset(), None)


def test_finished_session_still_shows_its_result():
    pages = Pages()
    session = begin(pages, plan=(("b", 2),))
    session.submit(right(session))
    session.advance()
    written = len(pages.written)
    assert again(session.id, pages).result() == session.result()
    assert len(pages.written) == written
