import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { describeNumberError, formatNumber } from "../number_field/number_field";
import { NumberError, readNumber, readShare } from "../number_field/number_text";
import { askedInputs } from "../rule_inputs/rule_inputs";

/** Text that a cell does not take, with the sentence that says why. */
export class CellProblem extends Error {}

/**
 * Read a number as people write it, see `readNumber`.
 *
 * @param {string} text
 * @param {number} [most] the greatest that the place takes
 * @returns {number | false} false for an empty text
 * @throws {CellProblem}
 */
export function parseNumber(text, most) {
    return orProblem(() => {
        const number = readNumber(text, { most });
        if (number < 0) {
            throw new NumberError("not_number", text.trim());
        }
        return number;
    });
}

function orProblem(read) {
    try {
        return read();
    } catch (error) {
        throw error instanceof NumberError ? new CellProblem(describeNumberError(error)) : error;
    }
}

const fold = (text) => text.normalize("NFC").toLocaleLowerCase().replace(/\s+/g, " ").trim();

function isScore(text, score) {
    try {
        return parseNumber(text, 1000) === score;
    } catch {
        return false;
    }
}

function parseOption({ options }, text) {
    const wanted = fold(text);
    if (!wanted) {
        return { option_id: false };
    }
    let found = options.filter((option) => fold(option.name) === wanted);
    if (!found.length) {
        found = options.filter((option) => isScore(text, option.score));
    }
    if (!found.length) {
        found = options.filter((option) => fold(option.name).startsWith(wanted));
    }
    if (found.length !== 1) {
        throw new CellProblem(
            found.length
                ? _t("“%s” fits several options.", text.trim())
                : _t("“%s” is none of the options.", text.trim())
        );
    }
    return { option_id: found[0].id };
}

function parseFraction(text) {
    if (!text.trim()) {
        return { numerator: false, denominator: false };
    }
    const [first, second, ...others] = text.split("\t");
    const share =
        second === undefined
            ? orProblem(() => readShare(text))
            : [parseNumber(first), parseNumber(second)];
    if (!share || others.length || share.some((number) => number < 0)) {
        throw new CellProblem(_t("“%s” is not “done / out of”.", text.trim()));
    }
    const [numerator, denominator] = share;
    return { numerator, denominator };
}

/** The greatest number that an input of a criterion takes, where its rule says one. */
export const mostOf = (row, name) => (name === "manual_score" ? row.max_score : undefined);

/**
 * What a text that was typed or pasted into the result of a criterion says.
 *
 * @param {Object} row
 * @param {string} text
 * @returns {Object} the inputs that its rule asks for
 * @throws {CellProblem}
 */
export function parseResult(row, text) {
    const [first, second] = askedInputs(row);
    let values;
    if (first === "option_id") {
        values = parseOption(row, text);
    } else if (second) {
        values = parseFraction(text);
    } else {
        values = { [first]: parseNumber(text, mostOf(row, first)) };
    }
    return { ...values, not_applicable: false };
}

/**
 * The result of a criterion as it is shown; with `writeNumber` as it is copied, and understood by `parseResult`.
 */
export function formatResult(row, values, write = formatNumber) {
    if (values.not_applicable) {
        return _t("Not applicable");
    }
    const asked = askedInputs(row);
    if (asked[0] === "option_id") {
        return row.options.find(({ id }) => id === values.option_id)?.name || "";
    }
    const numbers = asked.map((name) => write(values[name]));
    return numbers.some(Boolean) ? numbers.join(" / ") : "";
}

/** Who decided for the council, and when; empty where nobody has, or where a unit is not told. */
export function describeDecision({ appraiser, decided_at: decidedAt }) {
    if (!appraiser) {
        return "";
    }
    const date = formatDateTime(deserializeDateTime(decidedAt), { showSeconds: false });
    return _t("Decided by %(user)s on %(date)s", { user: appraiser, date });
}
