"""Every word the package says, in Vietnamese and English.

A template is looked up by its key and filled in with named values. Numbers are written with the
decimal mark of the language; text that people typed is cut to a readable length, and it is only
ever a value: it is never itself read as a template.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_MAX_QUOTED = 160

# What a person calls the inputs and parameters: (Vietnamese, English).
FIELDS = {
    "numerator": ("số đạt được", "achieved count"),
    "denominator": ("tổng số", "total count"),
    "quantity": ("số lượng", "quantity"),
    "manual_score": ("điểm chấm", "score"),
    "max_score": ("điểm tối đa", "maximum score"),
    "option_score": ("điểm của mức", "score of the option"),
    "threshold": ("ngưỡng", "threshold"),
    "ratio_floor": ("tỷ lệ tối thiểu", "minimum ratio"),
    "ratio_target": ("tỷ lệ được điểm tối đa", "ratio for the full score"),
    "points_per_item": ("điểm cho mỗi mục", "points per item"),
    "score": ("điểm", "score"),
    "bonus_cap": ("mức trần điểm thưởng", "cap on bonus points"),
    "penalty_cap": ("mức trần điểm trừ", "cap on penalty points"),
}

# (Vietnamese, English), side by side so that one cannot be changed without seeing the other.
TEMPLATES = {
    # Reckonings: how a score came about.
    "note.not_applicable": ("Không áp dụng", "Not applicable"),
    "note.choice": ("Đã chọn “{option}”: {score}", "Selected “{option}”: {score}"),
    "note.band_percent": (
        "{numerator}/{denominator} = {percent} %, mức “{option}”: {score}",
        "{numerator}/{denominator} = {percent}%, option “{option}”: {score}",
    ),
    "note.band_percent_none": (
        "{numerator}/{denominator} = {percent} %, không đạt mức nào: 0",
        "{numerator}/{denominator} = {percent}%, no option reached: 0",
    ),
    "note.band_quantity": (
        "Số lượng {quantity}, mức “{option}”: {score}",
        "Quantity {quantity}, option “{option}”: {score}",
    ),
    "note.band_quantity_none": (
        "Số lượng {quantity}, không đạt mức nào: 0",
        "Quantity {quantity}, no option reached: 0",
    ),
    "note.ratio": (
        "{numerator}/{denominator} = {percent} % → {ratio} × {maximum} = {score}",
        "{numerator}/{denominator} = {percent}% → {ratio} × {maximum} = {score}",
    ),
    "note.ratio_below_floor": (
        "{numerator}/{denominator} = {percent} %, dưới mức tối thiểu {floor} % → 0",
        "{numerator}/{denominator} = {percent}%, below the minimum of {floor}% → 0",
    ),
    "note.ratio_full": (
        "{numerator}/{denominator} = {percent} %, đạt từ {target} % trở lên → {maximum}",
        "{numerator}/{denominator} = {percent}%, reaches {target}% → {maximum}",
    ),
    "note.per_item": (
        "{quantity} × {points} = {product}",
        "{quantity} × {points} = {product}",
    ),
    "note.per_item_capped": (
        "{quantity} × {points} = {product}, không quá {maximum} → {maximum}",
        "{quantity} × {points} = {product}, at most {maximum} → {maximum}",
    ),
    "note.deduction": (
        "{maximum} − {quantity} × {points} = {remainder}",
        "{maximum} − {quantity} × {points} = {remainder}",
    ),
    "note.deduction_floored": (
        "{maximum} − {quantity} × {points} = {remainder}, không dưới 0 → 0",
        "{maximum} − {quantity} × {points} = {remainder}, at least 0 → 0",
    ),
    "note.manual": ("Chấm trực tiếp: {score}", "Scored directly: {score}"),
    # What is still to be filled in.
    "missing.option": ("Chưa chọn mức điểm", "No option selected yet"),
    "missing.numerator": ("Chưa nhập số đạt được", "Achieved count not filled in yet"),
    "missing.denominator": ("Chưa nhập tổng số", "Total count not filled in yet"),
    "missing.numerator_denominator": (
        "Chưa nhập số đạt được và tổng số",
        "Achieved count and total count not filled in yet",
    ),
    "missing.quantity": ("Chưa nhập số lượng", "Quantity not filled in yet"),
    "missing.manual_score": ("Chưa chấm điểm", "Not scored yet"),
    # The total of an assessment, put together from its parts.
    "total.base": ("{base}", "{base}"),
    "total.bonus": (" + {counted} điểm thưởng", " + {counted} bonus"),
    "total.bonus_capped": (
        " + {counted} điểm thưởng (đạt {earned}, tính tối đa {counted})",
        " + {counted} bonus ({earned} earned, at most {counted} counted)",
    ),
    "total.penalty": (" − {counted} điểm trừ", " − {counted} penalty"),
    "total.penalty_capped": (
        " − {counted} điểm trừ (bị trừ {earned}, tính tối đa {counted})",
        " − {counted} penalty ({earned} incurred, at most {counted} counted)",
    ),
    "total.sum": (" = {score}", " = {score}"),
    "total.floored": (" = {sum}, không dưới 0 → {score}", " = {sum}, at least 0 → {score}"),
    # Wrong numbers.
    "error.not_a_number": (
        "“{value}” không phải là một số hợp lệ.",
        "“{value}” is not a valid number.",
    ),
    "error.too_large": (
        "Số có {digits} chữ số ở phần nguyên, tối đa là {limit} chữ số.",
        "The number has {digits} digits before the decimal mark; {limit} is the most.",
    ),
    "error.too_many_decimals": (
        "Số có {digits} chữ số thập phân, tối đa là {limit} chữ số.",
        "The number has {digits} decimals; {limit} is the most.",
    ),
    "error.ambiguous_number": (
        "“{value}” có thể hiểu là {whole} hoặc {decimal}; hãy viết một trong hai số đó.",
        "“{value}” may mean {whole} or {decimal}; write one of these.",
    ),
    "error.negative": (
        "{value} là số âm, phải từ 0 trở lên.",
        "{value} is negative; it must be 0 or more.",
    ),
    "error.over_maximum": (
        "{value} vượt quá điểm tối đa {maximum}.",
        "{value} is more than the maximum score of {maximum}.",
    ),
    "error.denominator_zero": (
        "Bằng 0 nên không có tỷ lệ {numerator}/0; nếu không phát sinh, hãy chọn “Không áp dụng”.",
        "{numerator}/0 is no ratio; if there was nothing to be done, mark it “Not applicable”.",
    ),
    # Wrong rules.
    "error.unknown_option": (
        "Mức điểm đã chọn không thuộc tiêu chí này.",
        "The selected option does not belong to this criterion.",
    ),
    "error.option_out_of_bounds": (
        "Mức “{option}” có điểm {score}, ngoài khoảng từ 0 đến điểm tối đa {maximum}.",
        "Option “{option}” is worth {score}, which is not between 0 and the maximum of {maximum}.",
    ),
    "error.unknown_type": (
        "Không có cách chấm điểm “{type}”.",
        "There is no scoring rule “{type}”.",
    ),
    "error.unknown_basis": (
        "Không có cách xét mức “{basis}”; chỉ xét theo tỷ lệ hoặc số lượng.",
        "Options cannot be judged by “{basis}”, only by a percentage or a quantity.",
    ),
    "error.no_points": (
        "Tiêu chí chưa quy định điểm cho mỗi mục.",
        "The criterion does not say how many points an item is worth.",
    ),
    # Wrong trees.
    "error.duplicate_key": (
        "Tiêu chí có mã định danh {key} xuất hiện nhiều lần.",
        "The criterion with identifier {key} occurs more than once.",
    ),
    "error.cycle": (
        "Tiêu chí có mã định danh {key} nằm bên trong chính nó.",
        "The criterion with identifier {key} lies inside itself.",
    ),
    "error.orphan": (
        "Không tìm thấy tiêu chí cấp trên {parent} của tiêu chí có mã định danh {key}.",
        "The parent {parent} of the criterion with identifier {key} does not exist.",
    ),
    "error.unknown_section": (
        "Tiêu chí có mã định danh {key} thuộc phần “{section}” không tồn tại.",
        "The criterion with identifier {key} is in section “{section}”, which does not exist.",
    ),
    "error.unknown_scorer": (
        "“{scorer}” không phải là bên chấm điểm.",
        "“{scorer}” is not one of those who score.",
    ),
    "error.score_out_of_bounds": (
        "Điểm {score} của tiêu chí có mã định danh {key} nằm ngoài khoảng từ 0 đến {maximum}.",
        "The score {score} of the criterion with identifier {key} is not between 0 and {maximum}.",
    ),
    # Findings about a rule.
    "finding.unknown_type": (
        "Không có cách chấm điểm “{type}”.",
        "There is no scoring rule “{type}”.",
    ),
    "finding.unknown_basis": (
        "Không có cách xét mức “{basis}”; chỉ xét theo tỷ lệ hoặc số lượng.",
        "Options cannot be judged by “{basis}”, only by a percentage or a quantity.",
    ),
    "finding.negative_maximum": (
        "Điểm tối đa {maximum} là số âm.",
        "The maximum score {maximum} is negative.",
    ),
    "finding.zero_maximum": (
        "Điểm tối đa bằng 0 nên tiêu chí không ảnh hưởng đến kết quả.",
        "The maximum score is 0, so the criterion makes no difference.",
    ),
    "finding.no_options": (
        "Chưa có mức điểm nào để chọn nên không ai chấm được tiêu chí này.",
        "There is no option to choose from, so nobody can score this criterion.",
    ),
    "finding.no_points": (
        "Chưa quy định điểm cho mỗi mục nên không ai chấm được tiêu chí này.",
        "The points per item are not stated, so nobody can score this criterion.",
    ),
    "finding.points_not_positive": (
        "Điểm cho mỗi mục là {points}, phải lớn hơn 0.",
        "The points per item are {points}; they must be more than 0.",
    ),
    "finding.option_over_maximum": (
        "Mức “{option}” có điểm {score}, vượt quá điểm tối đa {maximum}.",
        "Option “{option}” is worth {score}, more than the maximum of {maximum}.",
    ),
    "finding.negative_option": (
        "Mức “{option}” có điểm âm ({score}); điểm trừ cũng ghi bằng số dương.",
        "Option “{option}” has a negative score ({score}); penalties too are positive numbers.",
    ),
    "finding.negative_threshold": (
        "Mức “{option}” có ngưỡng âm ({threshold}).",
        "Option “{option}” has a negative threshold ({threshold}).",
    ),
    "finding.overlap": (
        "Các mức “{first}” và “{second}” trùng nhau: cùng tính từ {bound}.",
        "Options “{first}” and “{second}” overlap: both count from {bound}.",
    ),
    "finding.overlap_strict": (
        "Các mức “{first}” và “{second}” trùng nhau: cùng tính trên {bound}.",
        "Options “{first}” and “{second}” overlap: both count above {bound}.",
    ),
    "finding.gap": (
        "Không có mức nào cho kết quả dưới {bound}.",
        "There is no option for results below {bound}.",
    ),
    "finding.gap_strict": (
        "Không có mức nào cho kết quả từ {bound} trở xuống.",
        "There is no option for results of {bound} or less.",
    ),
    "finding.not_monotone": (
        "Điểm của các mức lúc tăng lúc giảm: kết quả cao hơn chưa chắc được điểm cao hơn.",
        "The scores of the options go up and down, so a better result may score less.",
    ),
    "finding.threshold_as_fraction": (
        "Các ngưỡng đều không quá 1 %, cao nhất là {threshold} %; có thể cần nhập {percent} %.",
        "No threshold is above 1%, the highest is {threshold}%; {percent}% may be what is meant.",
    ),
    "finding.floor_not_below_target": (
        "Tỷ lệ tối thiểu {floor} % phải thấp hơn tỷ lệ được điểm tối đa {target} %.",
        "The minimum ratio {floor}% must be below the ratio for the full score, {target}%.",
    ),
    "finding.target_out_of_range": (
        "Tỷ lệ được điểm tối đa là {target} %, phải lớn hơn 0 % và không quá 100 %.",
        "The ratio for the full score is {target}%; it must be above 0% and at most 100%.",
    ),
    "finding.floor_out_of_range": (
        "Tỷ lệ tối thiểu là {floor} %, phải từ 0 % đến 100 %.",
        "The minimum ratio is {floor}%; it must be between 0% and 100%.",
    ),
    "finding.maximum_out_of_reach": (
        "Không mức nào đạt điểm tối đa {maximum}; mức cao nhất là {score}.",
        "No option reaches the maximum of {maximum}; the highest is {score}.",
    ),
    "finding.text_says_other": (
        "Mức “{option}” ghi điểm {stated} trong lời văn nhưng giá trị là {score}.",
        "Option “{option}” says {stated} in its text, but its value is {score}.",
    ),
    "finding.same_text": (
        "Hai mức có cùng nội dung “{option}”.",
        "Two options have the same text “{option}”.",
    ),
}


def is_vietnamese(lang: str | None) -> bool:
    """Tell whether ``lang`` (``"vi"``, ``"vi_VN"``, ``"en_US"`` …) is Vietnamese."""
    return (lang or "").lower().startswith("vi")


def write_number(value: Decimal, lang: str | None) -> str:
    """Write ``value`` digit for digit, with the decimal mark of ``lang`` and no grouping."""
    return f"{value:f}".replace(".", "," if is_vietnamese(lang) else ".")


def say(key: str, lang: str | None, params: Mapping[str, Any]) -> str:
    """Fill in the template ``key``; numbers lose their trailing zeros, text is kept short.

    A string is put in as it stands, apart from its length and white space: a caller who wants
    trailing zeros writes the number first.
    """
    template = _in_language(TEMPLATES[key], lang)
    return template.format_map({name: _written(value, lang) for name, value in params.items()})


def say_about(key: str, lang: str | None, params: Mapping[str, Any]) -> str:
    """Like :func:`say`, led by what people call ``params["field"]`` if there is one."""
    sentence = say(key, lang, params)
    field = params.get("field")
    if field is None:
        return sentence
    label = _in_language(FIELDS[field], lang)
    return f"{label[0].upper()}{label[1:]}: {sentence[0].lower()}{sentence[1:]}"


def _in_language(pair: tuple[str, str], lang: str | None) -> str:
    vietnamese, english = pair
    return vietnamese if is_vietnamese(lang) else english


def _written(value: Any, lang: str | None) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        text = f"{value:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return write_number(Decimal(text), lang)
    text = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    return text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED].rstrip()}…"
