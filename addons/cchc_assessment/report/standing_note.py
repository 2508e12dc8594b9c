"""What is printed below a table of results: what was rounded, and from where classes begin."""

from odoo.tools import groupby

from ..core.scoring import format_number, read_holds, to_decimal
from ..messages.scoring import say_on_paper

# So many conditions of one class are told of a result.
_MOST_TOLD = 10


def describe_standing(period, results=()):
    """Return the note below the results of ``period``: by what figure places and classes are given.

    :param results: what was published may have been classed by the exact figure, as earlier versions did; then
        nothing is said of classes.
    """
    digits = period.score_digits
    note = (
        f"Điểm và tỷ lệ được làm tròn một lần đến {digits:02} chữ số thập phân (từ 5 trở lên thì làm tròn lên); "
        "thứ hạng và xếp loại tính theo tỷ lệ đã làm tròn."
        if digits
        else "Điểm và tỷ lệ được làm tròn một lần đến số nguyên (từ 5 trở lên thì làm tròn lên); "
        "thứ hạng và xếp loại tính theo tỷ lệ đã làm tròn."
    )
    classed = [one for one in results if one.rating_id and one.standing != "absent"]
    if any(
        one.rating_id != period._get_class(one.percent) and not one.class_holds for one in classed
    ):
        return note.replace("thứ hạng và xếp loại tính", "thứ hạng tính")
    classes = period.rating_scale_id.class_ids.sorted("minimum_percent", reverse=True)
    return f"{note} Xếp loại: {'; '.join(map(_describe_class, classes))}." if classes else note


def describe_held(period, results):
    """Return of each of these results that a condition has kept out of a higher class a sentence with the reason."""
    return [
        f"{one.unit_id.name}: {describe_holds(one.class_holds, one.rating, period.score_digits)}."
        for one in results
        if one.class_holds
    ]


def _describe_class(rating):
    step = f"{rating.name} từ {_percent(rating.minimum_percent)}"
    conditions = []
    if rating.domain_minimum:
        least, codes = _percent(rating.domain_minimum), rating._get_domain_codes()
        where = f"lĩnh vực {', '.join(codes)}" if codes else "mỗi lĩnh vực"
        conditions.append(f"{where} đạt từ {least}")
    if rating.needs_met:
        conditions.append("đạt mọi tiêu chí không tính điểm")
    return f"{step} ({', '.join(conditions)})" if conditions else step


def describe_holds(holds, rating, digits):
    """Return why a result has the class ``rating`` and none that its percentage reaches; empty without ``holds``."""
    return "; ".join(
        f"{higher} → {rating or '–'}: {_describe_conditions(list(group), digits)}"
        for higher, group in groupby(read_holds(holds), key=lambda hold: hold.key)
    )


def _describe_conditions(holds, digits):
    told = [say_on_paper(hold, digits) for hold in holds[:_MOST_TOLD]]
    if more := len(holds) - len(told):
        told.append(f"và {more} điều kiện khác")
    return ", ".join(told)


def _percent(value):
    return f"{format_number(to_decimal(value))} %"
