import { _t } from "@web/core/l10n/translation";
import { groupBy } from "@web/core/utils/arrays";
import { describeLength } from "../text_length/text_length";
import { TEXTS } from "./sheet_sides";
import {
    CellProblem,
    fold,
    formatResult,
    hasNoPoints,
    parseNumber,
    parseResult,
} from "./sheet_values";

/** How many columns from the left a spreadsheet's codes are looked for in. */
const CODE_COLUMNS = 3;
const HEADINGS = {
    explanation: /giải trình|explanation/,
    question: /giải trình|trả lời|explanation|answer/,
    remark: /ý kiến|nhận xét|remark/,
    result: /mức đạt|tự đánh giá|tự chấm|kết quả|self/,
};

/** What a text says in a column of a row, as values of its record. */
export function readCell(row, column, text) {
    const field = TEXTS[column];
    return field ? { [field]: text.normalize("NFC").trim() || false } : parseResult(row, text);
}

/** What a row says in a column, in words. */
export function describeCell(row, column, values) {
    return (TEXTS[column] ? values[TEXTS[column]] : formatResult(row, values)) || "";
}

/** What empties a column of a row. */
export const emptyCell = (row, column) => readCell(row, column, "");

const codeOf = (text = "") => text.trim().split(/\s/)[0].replace(/\.$/, "");

const isNumber = (text) => {
    try {
        return parseNumber(text) !== false;
    } catch {
        return false;
    }
};

const canRead = (row, column, text) => {
    try {
        return Boolean(readCell(row, column, text));
    } catch {
        return false;
    }
};

/** Whether a text stands in the column of maxima: beside what carries no points all that says no result, as "0" or "-". */
function isMaximum(text, row) {
    if (!hasNoPoints(row)) {
        return isNumber(text) && parseNumber(text) === row.max_score;
    }
    try {
        return !Object.values(parseResult(row, text)).some(Boolean);
    } catch {
        return true;
    }
}

/** The column that holds the codes of criteria, -1 where none does. */
function findCodeColumn(cells, byCode) {
    for (let index = 0; index < CODE_COLUMNS; index++) {
        const filled = cells.filter((line) => line[index]?.trim());
        const known = filled.filter((line) => byCode[codeOf(line[index])]);
        const isAlone = cells.every((line) => line.length < 2);
        if (!isAlone && known.length >= 2 && known.length * 2 >= filled.length) {
            return index;
        }
    }
    return -1;
}

/** Of the columns of a spreadsheet the one that goes into `column`: by its heading, else what the others are not. */
function findValueColumn(cells, matched, codeColumn, column) {
    const heading = HEADINGS[column] || HEADINGS.result;
    for (const [index, line] of cells.entries()) {
        if (matched[index]) {
            break;
        }
        const found = line.findIndex((text) => heading.test(fold(text)));
        if (found >= 0 && found !== codeColumn) {
            return found;
        }
    }
    const width = Math.max(...cells.map((line) => line.length));
    const pairs = cells.map((line, index) => [line, matched[index]]).filter(([, row]) => row?.line);
    const every = (index, test) =>
        pairs.every(([line, row]) => !line[index]?.trim() || test(line[index], row));
    const isGiven = (index) =>
        every(index, (text, row) => fold(text) === fold(row.name)) || every(index, isMaximum);
    const others = [...Array(width).keys()].filter((index) => index !== codeColumn);
    const candidates = others.filter((index) => !isGiven(index));
    const left = candidates.length ? candidates : others;
    if (TEXTS[column]) {
        return left.at(-1);
    }
    const countRead = (index) =>
        pairs.filter(([line, row]) => {
            const text = line[index]?.trim();
            return text && (isNumber(text) || canRead(row, column, text));
        }).length;
    return left.reduce((one, other) => (countRead(other) > countRead(one) ? other : one));
}

function matchByCode(cells, rows, column) {
    const byCode = groupBy(
        rows.filter((row) => row.code),
        (row) => codeOf(row.code)
    );
    const codeColumn = findCodeColumn(cells, byCode);
    if (codeColumn < 0) {
        return null;
    }
    // a code that stands twice in the rubric is met in its order
    const left = Object.fromEntries(
        Object.entries(byCode).map(([code, same]) => [code, [...same]])
    );
    const matched = cells.map((line) => left[codeOf(line[codeColumn])]?.shift());
    const valueColumn = findValueColumn(cells, matched, codeColumn, column);
    const first = matched.findIndex(Boolean);
    return cells.map((line, index) => ({
        row: matched[index],
        text: line[valueColumn] || "",
        isPassed: !matched[index]?.line,
        // what stands above the first criterion are headings
        isCoded: index > first && Boolean(codeOf(line[codeColumn])),
    }));
}

/** The places that a form has from a row down: criteria alone, with their domains, with their options as well. */
const FORMS = [
    (rows) => rows.filter((row) => row.line).map((row) => ({ row, kind: "leaf" })),
    (rows) => rows.map((row) => ({ row, kind: row.line ? "leaf" : "branch" })),
    (rows) =>
        rows.flatMap((row) => [
            { row, kind: row.line ? "leaf" : "branch" },
            ...(row.options || []).map(() => ({ kind: "option" })),
        ]),
];

/** Whether the number at a domain is the sum of what stands under it. */
function isSum(texts, places, index) {
    const { level } = places[index].row;
    const rest = places.slice(index + 1);
    const end = rest.findIndex(({ row }) => row && row.level <= level);
    const sum = rest
        .slice(0, end < 0 ? rest.length : end)
        .map(({ kind }, offset) => [kind, texts[index + 1 + offset] || ""])
        .filter(([kind, text]) => kind === "leaf" && isNumber(text))
        .reduce((total, [, text]) => total + parseNumber(text), 0);
    return isNumber(texts[index]) && Math.abs(parseNumber(texts[index]) - sum) < 0.005;
}

/** Whether a text is what would stand in a place of a form. */
function fits(texts, places, index, column) {
    const text = texts[index];
    const place = places[index];
    const isBlank = !text.trim();
    switch (place?.kind) {
        case "leaf":
            // a score beside a rule of numbers is refused later on, and stands where it should
            return !isBlank && (isNumber(text) || canRead(place.row, column, text));
        case "branch":
            return isBlank || isSum(texts, places, index);
    }
    return isBlank;
}

/** Line the cells up with the form that they fit best: the official one has rows for domains and options, too. */
function matchByPlace(cells, rows, column) {
    const texts = cells.map((line) => line.join("\t"));
    const counted = FORMS.map((form) => form(rows)).map((places) => ({
        places,
        count: texts.filter((_text, index) => fits(texts, places, index, column)).length,
    }));
    const best = counted.reduce((one, other) => (other.count > one.count ? other : one));
    return texts.map((text, index) => {
        const { row, kind } = best.places[index] || {};
        return { row, text, isPassed: Boolean(kind) && kind !== "leaf" };
    });
}

/**
 * What becomes of each row of the clipboard. A blank is nothing, unless the user wants it to erase.
 *
 * @param {string[][]} cells
 * @param {Object} place where it is pasted
 * @param {Object[]} place.rows the rows of the sheet, in their order
 * @param {Object} place.row the row from which on it is pasted, where no codes say which
 * @param {string} place.column
 * @param {(row: Object) => boolean} place.canEdit
 * @param {(row: Object) => Object} [place.read] what a row says now
 * @param {Object} [place.limits] how long the texts of the column may be
 * @param {boolean} [place.erases] whether blanks empty their cells
 * @returns {{ items: Object[], passed: number }} `items` with `row`, `text`, `old`, `now`, `values` where something
 *   changes, `effect` ("new", "overwrite", "erase", "same", "nothing") or `problem`; `passed`, how many rows of the
 *   form are none of a criterion
 */
export function planPaste(cells, place) {
    const { rows, row, column } = place;
    const matched =
        matchByCode(cells, rows, column) ||
        matchByPlace(cells, rows.slice(rows.indexOf(row)), column);
    const isPassed = ({ isPassed: one, text, isCoded, row: found }) =>
        one && (found || !isCoded || !text.trim());
    return {
        items: matched.filter((one) => !isPassed(one)).map((one) => planRow(one, place)),
        passed: matched.filter(isPassed).length,
    };
}

function planRow({ row, text: pasted }, { column, canEdit, read = () => ({}), limits, erases }) {
    const text = pasted.normalize("NFC");
    if (!row?.line) {
        return text.trim()
            ? { text, problem: _t("There is no criterion for it.") }
            : { text, effect: "nothing" };
    }
    const current = read(row);
    const old = describeCell(row, column, current);
    const item = { row, text, old };
    if (!text.trim() && !(erases && old)) {
        return { ...item, now: old, effect: "nothing" };
    }
    if (!canEdit(row)) {
        return { ...item, problem: _t("It is not yours to fill in.") };
    }
    const { state, sentence } = describeLength(text, TEXTS[column] && limits);
    if (state === "over") {
        return { ...item, problem: sentence };
    }
    let values;
    try {
        values = readCell(row, column, text);
    } catch (error) {
        if (error instanceof CellProblem) {
            return { ...item, problem: error.message };
        }
        throw error;
    }
    const isSame = Object.entries(values).every(
        ([name, value]) => (current[name] ?? false) === (value ?? false)
    );
    const now = describeCell(row, column, { ...current, ...values });
    if (isSame) {
        return { ...item, now, effect: "same" };
    }
    const effect = old ? "overwrite" : "new";
    return { ...item, now, values, effect: now ? effect : "erase" };
}
