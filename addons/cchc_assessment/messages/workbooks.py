"""What ``core.workbook`` finds in a file, as sentences for the person who brought it."""

from odoo.tools import LazyTranslate

from .wording import fill_in

_lt = LazyTranslate(__name__)

ERRORS = {
    "empty_file": _lt("The file is empty (0 bytes). Choose another."),
    "too_large": _lt("The file has %(size)s; at most %(limit)s can be read."),
    "old_xls": _lt(
        "This is a workbook of Excel 97-2003 (.xls). Open it, save it as .xlsx, and import that."
    ),
    "old_doc": _lt(
        "This is a document of Word 97-2003 (.doc). Open it, save it as .docx, and import that."
    ),
    "other_archive": _lt(
        "This is an archive of another kind (%(format)s), which is not opened here. Unpack it, pack its files into a "
        "ZIP, and import that."
    ),
    "password_protected": _lt(
        "The workbook is protected by a password. Save it without one and import that."
    ),
    "not_workbook": _lt(
        "This is no file with a table (.xlsx, .xls, .docx, .ods, .csv), whatever its name says."
    ),
    "truncated": _lt(
        "The end of the file is missing: it was not copied or uploaded whole. Get it again."
    ),
    "damaged": _lt("The workbook is damaged. Open it in Excel, save it again, and import that."),
    "zip_bomb": _lt("The workbook unpacks to far more than a rubric can hold; it was not opened."),
    "too_much": _lt(
        "A part of the workbook (%(part)s) holds far more than a form can; it was not opened. Copy "
        "the table into a new workbook, save that and import it."
    ),
    "xml_entities": _lt(
        "The workbook declares XML entities (%(part)s), which none of Excel's does; "
        "it was not opened."
    ),
    "too_many_rows": _lt(
        "The sheet “%(sheet)s” has more than %(limit)s filled rows. Is it a rubric?"
    ),
    "too_many_cells": _lt("The sheet “%(sheet)s” has more than %(limit)s cells. Is it a rubric?"),
    "unreadable_cell": _lt(
        "Sheet “%(sheet)s”, cell %(cell)s: “%(text)s” is stored as a number and is none."
    ),
    "no_such_sheet": _lt("There is no sheet “%(sheet)s” in this workbook. It has: %(sheets)s."),
    "no_header": _lt(
        "No visible sheet of this workbook (%(sheets)s) has a row with the headings "
        "of a rubric, such as "
        "%(headings)s. %(hidden_sheets)s"
    ),
    "no_criteria": _lt(
        "Sheet “%(sheet)s”: there are headings in row %(row)s, but no criterion below them."
    ),
    "no_survey": _lt(
        "No visible sheet of this workbook (%(sheets)s) has a row with the headings %(headings)s."
    ),
    "no_figures": _lt(
        "No visible sheet of this workbook (%(sheets)s) has one column each for %(headings)s: state the letters of the "
        "columns to be read."
    ),
    "no_people": _lt(
        "No visible sheet of this workbook (%(sheets)s) has a row with the headings %(headings)s."
    ),
}

FINDINGS = {
    "missing_name": _lt("%(cell)s: the criterion %(code)s has no name."),
    "missing_max_score": _lt("%(cell)s: %(code)s %(name)s has no maximum score."),
    "score_not_number": _lt("%(cell)s: “%(text)s” is not a number."),
    "score_not_finite": _lt("%(cell)s: “%(text)s” is not a number that can be a score."),
    "score_ambiguous": _lt(
        "%(cell)s: “%(text)s” may mean %(whole)s or %(decimal)s. Write one of these there."
    ),
    "score_too_long": _lt("%(cell)s: “%(text)s” has too many digits for a score."),
    "score_out_of_range": _lt("%(cell)s: “%(text)s” is far too high for a score."),
    "score_is_date": _lt(
        "%(cell)s: Excel has turned this score into a date (“%(text)s”). Type it again as a number."
    ),
    "score_negative": _lt(
        "%(cell)s: the maximum score of %(code)s %(name)s is negative (%(score)s)."
    ),
    "formula_without_value": _lt(
        "%(cell)s: this formula was never calculated. Open the file in Excel, save "
        "it, and import it again."
    ),
    "unknown_value": _lt(
        "%(cell)s: “%(text)s” is none of the words that the column “%(heading)s” takes: %(values)s."
    ),
    "not_a_day": _lt(
        "%(cell)s: “%(text)s” is no day of a year. Write day and month, such as 15/01, with semicolons between several."
    ),
    "deadline_is_date": _lt(
        "%(cell)s: the spreadsheet has made the date %(date)s of this deadline, which is read as “%(day)s” of the "
        "assessed year. Check that day and month are not the other way round, and whether another year is meant."
    ),
    "strict_without_threshold": _lt(
        "%(cell)s: “%(option)s” holds only above a threshold, and none is stated."
    ),
    "code_used_twice": _lt(
        "%(cell)s: the code %(code)s stands on several rows (%(rows)s). Each of them "
        "is a criterion of its own."
    ),
    "child_under_other_code": _lt(
        "%(cell)s: %(code)s %(name)s stands under %(parent_code)s %(parent_name)s, "
        "whose code it does not continue."
    ),
    "level_skipped": _lt("%(cell)s: the level above %(code)s %(name)s is missing."),
    "unreadable_code": _lt(
        "%(cell)s: “%(code)s” is not a code of a known shape; the criterion stands "
        "beside the one before it."
    ),
    "missing_code": _lt(
        "%(cell)s: %(name)s has a maximum score and no code; it is taken as a domain."
    ),
    "code_is_date": _lt(
        "%(cell)s: Excel has turned this code into a date; it is taken as %(code)s."
    ),
    "code_zero_restored": _lt(
        "%(cell)s: Excel has cut this code to %(number)s; it is taken as %(code)s."
    ),
    "sum_differs": _lt(
        "%(cell)s: the criteria below %(code)s add up to %(children_sum)s, not to "
        "its %(max_score)s."
    ),
    "max_from_children": _lt(
        "%(cell)s: %(code)s has no maximum score; the sum of those below it is taken "
        "(%(max_score)s)."
    ),
    "total_differs": _lt("%(cell)s: the total says %(declared)s, the domains add up to %(total)s."),
    "total_unreadable": _lt(
        "%(cell)s: the total holds no number, so it could not be compared. %(text)s"
    ),
    "no_method": _lt(
        "Row %(row)s: %(code)s %(name)s says nothing on how it is scored; its score "
        "is entered by hand."
    ),
    "method_in_words": _lt(
        "Row %(row)s: how %(code)s is scored is said in words, without options; look at "
        "the rule that is proposed for it."
    ),
    "option_above_max": _lt(
        "%(cell)s: “%(option)s” gives %(score)s, more than the maximum %(max_score)s of %(code)s."
    ),
    "option_without_score": _lt(
        "%(cell)s: “%(option)s” has no score at its end; it arrives with 0."
    ),
    "option_negative": _lt("%(cell)s: “%(option)s” has a negative score (%(score)s)."),
    "option_scores_differ": _lt(
        "%(cell)s: “%(option)s” says %(text_score)s and its score cell %(score)s; "
        "the cell is taken."
    ),
    "options_on_parent": _lt(
        "Row %(row)s: %(code)s has options (%(count)s) although there are criteria "
        "below it; they arrive in its guidance."
    ),
    "stray_text": _lt(
        "%(cell)s: “%(text)s” is neither a criterion nor an option. Below a "
        "criterion it is kept as its guidance."
    ),
    "best_below_max": _lt(
        "%(cell)s: the best option of %(code)s %(name)s gives %(score)s of its %(max_score)s."
    ),
    "scores_in_option": _lt(
        "%(cell)s: “%(option)s” holds the score of another option, which could not be parted from it."
    ),
    "text_left_over": _lt(
        "%(cell)s: “%(text)s” stands beside the options of %(code)s and is none; it is kept as guidance."
    ),
    "coded_rows_are_options": _lt(
        "Row %(row)s: the rows %(codes)s end in scores of which the best is the maximum of %(code)s; "
        "they are taken as its options."
    ),
    "uncoded_rows_are_criteria": _lt(
        "Row %(row)s: the scores of the rows below %(code)s (%(rows)s) add up to its %(max_score)s; "
        "they are taken as criteria without codes."
    ),
    "either_or": _lt(
        "Rows %(rows)s: “Hoặc” stands between %(codes)s, so that only one of them counts. Each arrives as a "
        "criterion of its own; the maximum above them holds only one."
    ),
    "condition_without_points": _lt(
        "%(cell)s: %(code)s %(name)s is met or not (“%(text)s”) and carries no points; “%(option)s” is taken for met. "
        "Rating classes may ask for it."
    ),
    "own_bonus_penalty": _lt(
        "%(cell)s: %(code)s %(name)s has a bonus of at most %(bonus)s and a penalty of at most %(penalty)s "
        "of its own; each arrives as a criterion below it."
    ),
    "code_slip": _lt("%(cell)s: is the code %(code)s %(name)s meant as %(meant)s?"),
    "subtotal_differs": _lt(
        "%(cell)s: the sub-total says %(declared)s, the maximum of %(code)s %(name)s is %(total)s."
    ),
    "survey_in_words": _lt(
        "Row %(row)s: options, documents or notes of %(code)s %(name)s speak of a survey; it is proposed "
        "that the council scores it."
    ),
    "column_not_read": _lt(
        "%(cell)s: the column “%(heading)s” (%(count)s cells, the first says “%(text)s”) is not read."
    ),
    "column_passed_over": _lt(
        "%(cell)s: the column “%(heading)s” (%(count)s cells) is filled in by hand and no part of a rubric."
    ),
    "remarks_passed_over": _lt(
        "Below the table, passed over: “%(text)s” and what follows (rows %(rows)s)."
    ),
    "text_outside_table": _lt(
        "Outside of the table, passed over: “%(text)s” (%(count)s paragraphs in all)."
    ),
    "automatic_numbers": _lt(
        "%(count)s paragraphs of the tables are numbered by Word itself, and such numbers cannot be read. "
        "Are codes missing? Turn them into text in Word and import again."
    ),
    "old_font_read": _lt(
        "The texts were written in an old font, %(font)s, and are read by its table (“%(text)s”). Look "
        "whether they are right."
    ),
    "separated_text_read": _lt(
        "A text file: read as %(encoding)s, with “%(separator)s” between the cells."
    ),
    "sheets_joined": _lt(
        "These sheets go on from each other and are read as one rubric: %(sheets)s. Choose one of them to "
        "read it alone."
    ),
    "rows_after_end": _lt(
        "Row %(row)s: there are more criteria below the total in row %(end_row)s."
    ),
    "second_table_ignored": _lt("Row %(row)s: a second table begins here; it is not read."),
    "hidden_rows": _lt("Hidden rows were read, too: %(rows)s."),
    "hidden_sheet_ignored": _lt(
        "The hidden sheet “%(sheet)s” looks like a rubric and was not read."
    ),
    "other_sheets_ignored": _lt("Other sheets look like rubrics and were not read: %(sheets)s."),
    "repeated_column": _lt(
        "%(ignored_cell)s: a second column “%(heading)s”; the one in %(cell)s is read."
    ),
}

REASONS = {
    "stated": _lt("The workbook has a column for it."),
    "parameters": _lt(
        "The workbook states thresholds, ratios or points per item, and leaves the rule itself blank."
    ),
    "percent_bands": _lt("Each option holds from a percentage on, and they join without a gap."),
    "quantity_bands": _lt("Each option holds from a count on, and they join without a gap."),
    "bands_in_part": _lt("Options hold from a number on, but not every end is said plainly."),
    "options": _lt("The options are words to choose from."),
    "unread_numbers": _lt("There are percentages or counts, but they make no bands."),
    "per_item": _lt("The text gives points for each of something."),
    "deduction": _lt("The text takes points off for each of something."),
    "ratio": _lt("The text gives a share of the maximum."),
    "relative": _lt(
        "The text holds it against the best unit: say whether by a percentage or a count."
    ),
    "words": _lt("The method is said in words that fit no rule."),
    "nothing": _lt("The workbook says nothing on how it is scored."),
    "condition": _lt("It is met or not, and gives no points."),
    "best_below": _lt("No option reaches the maximum."),
    "above_maximum": _lt("An option gives more than the maximum."),
    "few_options": _lt("There is only one option, or all give the same."),
    "no_score": _lt("An option has no score."),
    "rates": _lt("Options give points for each of something."),
    "same_words": _lt("Two options have the same words."),
    "left_over": _lt("There are words beside the options that are none of them."),
    "scores_inside": _lt("An option holds the score of another one."),
    "coded_rows": _lt("The options have codes, as criteria have."),
    "uncoded_rows": _lt("The row has no code."),
    "code_slip": _lt("The code seems to be meant as another one."),
    "either_or": _lt("Only one of several criteria counts."),
    "points_off": _lt("The options say what is taken off the maximum."),
    "survey": _lt("It speaks of a survey, which the council scores."),
    "own_bonus_penalty": _lt("It has a bonus or penalty of its own."),
}

# Why a row of a survey's results cannot be taken.
SURVEY_PROBLEMS = {
    "no_unit": _lt("The row names no unit."),
    "no_criterion": _lt("The row names no criterion."),
    "no_points": _lt("The row has no points."),
    "bad_points": _lt("“%(text)s” is no number of points."),
    "negative": _lt("%(text)s points: there are no negative points."),
    "bad_asked": _lt("“%(text)s” is no number of people."),
}

# Why a row of units and people cannot be taken.
PEOPLE_PROBLEMS = {
    "no_unit": _lt("The row names no unit."),
    "no_login": _lt("The person has no e-mail address, with which they sign in."),
    "bad_login": _lt("“%(text)s” is no e-mail address."),
    "no_role": _lt("The person has no role."),
    "bad_role": _lt(
        "“%(text)s” is no role: choose one of Công chức phụ trách, Lãnh đạo, Thành viên Hội đồng, "
        "Thư ký Hội đồng, Chủ tịch Hội đồng."
    ),
    "no_person": _lt("The person has no name."),
    "too_long": _lt("“%(text)s…” is too long."),
}

_HIDDEN_SHEETS = _lt(
    "These hidden sheets have them: %(sheets)s. Show the right one and import again."
)


# What a file that is no workbook really is, and what to do with it; of what has no entry nobody knows more.
_OTHER_FORMATS = {
    "pdf": _lt(
        "This is a PDF, whose tables are not read. Ask for the file that it was printed from, or open it in Word, "
        "copy its table into a workbook, save that as .xlsx, and import it."
    ),
    "xlsb": _lt(
        "This is a binary workbook of Excel (.xlsb), which is not read here. Open it in Excel, save it as .xlsx, and "
        "import that."
    ),
    "ods": _lt(
        "This is a file of OpenDocument (.ods, .odt), which is not read here. Open it, save it as .xlsx, and import "
        "that."
    ),
    "docx": _lt(
        "This is a Word document (.docx), which is not read here. Copy its table into a workbook, save that as .xlsx, "
        "and import it."
    ),
    "pptx": _lt(
        "This is a presentation (.pptx). Copy its table into a workbook, save that as .xlsx, and import it."
    ),
    "zip": _lt("This is a ZIP and no workbook. Unpack it, and import the workbook that is in it."),
    "html": _lt(
        "This is a web page, whatever its name says: some programs export such pages as “Excel”. Open it in Excel, "
        "save it as .xlsx, and import that."
    ),
    "xml": _lt("This is an XML file. Open it in Excel, save it as .xlsx, and import that."),
    "csv": _lt(
        "This is a text with columns (.csv), which is not read here. Open it in Excel, save it as .xlsx, and import "
        "that."
    ),
    "image": _lt(
        "This is a picture. Ask for the workbook (.xlsx) that it was taken of, and import that."
    ),
    "executable": _lt(
        "This is a program and no workbook, whatever its name says. Do not open it; tell whoever looks after your "
        "computers."
    ),
    "ole": _lt(
        "This is an old Office file that is neither a workbook nor a Word document. Open it, save what you need as "
        ".xlsx, and import that."
    ),
    "strict_ooxml": _lt(
        "This workbook was saved as “Strict Open XML Spreadsheet”. Open it in Excel, save it as “Excel Workbook "
        "(.xlsx)”, and import that."
    ),
}


def say_error(env, error, sentences=None):
    """Return what a ``WorkbookError`` says.

    :param sentences: by kind; those of a rubric's workbook unless given.
    """
    params = error.params
    if hidden := params.get("hidden_sheets"):
        params = {**params, "hidden_sheets": fill_in(env, _HIDDEN_SHEETS, {"sheets": hidden})}
    sentence = (sentences or ERRORS)[error.kind]
    if error.kind == "not_workbook":
        sentence = _OTHER_FORMATS.get(params.get("format"), sentence)
    return fill_in(env, sentence, params)


def say_finding(env, finding):
    """Return what was found in a rubric's workbook."""
    return fill_in(env, FINDINGS[finding.kind], finding.params)


def say_ambiguous(env, cell, error):
    """Return what a ``ScoreError`` says of a number that may be either of two, typed at ``cell``."""
    return fill_in(env, FINDINGS["score_ambiguous"], {"cell": cell, **error.params})


def say_reason(env, reason):
    """Return why a rule was guessed, one of the ``REASONS`` of ``rule_guess``."""
    return fill_in(env, REASONS[reason], {})


def say_survey_problem(env, kind, text):
    """Return what is wrong with a row of a survey, of ``text`` in it."""
    return fill_in(env, SURVEY_PROBLEMS[kind], {"text": text})


def say_people_problem(env, kind, text):
    """Return what is wrong with a row of units and people, of ``text`` in it."""
    return fill_in(env, PEOPLE_PROBLEMS[kind], {"text": text})
