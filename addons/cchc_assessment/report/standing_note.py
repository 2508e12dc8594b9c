"""What is printed below a table of results: what was rounded, and from where classes begin."""

from itertools import groupby

from ..core.scoring import format_number, to_decimal


def describe_standing(period, results=(), told=()):
    """Return the note below the results of ``period``: by what figure places and classes are given.

    :param results: what was published may have been classed by the exact figure, as earlier versions did; then
        nothing is said of classes.
    :param told: those of which it is said which condition has kept them out of a higher class
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
    if not classes:
        return note
    held = [one for one in told if one.class_holds]
    reasons = [
        f"{one.unit_id.name}: {describe_holds(one.class_holds, one.rating, digits)}."
        for one in held
    ]
    return " ".join([f"{note} Xếp loại: {'; '.join(map(_describe_class, classes))}.", *reasons])


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
        f"{higher} → {rating or '–'}: {', '.join(_describe_hold(hold, digits) for hold in group)}"
        for higher, group in groupby(holds, key=lambda hold: hold["rating"])
    )


def _describe_hold(hold, digits):
    if hold["kind"] == "unmet":
        return f"chưa đạt tiêu chí “{hold['criterion']}”"
    reached, least = _percent(hold["percent"], digits), _percent(hold["least"])
    return f"lĩnh vực “{hold['domain']}” đạt {reached}, điều kiện từ {least}"


def _percent(value, digits=None):
    return f"{format_number(to_decimal(value), digits=digits)} %"
