"""What is printed below a table of results: what was rounded, and from where classes begin."""

from ..core.scoring import format_number, to_decimal


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
    if any(one.rating_id != period._get_class(one.percent) for one in classed):
        return note.replace("thứ hạng và xếp loại tính", "thứ hạng tính")
    classes = period.rating_scale_id.class_ids.sorted("minimum_percent", reverse=True)
    if not classes:
        return note
    steps = "; ".join(
        f"{one.name} từ {format_number(to_decimal(one.minimum_percent))} %" for one in classes
    )
    return f"{note} Xếp loại: {steps}."
