"""What was found in an uploaded appendix, or became of one that was written, as sentences."""

from odoo.tools import LazyTranslate

from . import workbooks
from .wording import fill_in

_lt = LazyTranslate(__name__)

ERRORS = {
    **workbooks.ERRORS,
    "zip_bomb": _lt("The workbook unpacks to far more than a form can hold; it was not opened."),
    "too_many_rows": _lt(
        "The sheet “%(sheet)s” has more than %(limit)s filled rows. Is it an appendix?"
    ),
    "too_many_cells": _lt(
        "The sheet “%(sheet)s” has more than %(limit)s cells. Is it an appendix?"
    ),
    "no_appendix": _lt(
        "No visible sheet of this workbook (%(sheets)s) has a row with the headings of an appendix, "
        "such as STT, Lĩnh vực/Tiêu chí/Tiêu chí thành phần, Điểm tối đa, Điểm tự đánh giá."
    ),
    "no_answer_columns": _lt(
        "Sheet “%(sheet)s”: row %(row)s heads a table of criteria, but no column for scores, "
        "documents or explanations."
    ),
    "no_rows": _lt(
        "Sheet “%(sheet)s”: there are headings in row %(row)s, but no criterion below them."
    ),
    "archive_too_large": _lt("The archive has %(size)s; at most %(limit)s can be read."),
    "archive_damaged": _lt(
        "The archive is damaged or was not uploaded whole. Make it again and import that."
    ),
    "archive_encrypted": _lt(
        "“%(name)s” in the archive is protected by a password. Make the archive without one."
    ),
    "archive_bomb": _lt(
        "“%(name)s” unpacks to far more than a document can hold; the archive was not opened."
    ),
    "archive_too_many_files": _lt(
        "The archive holds more than %(limit)s files. Put only the workbook and its documents in it."
    ),
    "archive_unsafe_name": _lt(
        "The archive holds a file that would be unpacked outside its folder (“%(name)s”). "
        "No program that packs a folder makes such a thing; the archive was not opened."
    ),
    "archive_link": _lt(
        "“%(name)s” in the archive is a link to another place and no document. "
        "Put the document itself in its stead."
    ),
    "archive_name_twice": _lt(
        "The archive holds two files of the name “%(name)s”; which one is meant cannot be told."
    ),
    "archive_no_workbook": _lt(
        "There is no Excel workbook (.xlsx) in the archive. Pack the form together with its documents."
    ),
    "archive_nested": _lt(
        "There is no workbook in the archive, only another archive (“%(name)s”). Unpack that one, "
        "and pack the form and its documents into a single ZIP."
    ),
    "archive_several_workbooks": _lt(
        "The archive holds several filled-in appendices (%(names)s). Leave only the one to import."
    ),
}

FINDINGS = {
    "ambiguous_number": _lt(
        "%(cell)s: “%(text)s” may mean %(whole)s or %(decimal)s. Write one of these there."
    ),
    "not_a_number": _lt("%(cell)s: “%(text)s” is not a number."),
    "is_date": _lt(
        "%(cell)s: Excel has turned this number into a date (“%(text)s”). Type it again as a number."
    ),
    "formula_without_value": _lt(
        "%(cell)s: this formula was never calculated. Open the file in Excel, save "
        "it, and import it again."
    ),
    "negative": _lt("%(cell)s: %(number)s is negative."),
    "above_maximum": _lt("%(cell)s: %(score)s is above the maximum score, %(max_score)s."),
    "no_such_option": _lt("%(cell)s: “%(text)s” is none of the options: %(options)s."),
    "no_option_has_score": _lt(
        "%(cell)s: no option gives %(score)s. The options are: %(options)s."
    ),
    "several_options_have_score": _lt(
        "%(cell)s: several options give %(score)s, so choose one in the assessment: %(options)s."
    ),
    "numbers_needed": _lt(
        "%(cell)s: the score %(score)s was not taken: here it is computed from two numbers, how many "
        "were done and out of how many. Enter those in the assessment."
    ),
    "quantity_needed": _lt(
        "%(cell)s: the score %(score)s was not taken: here it is computed from a number of items. "
        "Enter that in the assessment."
    ),
    "share_proposed": _lt(
        "%(cell)s: the score %(score)s would come from %(numerator)s of %(denominator)s. Take that over only if it is "
        "right; the true figures are better."
    ),
    "council_only": _lt(
        "%(cell)s: the council alone scores this criterion; the score was left out."
    ),
    "not_yes_or_no": _lt(
        "%(cell)s: “%(text)s” says neither that the criterion applies nor that it does not. Type x or "
        "leave it empty."
    ),
    "explanation_too_long": _lt(
        "%(cell)s: the explanation is longer than a cell holds, so the workbook has only its "
        "beginning. Change it in the assessment."
    ),
    "explanation_refused": _lt("%(cell)s was not taken. %(reason)s"),
    "inputs_refused": _lt("What was filled in was not taken: %(reason)s"),
    "matches_none": _lt("No criterion has this code and name. Choose the one that is meant."),
    "matches_several": _lt(
        "Several criteria may be meant: %(criteria)s. Choose the one that is meant."
    ),
    "matched_twice": _lt(
        "Row %(rows)s is about the same criterion, %(criteria)s. Only one of them can be imported: "
        "choose its criterion in that row."
    ),
    "only_like": _lt(
        "A row with the very code and name of %(criteria)s is in the workbook already."
    ),
    "unsure_code": _lt("The code is that of this criterion, its name only roughly. Is it meant?"),
    "unsure_name": _lt("The name is that of this criterion, its code is not. Is it meant?"),
    "row_inserted": _lt(
        "Row %(rows)s was inserted by hand and names no criterion; what stands there was taken to be "
        "about the criterion above it. Is it meant?"
    ),
    "documents_at_heading": _lt(
        "Documents or an explanation stand beside a heading. Choose the criterion they prove."
    ),
    "figures_say_other": _lt(
        "%(cell)s: the score %(score)s is not what the figures in the assessment give, %(own)s. The figures stay."
    ),
    "figures_given": _lt("The figures are given (%(source)s) and are not typed; they stay."),
    "overtaken_inputs": _lt("What was scored has been changed by somebody else since the export."),
    "overtaken_explanation": _lt(
        "The explanation has been changed by somebody else since the export."
    ),
    "document_no_link": _lt("%(cell)s: “%(text)s” has no link to a file, so nothing is filed."),
    "document_missing": _lt("%(cell)s: the file “%(target)s” is not in the archive."),
    "document_no_archive": _lt(
        "%(cell)s: the file “%(target)s” did not come with the workbook. Pack both into a ZIP."
    ),
    "document_outside": _lt(
        "%(cell)s: the link leads to a place outside the archive (“%(target)s”) and was not followed."
    ),
    "document_moved": _lt(
        "%(cell)s: the link leads elsewhere (“%(target)s”); the archive has one file of that name, %(paths)s. "
        "Is it meant?"
    ),
    "document_web": _lt(
        "%(cell)s: the link leads to the web (“%(target)s”) and was not followed. File the document "
        "itself."
    ),
    "document_ambiguous": _lt("%(cell)s: “%(target)s” may be any of these files: %(paths)s."),
    "document_refused": _lt("%(cell)s: “%(path)s” cannot be filed. %(reason)s"),
}

# What does not stand in a written appendix as it was given.
PROBLEMS = {
    "link_refused": _lt("%(criterion)s: a document has no link, only its text (%(url)s)."),
    "text_continued": _lt(
        "%(criterion)s: a text is too long for one cell and goes on in the next."
    ),
    "characters_removed": _lt(
        "%(criterion)s: control characters were left out, which no workbook can hold."
    ),
    "not_a_number": _lt("%(criterion)s: “%(value)s” is not a score and stands there as text."),
    "page_line_left_out": _lt("“%(text)s” is too long for the head of each page and was left out."),
}

_HEADING = _lt("heading of the form")


def say_error(env, error):
    """Return what a ``WorkbookError`` of an uploaded appendix says."""
    return workbooks.say_error(env, error, ERRORS)


def say_finding(env, kind, params):
    """Return what was found in a row of an uploaded appendix."""
    return fill_in(env, FINDINGS[kind], params)


def say_problem(env, problem):
    """Return what a ``Problem`` of a written appendix says, and of which criterion."""
    criterion = " ".join(filter(None, (problem.code, problem.name))) or env._(_HEADING)
    return fill_in(env, PROBLEMS[problem.kind], {**problem.params, "criterion": criterion})
