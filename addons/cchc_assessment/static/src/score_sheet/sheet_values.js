import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { describeNumberError, formatNumber } from "../number_field/number_field";
import { NumberError, readNumber, readShare } from "../number_field/number_text";
import { askedInputs, takesOption } from "../rule_inputs/rule_inputs";
import { formatMoment } from "./moments";

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

/** A text as it is compared: composed, in small letters, with single blanks. */
export const fold = (text) => text.normalize("NFC").toLocaleLowerCase().replace(/\s+/g, " ").trim();

/** How a share is typed. */
export const SHARE_EXAMPLES = { share: "18/20", percent: "90 %" };

const NOTHING = ["-", "–", "—", "…", "..."];

function isScore(text, score, most) {
    try {
        return parseNumber(text, most) === score;
    } catch {
        return false;
    }
}

/** Letters have capitals; figures and signs have none. */
const hasLetters = (text) => text.toLowerCase() !== text.toUpperCase();

/** The options that a text may mean: by their words, else their score, else the beginning of their words. */
function findOptions({ options, max_score: most = 1000 }, text) {
    const wanted = fold(text);
    const tests = [
        (option) => fold(option.name) === wanted,
        (option) => wanted === fold(labelOption(option)),
        (option) => isScore(text, option.score, most),
        // a number is a score, and none of the words that begin with it
        (option) => hasLetters(wanted) && fold(option.name).startsWith(wanted),
    ];
    for (const test of tests) {
        const found = options.filter(test);
        if (found.length) {
            return found;
        }
    }
    return [];
}

function parseOption(row, text) {
    if (!text.trim()) {
        return { option_id: false };
    }
    const found = findOptions(row, text);
    if (found.length !== 1) {
        throw new CellProblem(
            found.length
                ? _t("“%s” fits several options.", text.trim())
                : _t("“%(text)s” is none of the options: %(options)s.", {
                      text: text.trim(),
                      options: row.options.map(labelOption).join("; "),
                  })
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
    if (!share || others.length || share.some((number) => number === false || number < 0)) {
        throw new CellProblem(
            _t("“%(text)s” is not “done / out of”: type %(share)s or %(percent)s.", {
                text: text.trim(),
                ...SHARE_EXAMPLES,
            })
        );
    }
    const [numerator, denominator] = share;
    return { numerator, denominator };
}

/** The greatest number that an input of a criterion takes, where its rule says one. */
export const mostOf = (row, name) => (name === "manual_score" ? row.max_score : undefined);

/** Whether a criterion is met or not and carries no points: its options have none. */
export const hasNoPoints = (row) => row.rule_type === "met";

/** Whether the points follow from the best of the group, and are the council's to settle. */
export const isRelative = (row) => row.rule_type === "relative";

/** An option with its points, where it has any, as it is offered. */
export const labelOption = ({ name, score }) =>
    score === false ? name : `${name} (${formatNumber(score)})`;

/**
 * What a text that was typed or pasted into the result of a criterion says. The one reading, wherever the text comes
 * from: a score is a score also where there are options, a share is "18/20" or "90 %".
 *
 * @param {Object} row
 * @param {string} text
 * @returns {Object} the inputs that its rule asks for
 * @throws {CellProblem}
 */
export function parseResult(row, text) {
    const isOption = row.options?.some(({ name }) => fold(name) === fold(text));
    if (!isOption && fold(text) === fold(String(_t("Not applicable")))) {
        return { not_applicable: true };
    }
    const written = NOTHING.includes(text.trim()) ? "" : text;
    const asked = askedInputs(row);
    const [first, second] = asked;
    const band = first !== "option_id" && takesOption(row) ? findBand(row, written) : undefined;
    let values;
    if (band) {
        values = { ...Object.fromEntries(asked.map((name) => [name, false])), option_id: band.id };
    } else if (first === "option_id") {
        values = parseOption(row, written);
    } else if (second) {
        values = parseFraction(written);
    } else {
        const most = mostOf(row, first);
        const number = parseNumber(written, most);
        if (most !== undefined && number > most) {
            throw new CellProblem(
                _t("%(number)s is more than the maximum, %(most)s.", {
                    number: formatNumber(number),
                    most: formatNumber(most),
                })
            );
        }
        values = { [first]: number };
    }
    if (takesOption(row) && !("option_id" in values)) {
        // figures stand in the place of a band that was chosen without them
        values.option_id = false;
    }
    return { ...values, not_applicable: false };
}

function isNumber(text) {
    try {
        return parseNumber(text) !== false;
    } catch {
        return false;
    }
}

/** The band that a text names instead of the figures that would decide it. */
function findBand(row, text) {
    const isFigure = row.band_basis === "quantity" && isNumber(text);
    const found = text.trim() && !isFigure ? findOptions(row, text) : [];
    return found.length === 1 ? found[0] : undefined;
}

/** Whether a score says which inputs are meant: those of an option, or the score itself. */
export const isScoredDirectly = (row) => ["choice", "manual", "met"].includes(row.rule_type);

/** Whether a text is the beginning of a share: its first number, of which the second is still to come. */
export function isHalfShare(row, text) {
    try {
        return askedInputs(row).length === 2 && parseNumber(text) !== false;
    } catch {
        return false;
    }
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
    if (numbers.some(Boolean)) {
        return numbers.join(" / ");
    }
    return (takesOption(row) && row.options.find(({ id }) => id === values.option_id)?.name) || "";
}

/** Who decided for the council, and when; empty where nobody has, or where a unit is not told. */
export function describeDecision({ appraiser, decided_at: decidedAt }) {
    if (!appraiser) {
        return "";
    }
    const date = formatMoment(deserializeDateTime(decidedAt));
    return _t("Decided by %(user)s on %(date)s", { user: appraiser, date });
}

/** Whether a threshold is reached; one that is strict counts only when it is passed. */
const isReached = ({ threshold, threshold_strict: isStrict }, number) =>
    isStrict ? number > threshold : number >= threshold;

/** What a band is held to: a percentage, or a count; false while nobody has said it. */
function bandNumber({ band_basis: basis }, { numerator, denominator, quantity }) {
    if (basis === "quantity") {
        return quantity ?? false;
    }
    const isKnown = Number.isFinite(numerator) && denominator > 0;
    return isKnown ? (numerator * 100) / denominator : false;
}

/** How many more it takes to reach a level of a band. */
function countMissing({ band_basis: basis }, option, { numerator, denominator, quantity }) {
    const [has, wanted] =
        basis === "quantity"
            ? [quantity, option.threshold]
            : [numerator, (option.threshold * denominator) / 100];
    // a percentage that comes out even is not to be missed by a binary digit
    const rounded = Math.round(wanted * 1e6) / 1e6;
    return (option.threshold_strict ? Math.floor(rounded) + 1 : Math.ceil(rounded)) - has;
}

const hasNoFigures = (row, values) =>
    askedInputs(row).every((name) => (values[name] ?? false) === false);

/**
 * The levels of a criterion's scale with their points: which one holds now, and what the next better one takes.
 *
 * @returns {{ option: Object, label: string, isCurrent: boolean, missing: string }[]}
 */
export function describeScale(row, values) {
    const isBand = row.rule_type === "band";
    const number = isBand ? bandNumber(row, values) : false;
    let current = row.options.find(({ id }) => id === values.option_id);
    if (isBand && !(takesOption(row) && hasNoFigures(row, values))) {
        const reached = number === false ? [] : row.options.filter((one) => isReached(one, number));
        current = reached.sort((one, other) => other.threshold - one.threshold)[0];
    }
    if (values.not_applicable) {
        current = undefined;
    }
    const better = row.options
        .filter(({ score }) => current && score > current.score)
        .sort((one, other) => one.score - other.score)[0];
    return row.options.map((option) => ({
        option,
        label: labelOption(option),
        isCurrent: option === current,
        missing:
            isBand && option === better && number !== false
                ? _t("%s more to reach this", formatNumber(countMissing(row, option, values)))
                : "",
    }));
}
