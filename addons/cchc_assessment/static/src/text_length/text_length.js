import { Component } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { insertThousandsSep } from "@web/core/utils/numbers";

// From here on the reader is warned.
const NEAR = 0.9;
const BREAKS = "\n\r\v\f\t";

const formatCount = (count) =>
    insertThousandsSep(String(count), localization.thousandsSep, localization.grouping);

/**
 * How long a text is: its characters as the server counts them, and its line breaks and tabs. Done in one pass.
 *
 * @param {string} text
 */
export function measure(text) {
    let length = 0;
    let breaks = 0;
    for (const char of text) {
        length++;
        breaks += BREAKS.includes(char) ? 1 : 0;
    }
    return { length, breaks };
}

/**
 * What is to be said of the length of a text while it is typed.
 *
 * @param {string} text
 * @param {{ max_length?: number, max_breaks?: number }} [limits] as `fields_get` tells them
 * @returns {{ state: "" | "near" | "over", count: string, sentence: string }}
 */
export function describeLength(text, limits = {}) {
    const { max_length: most, max_breaks: mostBreaks } = limits;
    if (!most) {
        return { state: "", count: "", sentence: "" };
    }
    const { length, breaks } = measure(text);
    const count = _t("%(length)s of %(limit)s characters", {
        length: formatCount(length),
        limit: formatCount(most),
    });
    if (length > most) {
        const excess = formatCount(length - most);
        return {
            state: "over",
            count,
            sentence: _t("Characters too many: %s. It cannot be saved like this.", excess),
        };
    }
    if (mostBreaks && breaks > mostBreaks) {
        const excess = formatCount(breaks - mostBreaks);
        return {
            state: "over",
            count,
            sentence: _t(
                "Line breaks and tabs too many: %s. It cannot be saved like this.",
                excess
            ),
        };
    }
    if (length >= NEAR * most) {
        return {
            state: "near",
            count,
            sentence: _t("Characters left: %s.", formatCount(most - length)),
        };
    }
    return { state: "", count, sentence: "" };
}

/** How long a text is, and how long it may be, below the place where it is typed. */
export class TextCounter extends Component {
    static template = "cchc_assessment.TextCounter";
    static props = {
        text: String,
        limits: { type: Object, optional: true },
    };

    get length() {
        return describeLength(this.props.text, this.props.limits);
    }
}
