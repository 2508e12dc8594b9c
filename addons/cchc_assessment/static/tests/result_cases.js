/**
 * What a cell says that holds the result of a criterion, typed, pasted or imported: the one table for `parseResult` of
 * the score sheet and `read_inputs` of workbooks. `gives` are the inputs, an option by its name; `refused` is told.
 * The options are `RESULT_OPTIONS` of the rule. What stands between the brackets is JSON: Python reads it as such.
 */
export const RESULT_OPTIONS = [
    {"rule": "choice", "options": [["Ban hành kịp thời", 2], ["Ban hành chậm", 0.5], ["Không ban hành", 0]]},
    {"rule": "met", "options": [["Đạt", false], ["Không đạt", false]]},
    {"rule": "band", "options": [["Từ 90% trở lên", 2], ["Từ 70% đến dưới 90%", 1], ["Dưới 70%", 0]]}
];
export const RESULT_CASES = [
    {"rule": "choice", "text": "Ban hành kịp thời", "gives": {"option": "Ban hành kịp thời"}},
    {"rule": "choice", "text": " ban hành  KỊP thời ", "gives": {"option": "Ban hành kịp thời"}},
    {"rule": "choice", "text": "Ban hành kịp thời (2)", "gives": {"option": "Ban hành kịp thời"}},
    {"rule": "choice", "text": "Không", "gives": {"option": "Không ban hành"}},
    {"rule": "choice", "text": "2", "gives": {"option": "Ban hành kịp thời"}},
    {"rule": "choice", "text": "0,5", "gives": {"option": "Ban hành chậm"}},
    {"rule": "choice", "text": "0.5", "gives": {"option": "Ban hành chậm"}},
    {"rule": "choice", "text": "0", "gives": {"option": "Không ban hành"}},
    {"rule": "choice", "text": "1", "refused": true},
    {"rule": "choice", "text": "Ban hành", "refused": true},
    {"rule": "choice", "text": "Có", "refused": true},
    {"rule": "choice", "text": "-", "gives": {}},
    {"rule": "choice", "text": "", "gives": {}},
    {"rule": "met", "text": "đạt", "gives": {"option": "Đạt"}},
    {"rule": "met", "text": "Không", "gives": {"option": "Không đạt"}},
    {"rule": "met", "text": "0", "refused": true},
    {"rule": "met", "text": "1", "refused": true},
    {"rule": "met", "text": "-", "gives": {}},
    {"rule": "ratio", "text": "18/20", "gives": {"numerator": 18, "denominator": 20}},
    {"rule": "ratio", "text": "18 / 20", "gives": {"numerator": 18, "denominator": 20}},
    {"rule": "ratio", "text": "90 %", "gives": {"numerator": 90, "denominator": 100}},
    {"rule": "ratio", "text": "99,5%", "gives": {"numerator": 99.5, "denominator": 100}},
    {"rule": "ratio", "text": "a/20", "refused": true},
    {"rule": "ratio", "text": "1.234/1.250", "refused": true},
    {"rule": "ratio", "text": "-", "gives": {}},
    {"rule": "relative", "text": "18/20", "gives": {"numerator": 18, "denominator": 20}},
    {"rule": "relative", "text": "90 %", "gives": {"numerator": 90, "denominator": 100}},
    {"rule": "relative", "text": "-", "gives": {}},
    {"rule": "band", "text": "18/20", "gives": {"numerator": 18, "denominator": 20}},
    {"rule": "band", "text": "90%", "gives": {"numerator": 90, "denominator": 100}},
    {"rule": "band", "direct": true, "text": "Dưới 70%", "gives": {"option": "Dưới 70%"}},
    {"rule": "band", "direct": true, "text": "18/20", "gives": {"numerator": 18, "denominator": 20}},
    {"rule": "manual", "text": "0,5", "gives": {"manual_score": 0.5}},
    {"rule": "manual", "text": "1.250", "gives": {"manual_score": 1.25}},
    {"rule": "manual", "text": "3", "refused": true},
    {"rule": "manual", "text": "-1", "refused": true},
    {"rule": "manual", "text": "nhiều", "refused": true},
    {"rule": "manual", "text": "…", "gives": {}}
];
