import { FloatField, floatField } from "@web/views/fields/float/float_field";
import { formatFloat } from "@web/views/fields/formatters";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";
import { NumberError, readNumber, writePlainly } from "./number_text";

const STORED_DECIMALS = 6;

/**
 * Round half up, as the appendix does: 1.005 is 1.01, whatever its binary neighbour is.
 *
 * @param {number} value
 * @param {number} digits
 * @returns {number}
 */
export function roundHalfUp(value, digits) {
    const scale = 10 ** STORED_DECIMALS;
    const step = 10 ** (STORED_DECIMALS - digits);
    const stored = Math.round(Math.abs(value) * scale);
    return (Math.sign(value) * Math.floor((stored + step / 2) / step) * step) / scale;
}

/**
 * Write a number as people do: with their decimal mark and without zeros at its end.
 *
 * @param {number | false} value
 * @param {Object} [options]
 * @param {number} [options.decimals] to round to, half up
 * @param {boolean} [options.trailingZeros] whether all of them are written
 * @returns {string}
 */
export function formatNumber(value, { decimals = STORED_DECIMALS, trailingZeros = false } = {}) {
    if (value === false || value === undefined) {
        return "";
    }
    return formatFloat(roundHalfUp(value, decimals), {
        digits: [16, decimals],
        trailingZeros,
    });
}

/**
 * Write what was scored, or a share of it, as documents do: with each of the period's decimals, 83,40 and not 83,4.
 *
 * @param {number | false} value
 * @param {number} decimals of the period
 * @returns {string}
 */
export function formatScore(value, decimals) {
    return formatNumber(value, { decimals, trailingZeros: true });
}

/** Write a number so that it is read again, where somebody changes or copies it: without the thousands' marks. */
export function writeNumber(value) {
    return value === false || value === undefined
        ? ""
        : writePlainly(roundHalfUp(value, STORED_DECIMALS), localization.decimalPoint);
}

/** What is wrong about a text that is no number, or which numbers it may be. */
export function describeNumberError({ kind, text, readings }) {
    if (kind !== "ambiguous") {
        return _t("“%s” is not a number.", text);
    }
    const [whole, decimal] = readings.map(writeNumber);
    return _t("“%(text)s” may mean %(whole)s or %(decimal)s. Type one of these.", {
        text,
        whole,
        decimal,
    });
}

/**
 * A number as people write it in a score sheet: "2" and "1,5" rather than "2,000000"; empty while nobody
 * filled it in, which is not the same as 0; a computed score with the period's decimals, as documents have it
 * (`options="{'digits_field': …}"`).
 */
export class CchcNumberField extends FloatField {
    static props = {
        ...FloatField.props,
        digitsField: { type: String, optional: true },
        suffix: { type: String, optional: true },
    };

    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    parse(value) {
        if (value.trim().startsWith("=")) {
            return super.parse(value);
        }
        try {
            return readNumber(value);
        } catch (error) {
            if (error instanceof NumberError) {
                this.notification.add(describeNumberError(error), { type: "warning" });
            }
            throw error;
        }
    }

    get formattedValue() {
        const { digitsField, readonly, record, suffix } = this.props;
        if (!readonly && !digitsField) {
            return writeNumber(this.value);
        }
        const text = digitsField
            ? formatNumber(this.value, {
                  decimals: record.data[digitsField],
                  trailingZeros: readonly,
              })
            : formatNumber(this.value);
        return text && readonly && suffix ? text + suffix : text;
    }
}

const cchcNumberField = {
    ...floatField,
    component: CchcNumberField,
    displayName: "CCHC Number",
    isEmpty: (record, fieldName) => record.data[fieldName] === false,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...floatField.extractProps(fieldInfo, dynamicInfo),
        digitsField: fieldInfo.options.digits_field,
        suffix: fieldInfo.options.suffix,
    }),
};

registry.category("fields").add("cchc_number", cchcNumberField);
// sums of groups have no record to take the period's decimals from
registry.category("formatters").add("cchc_number", (value) => formatScore(value, 2));
