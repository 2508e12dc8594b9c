// What a rule asks for, read by JavaScript and by Python: JSON between the brackets.
export const RULE_CASES = [
    {"rule": "choice", "basis": "percent", "asks": ["option_id"]},
    {"rule": "choice", "basis": "quantity", "asks": ["option_id"]},
    {"rule": "met", "basis": "percent", "asks": ["option_id"]},
    {"rule": "met", "basis": "quantity", "asks": ["option_id"]},
    {"rule": "band", "basis": "percent", "asks": ["numerator", "denominator"]},
    {"rule": "band", "basis": "quantity", "asks": ["quantity"]},
    {"rule": "relative", "basis": "percent", "asks": ["numerator", "denominator"]},
    {"rule": "relative", "basis": "quantity", "asks": ["quantity"]},
    {"rule": "ratio", "basis": "percent", "asks": ["numerator", "denominator"]},
    {"rule": "ratio", "basis": "quantity", "asks": ["numerator", "denominator"]},
    {"rule": "per_item", "basis": "percent", "asks": ["quantity"]},
    {"rule": "per_item", "basis": "quantity", "asks": ["quantity"]},
    {"rule": "deduction", "basis": "percent", "asks": ["quantity"]},
    {"rule": "deduction", "basis": "quantity", "asks": ["quantity"]},
    {"rule": "manual", "basis": "percent", "asks": ["manual_score"]},
    {"rule": "manual", "basis": "quantity", "asks": ["manual_score"]}
];
