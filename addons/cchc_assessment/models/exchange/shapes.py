"""What is told to other programs, and taken from them: the one table, described in ``docs/api.md``.

A value is called as the field that it is of, so that who reads Odoo's own API finds it again.
"""

from dataclasses import replace

from odoo.exceptions import UserError

from ...core.exchange import (
    Day,
    ExchangeError,
    Moment,
    Number,
    OneOf,
    Record,
    Rows,
    Text,
    Truth,
    Whole,
    describe,
    take,
)
from ...core.scoring import BASES, RULE_TYPES, SCORERS, SECTIONS
from ...messages.exchange import say_error
from ..common.reading import check_asker_reads

# Of a country's forms no answer holds all.
MOST_TOLD = 100

OPTION = Record(
    name="option",
    about="One level of a criterion's rule.",
    values={
        "id": Whole(is_taken=False),
        "name": Text(is_required=True),
        "score": Number(about="Its points, where they are no share of the maximum."),
        "share": Number(about="Its points as a percentage of the criterion's maximum."),
        "threshold": Number(about="From which percentage or count it holds; 0 is the rest."),
        "threshold_strict": Truth(about="The threshold itself does not count."),
    },
)
CRITERION = Record(
    name="criterion",
    about="A node of the tree, with all that stands below it. One without children is scored.",
    values={
        "id": Whole(is_taken=False, about="The identity; codes repeat in real rubrics."),
        "code": Text(),
        "name": Text(is_required=True),
        "max_score": Number(),
        "section": OneOf(values=SECTIONS),
        "scored_by": OneOf(values=SCORERS),
        "counts_best": Truth(about="Of what stands right below only the best counts."),
        "rule_type": OneOf(values=RULE_TYPES),
        "band_basis": OneOf(values=BASES),
        "ratio_floor": Number(about="In percent."),
        "ratio_target": Number(about="In percent."),
        "points_per_item": Number(),
        "evidence_required": Truth(),
        "deadlines": Text(
            about="When its documents are due: day and month, with semicolons between several."
        ),
        "guidance": Text(),
        "options": Rows(of=OPTION),
        "requirements": Rows(of=Text(), about="The documents that are asked for, by name."),
    },
)
CRITERION.values["children"] = Rows(of=CRITERION)
RUBRIC = Record(
    name="rubric",
    about="A rubric as a decision fixes it.",
    values={
        "id": Whole(is_taken=False),
        "name": Text(is_required=True),
        "appendix_label": Text(),
        "legal_basis": Text(),
        "state": Text(is_taken=False),
        "groups": Rows(of=Text(), about="The unit groups that it is for, by code."),
        "max_score": Number(is_taken=False),
        "maximum_basis": OneOf(values=("sum", "stated")),
        "bonus_cap": Number(),
        "penalty_cap": Number(),
        "direct_bands": Truth(),
        "criteria": Rows(of=CRITERION, is_required=True),
    },
)
UNIT = Record(
    name="unit",
    about="An agency.",
    values={
        "id": Whole(),
        "code": Text(),
        "name": Text(),
        "group": Text(about="The code of the unit group in which it counts."),
    },
)
PERIOD = Record(
    name="period",
    about="The year's assessment.",
    values={"id": Whole(), "name": Text(), "year": Whole()},
)
LINE = Record(
    name="line",
    about="What a unit says of one criterion. What is not named stays as it is; null empties it.",
    values={
        "criterion_id": Whole(is_required=True),
        "code": Text(is_taken=False),
        "name": Text(is_taken=False),
        "max_score": Number(is_taken=False),
        "option_id": Whole(
            about="The id of one of the criterion's options, as the rubric tells it."
        ),
        "option": Text(is_taken=False, about="The option in words."),
        "numerator": Number(),
        "denominator": Number(),
        "quantity": Number(),
        "manual_score": Number(),
        "not_applicable": Truth(),
        "explanation": Text(),
        "self_score": Number(is_taken=False),
        "evidence_status": Text(is_taken=False),
        "evidence_ids": Rows(of=Whole(), is_taken=False),
        "revision": Whole(
            about="As it was told: what somebody else has changed since is then not overwritten."
        ),
    },
)
EVIDENCE = Record(
    name="evidence",
    about="A document that is filed.",
    values={
        "id": Whole(),
        "name": Text(about="Its subject."),
        "document_type": Text(),
        "document_number": Text(),
        "document_date": Day(),
        "issuer": Text(),
        "file_name": Text(),
        "file_size": Whole(about="In bytes."),
        "sha256": Text(),
        "url": Text(),
        "criterion_ids": Rows(of=Whole()),
    },
)
ASSESSMENT = Record(
    name="assessment",
    about="The form of one unit in one period.",
    values={
        "id": Whole(is_taken=False),
        "unit": replace(UNIT, is_taken=False),
        "period": replace(PERIOD, is_taken=False),
        "rubric_id": Whole(is_taken=False),
        "state": Text(is_taken=False),
        "deadline": Moment(is_taken=False),
        "self_score": Number(is_taken=False),
        "self_percent": Number(is_taken=False),
        "lines": Rows(of=LINE, is_required=True),
        "evidence": Rows(of=EVIDENCE, is_taken=False),
    },
)
DOMAIN = Record(
    name="domain",
    about="What a unit reached in one domain.",
    values={
        "criterion_id": Whole(),
        "code": Text(),
        "name": Text(),
        "score": Number(),
        "maximum": Number(),
        "percent": Number(),
    },
)
RESULT = Record(
    name="result",
    about="What a unit reached.",
    values={
        "unit": UNIT,
        "standing": Text(about="assessed, or absent: no dossier was submitted."),
        "self_score": Number(),
        "score": Number(),
        "maximum": Number(),
        "percent": Number(),
        "bonus": Number(),
        "penalty": Number(),
        "rank": Whole(about="In its group; null: without a place."),
        "rank_overall": Whole(),
        "rating": Text(),
        "hold_text": Text(about="What holds the unit down from a higher class."),
        "domains": Rows(of=DOMAIN),
    },
)
PUBLICATION = Record(
    name="publication",
    about="The results of a period, as far as the reader may know them. Told only.",
    values={
        "id": Whole(),
        "period": PERIOD,
        "number": Whole(),
        "state": Text(),
        "decision_number": Text(),
        "decision_date": Day(),
        "published_at": Moment(),
        "results": Rows(of=RESULT),
    },
)
FIGURE = Record(
    name="figure",
    about="What is brought in for one unit, named by id or by code: what the criterion's rule takes.",
    values={
        "unit_id": Whole(),
        "unit_code": Text(),
        "unit": Text(is_taken=False),
        "option_id": Whole(about="The id of one of the criterion's options."),
        "numerator": Number(),
        "denominator": Number(),
        "quantity": Number(),
        "not_applicable": Truth(),
        "version": Whole(is_taken=False),
        "objection_state": Text(
            is_taken=False,
            about="What has become of the unit's objection: none, open, kept, corrected, withdrawn.",
        ),
        "objection": Text(is_taken=False),
    },
)
# where figures come from, in whatever version
DETAILS = Record(
    name="details",
    values={
        "source": Text(is_required=True, about="The report or system that they come from."),
        "date": Day(is_required=True, about="The day that they speak of."),
        "document_number": Text(
            about="The document that they stand in; needed, with its date, where there is no file."
        ),
        "document_date": Day(),
        "document_id": Whole(
            about="The file that they stand in, of an earlier version, which needs neither number nor date."
        ),
        "reason": Text(about="Why earlier figures are replaced; needed where there are some."),
    },
)
COMMON = Record(
    name="common_figure",
    about="The figures of one criterion for all units. Those that are not named stay as they are.",
    values={
        "id": Whole(is_taken=False),
        "period": replace(PERIOD, is_taken=False),
        "criterion_id": Whole(is_taken=False),
        "agency": Text(is_taken=False, about="Who answers for them besides the secretary."),
        "version": Whole(is_taken=False),
        **DETAILS.values,
        "figures": Rows(of=FIGURE, is_required=True),
    },
)


def describe_all():
    """Return the JSON Schema of all that other programs are told and may tell."""
    return describe(RUBRIC, ASSESSMENT, PUBLICATION, COMMON)


def take_data(env, shape, data):
    """Return what ``shape`` takes of ``data``.

    :raises UserError: saying what is wrong, and where.
    """
    try:
        return take(shape, data)
    except ExchangeError as error:
        raise UserError(say_error(env, error)) from error


def check_readable(records):
    """Refuse to tell of records that the caller may not read: the same for what there is and what there is not.

    :raises AccessError: see there.
    :raises UserError: when more are asked for than one answer holds.
    """
    if len(records) > MOST_TOLD:
        raise UserError(
            records.env._("At most %(limit)s records can be read at once.", limit=MOST_TOLD)
        )
    # of none: whether such records may be read at all
    records.browse().check_access("read")
    check_asker_reads(records.env, records._name, records.ids)


def tell(record, shape, **others):
    """Return the values of ``shape`` that are stored or computed fields of ``record``, as JSON has them.

    :param others: what follows from something else, by its name.
    """
    return {
        name: others[name] if name in others else _tell_value(record, name) for name in shape.values
    }


def tell_place(unit, group):
    """Return what is told of a unit, in the group in which it counts."""
    return tell(unit, UNIT, group=group.code)


def _tell_value(record, name):
    field, value = record._fields[name], record[name]
    if field.type == "many2one":
        return value.id or None
    if field.type == "boolean":
        return value
    # "is": 0 points are points
    if value is False or value == "":
        return None
    if field.type in ("date", "datetime"):
        return value.isoformat() + ("Z" if field.type == "datetime" else "")
    return value
