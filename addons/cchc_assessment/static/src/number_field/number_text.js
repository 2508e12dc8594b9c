/**
 * The one reading of a number that a person typed or pasted, as `core/plain/numbers.py` reads it in workbooks: both
 * are held to the cases of `static/tests/number_cases.js`. The language of the user changes nothing in it.
 */

const MAX_DIGITS = 20;
const FRACTION_PLACES = 8;
const MINUS_SIGNS = ["-", "−", "–"];
const NOT_FINITE = /^[+-]?(?:s?nan|inf|infinity|∞)$/i;
const DIGITS = /^[0-9]+(?:[., ][0-9]+)*$/;
const LEADING_GROUP = /^[1-9][0-9]{0,2}$/;
const VULGAR_FRACTION = /^([0-9]*) ?([¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])$/;
const FRACTION = /^([^/⁄%]{1,60})[/⁄]([^/⁄%]{1,60})$/;

/** A text that is no number (`not_number`, `not_finite`, `too_long`), or may be either of two (`ambiguous`). */
export class NumberError extends Error {
    constructor(kind, text, readings = []) {
        super(`${kind}: ${text}`);
        this.kind = kind;
        this.text = text;
        /** what it may mean, the greatest first */
        this.readings = readings;
    }
}

/**
 * A comma or a point is the decimal mark; marks or spaces that part the digits in threes are the thousands' where
 * nothing else fits. What may be either is refused, unless `most` or `isWhole` leaves but one reading.
 *
 * @param {string} text
 * @param {Object} [place]
 * @param {number} [place.most] the greatest number that the place takes
 * @param {boolean} [place.isWhole] whether it takes whole numbers alone
 * @returns {number | false} false for an empty text
 * @throws {NumberError}
 */
export function readNumber(text, { most, isWhole = false } = {}) {
    const written = text.normalize("NFC").split(/\s+/).filter(Boolean).join(" ");
    if (!written) {
        return false;
    }
    if (NOT_FINITE.test(written)) {
        throw new NumberError("not_finite", written);
    }
    const isNegative = MINUS_SIGNS.includes(written[0]);
    const digits = isNegative || written[0] === "+" ? written.slice(1).trimStart() : written;
    const number = readUnsigned(digits, written, most, isWhole);
    return isNegative && number ? -number : number;
}

/**
 * What was done and out of how much, of "18/20" or "90 %".
 *
 * @returns {[number, number] | null} null where the text says neither
 * @throws {NumberError} for a part of it that is no number
 */
export function readShare(text) {
    const written = text.trim();
    if (written.endsWith("%")) {
        const number = readNumber(written.slice(0, -1), { most: 1000 });
        return number === false ? null : [number, 100];
    }
    const match = FRACTION.exec(written);
    if (!match) {
        return null;
    }
    const [above, below] = [readNumber(match[1]), readNumber(match[2])];
    return above === false || below === false ? null : [above, below];
}

/** Write a number so that `readNumber` takes it, as its offer to choose from. */
export function writePlainly(number, mark = ",") {
    const [whole, decimals] = String(number).split(".");
    if (!decimals) {
        return whole;
    }
    const isUnclear = decimals.length === 3 && LEADING_GROUP.test(whole.replace("-", ""));
    return whole + mark + decimals + (isUnclear ? "0" : "");
}

function readUnsigned(digits, written, most, isWhole) {
    if (digits.replace(/[^0-9]/g, "").length > MAX_DIGITS) {
        throw new NumberError("too_long", written);
    }
    const fraction = VULGAR_FRACTION.exec(digits);
    if (fraction) {
        const [above, below] = fraction[2].normalize("NFKC").split("⁄").map(Number);
        return Number(fraction[1]) + Number((above / below).toFixed(FRACTION_PLACES));
    }
    if (!DIGITS.test(digits)) {
        throw new NumberError("not_number", written);
    }
    let readings = findReadings(digits);
    if (isWhole) {
        readings = readings.slice(0, 1);
    } else if (readings.length > 1 && most !== undefined) {
        const possible = readings.filter((number) => number <= most);
        readings = possible.length ? possible : readings;
    }
    if (readings.length !== 1) {
        throw new NumberError(readings.length ? "ambiguous" : "not_number", written, readings);
    }
    return readings[0];
}

function findReadings(digits) {
    const parts = digits.split(/[., ]/);
    const marks = digits.replace(/[0-9]/g, "").split("");
    if (!marks.length) {
        return [Number(digits)];
    }
    const readings = [];
    if (new Set(marks).size === 1 && areGroups(parts)) {
        readings.push(Number(parts.join("")));
    }
    const last = marks.pop();
    if (last !== " " && !marks.includes(last) && new Set(marks).size < 2) {
        const decimals = parts.pop();
        if (parts.length === 1 || areGroups(parts)) {
            readings.push(Number(`${parts.join("")}.${decimals}`));
        }
    }
    return readings;
}

function areGroups([first, ...others]) {
    return LEADING_GROUP.test(first) && others.every((part) => part.length === 3);
}
