"""Which criterion a row is about: by its key, its code and its name, each where the others say nothing."""

import pytest

from core.workbook.appendix.answers import Given, Question
from core.workbook.appendix.keys import RowKey
from core.workbook.appendix.matching import SAME, SIMILAR, Match, match_rows
from core.workbook.appendix.reader import SheetRow

PLAN = Question(11, "1.1", "Ban hành kế hoạch cải cách hành chính năm", 2)
WORK = Question(12, "1.2", "Hoàn thành các nhiệm vụ trong kế hoạch", 2)
TWIN = Question(13, "1.2", "Tuyên truyền cải cách hành chính", 2)
IDEA = Question(14, "1.4", "Sáng kiến, giải pháp mới", 2)
QUESTIONS = (PLAN, WORK, TWIN, IDEA)
ANSWER = Given(self_score=1)


def row(code, name, given=ANSWER, key=None, number=9):
    return SheetRow(number, code, name, given, key)


def match(code, name, given=ANSWER, key=None, questions=QUESTIONS, trusts_keys=False):
    """The match of a single row."""
    (found,) = match_rows([row(code, name, given, key)], questions, trusts_keys=trusts_keys)
    return found


def test_a_key_decides_against_everything_else():
    """A form may be sorted and its texts rewritten: the key says which criterion it was."""
    key = RowKey("t", IDEA.key)
    assert match("1.1", PLAN.name, key=key, trusts_keys=True) == Match(IDEA.key, "key")
    assert match("1.1", PLAN.name, key=key, trusts_keys=True).is_sure


def test_a_key_of_another_rubric_decides_nothing():
    """Keys that were made for other criteria are passed over, and the row is read like any other."""
    key = RowKey("t", IDEA.key)
    assert match("1.1", PLAN.name, key=key, trusts_keys=False) == Match(PLAN.key, "same")


def test_a_key_that_no_criterion_has_matches_nothing():
    """A trusted key whose criterion is gone is not guessed at, however well the texts agree."""
    assert match("1.1", PLAN.name, key=RowKey("t", 99), trusts_keys=True) == Match(None, "none")


def test_code_and_name_agree():
    """The row is sure, with letters' case, accents and punctuation aside."""
    found = match(" 1.1 ", "BAN HÀNH kế hoạch cải cách hành chính, năm.")
    assert found == Match(PLAN.key, "same")
    assert found.is_sure


def test_of_two_criteria_with_one_code_the_name_tells_which():
    """Codes repeat in real rubrics."""
    assert match("1.2", WORK.name) == Match(WORK.key, "same")
    assert match("1.2", TWIN.name) == Match(TWIN.key, "same")


def test_a_code_beats_the_same_name_elsewhere():
    """Names repeat as well: of two with the same name, the one whose code the row bears."""
    twins = (Question(1, "2.1", "Tỷ lệ hồ sơ đúng hạn"), Question(2, "3.1", "Tỷ lệ hồ sơ đúng hạn"))
    for question in twins:
        found = match(question.code, question.name, questions=twins)
        assert found == Match(question.key, "same")


def test_a_name_that_is_only_like_the_codes_one_is_a_persons_to_settle():
    """The code agrees and the name roughly: proposed, and not sure."""
    found = match("1.1", "Ban hành kế hoạch tuyên truyền hàng năm")
    assert found == Match(PLAN.key, "code")
    assert not found.is_sure


def test_a_code_alone_is_not_sure():
    """A row without a name is proposed by its code, and several with that code are named."""
    assert match("1.1", "") == Match(PLAN.key, "code")
    assert match("1.2", "") == Match(None, "several", (WORK.key, TWIN.key))
    assert match("9.9", "") == Match(None, "none")
    assert match("", "") == Match(None, "none")


def test_a_name_under_another_code_is_not_sure():
    """Another rubric's number before this rubric's name: proposed by its name only."""
    found = match("7.7", PLAN.name)
    assert found == Match(PLAN.key, "name")
    assert not found.is_sure


def test_a_code_does_not_draw_a_foreign_name():
    """The code of one criterion before the name of another means the other, as the name has it."""
    assert match("1.1", IDEA.name) == Match(IDEA.key, "name")


def test_a_name_that_was_altered_is_found_without_its_code():
    """A word more leaves the name the one it was; half of the words do not."""
    assert match("", PLAN.name + " 2026") == Match(PLAN.key, "name")
    assert match("", "Ban hành kế hoạch thu chi ngân sách") == Match(None, "none")


def test_a_row_that_answers_nothing_is_no_criterion_by_its_name():
    """A heading may repeat a criterion's words; without an answer it is not taken for it."""
    assert match("7.7", PLAN.name, Given()) == Match(None, "none")
    assert match("1.1", PLAN.name, Given()) == Match(PLAN.key, "same")


def test_two_alike_are_told_and_not_chosen_between():
    """Where two are equally likely, neither is taken and both are named."""
    alike = (Question(1, "2.1", "Tỷ lệ hồ sơ đúng hạn"), Question(2, "3.1", "Tỷ lệ hồ sơ đúng hạn"))
    assert match("", "Tỷ lệ hồ sơ đúng hạn", questions=alike) == Match(None, "several", (1, 2))
    assert match("", "Tỷ lệ các hồ sơ đúng hạn", questions=alike) == Match(None, "several", (1, 2))


def test_the_better_of_two_is_taken_whatever_their_order():
    """The one that agrees to the letter is better than one that only resembles it, first or last."""
    near = (
        Question(1, "2.1", "Tỷ lệ hồ sơ giải quyết đúng hạn cấp tỉnh"),
        Question(2, "2.1", "Tỷ lệ hồ sơ giải quyết đúng hạn cấp xã"),
    )
    for questions in (near, near[::-1]):
        found = match("2.1", "Tỷ lệ hồ sơ giải quyết đúng hạn cấp xã", questions=questions)
        assert found == Match(2, "same")


def test_a_name_that_was_cut_off_is_the_same():
    """A cell that holds the beginning of a long name means it; a short beginning means nothing."""
    long = (
        Question(1, "2.1", "Thực hiện số hóa hồ sơ, kết quả giải quyết thủ tục hành chính " * 3),
    )
    assert match("2.1", "Thực hiện số hóa hồ sơ", questions=long) == Match(1, "same")
    assert match("2.1", "Thực hiện số hóa hồ s", questions=long) == Match(1, "same")
    assert match("2.1", "Thực hiện số hóa hồ ", questions=long) == Match(None, "none")


@pytest.mark.parametrize(
    ("differing", "how"), [(0, "same"), (6, "same"), (7, "code"), (16, "code"), (17, "none")]
)
def test_how_like_is_like_enough(differing, how):
    """Of 40 letters 6 may differ for the same name, and 16 for one that may be meant."""
    assert (SAME, SIMILAR) == (0.85, 0.6)
    questions = (Question(1, "2.1", "a" * 40),)
    assert match("2.1", "a" * (40 - differing) + "b" * differing, questions=questions).how == how


def test_two_rows_that_answer_one_criterion_are_both_taken_back():
    """Neither answer is chosen: each row names the criterion and the other row."""
    rows = [row("1.1", PLAN.name, number=5), row("1.1", PLAN.name, number=8)]
    assert match_rows(rows, QUESTIONS, trusts_keys=False) == [
        Match(None, "twice", (PLAN.key,), (8,)),
        Match(None, "twice", (PLAN.key,), (5,)),
    ]


def test_a_key_that_was_copied_to_a_second_row_is_told():
    """Rows with the same key are rivals even where they are empty: one of them was copied."""
    key = RowKey("t", PLAN.key)
    rows = [row("1.1", PLAN.name, Given(), key, 5), row("1.1", PLAN.name, ANSWER, key, 8)]
    found = match_rows(rows, QUESTIONS, trusts_keys=True)
    assert [one.how for one in found] == ["twice", "twice"]


def test_an_empty_row_is_nobodys_rival():
    """A heading above the criterion, with its code and name, takes nothing from the row that answers."""
    rows = [row("1.1", PLAN.name, Given(), number=5), row("1.1", PLAN.name, number=8)]
    found = match_rows(rows, QUESTIONS, trusts_keys=False)
    assert found[1] == Match(PLAN.key, "same")


def test_the_sure_one_of_two_rivals_is_taken():
    """A row that agrees in code and name is not put in doubt by one that is only like it."""
    rows = [row("7.7", PLAN.name, number=5), row("1.1", PLAN.name, number=8)]
    expected = [Match(None, "none", (PLAN.key,)), Match(PLAN.key, "same")]
    assert match_rows(rows, QUESTIONS, trusts_keys=False) == expected
    assert match_rows(rows[::-1], QUESTIONS, trusts_keys=False) == expected[::-1]


def test_two_unsure_rivals_are_both_taken_back():
    """Where neither is sure, neither is better."""
    rows = [row("7.7", PLAN.name, number=5), row("8.8", PLAN.name, number=8)]
    found = match_rows(rows, QUESTIONS, trusts_keys=False)
    assert [(one.how, one.other_rows) for one in found] == [("twice", (8,)), ("twice", (5,))]


def test_rows_keep_their_order():
    """Each match stands where its row stands."""
    rows = [row(one.code, one.name, number=place) for place, one in enumerate(QUESTIONS[::-1])]
    found = match_rows(rows, QUESTIONS, trusts_keys=False)
    assert [one.question for one in found] == [one.key for one in QUESTIONS[::-1]]
