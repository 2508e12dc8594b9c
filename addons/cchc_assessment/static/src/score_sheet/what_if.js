import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { formatNumber } from "../number_field/number_field";
import { isOwn } from "./sheet_sides";

/** What binary digits add is none of anybody's points. */
const tidy = (number) => Math.round(number * 1e6) / 1e6;

/**
 * What it would take to come to the next class.
 *
 * @param {import("./sheet_store").SheetStore} store
 * @param {{ name: string, minimum_percent: number, condition_text: string }[]} classes of the period's rating scale
 * @returns {{ now: Object, next: Object, missing: number, openScores: number, gains: Object[] }} `now` and `next` are
 *   classes or undefined; `missing` are points; `openScores` what only the council gives; of each criterion with points
 *   to be had its `key`, `label`, `gain`, and `isEnough`, whether it is one of the few that would do
 */
export function planGains(store, classes) {
    const { maximum, percent } = store.totals;
    const reached = percent || 0;
    const sorted = [...classes].sort((one, other) => one.minimum_percent - other.minimum_percent);
    const now = sorted.filter(({ minimum_percent: least }) => least <= reached).at(-1);
    const next = sorted.find(({ minimum_percent: least }) => least > reached);
    const missing = next ? tidy(((next.minimum_percent - reached) / 100) * maximum) : 0;
    const inBase = store.leaves.filter(
        (row) => (row.section || "base") === "base" && !isAlternative(store, row)
    );
    const gains = inBase
        .filter((row) => isOwn(row) && !store.values(row).not_applicable)
        .map((row) => ({
            key: row.key,
            label: [row.code, row.name].filter(Boolean).join(" "),
            gain: tidy(row.max_score - (store.score(row) || 0)),
        }))
        .filter(({ gain }) => gain > 0)
        .sort((one, other) => other.gain - one.gain);
    let left = missing;
    for (const one of gains) {
        one.isEnough = left > 0;
        left = tidy(left - one.gain);
    }
    const openScores = inBase
        .filter(({ scored_by: by }) => by === "council")
        .reduce((sum, { max_score: most }) => sum + most, 0);
    return { now, next, missing, openScores, gains };
}

/** Whether only the best of several counts, this row among them: what one of them would bring, the others may not. */
function isAlternative(store, { parent_id }) {
    const parent = store.byKey[parent_id];
    return Boolean(parent) && (parent.counts_best || isAlternative(store, parent));
}

/** Which criteria would bring the unit to the next class, to be tried out; nothing is changed by it. */
export class WhatIfDialog extends Component {
    static template = "cchc_assessment.WhatIfDialog";
    static components = { Dialog };
    static props = { store: Object, classes: Array, onGo: Function, close: Function };

    setup() {
        this.plan = planGains(this.props.store, this.props.classes);
        this.state = useState({
            chosen: Object.fromEntries(this.plan.gains.map(({ key, isEnough }) => [key, isEnough])),
        });
    }

    format(number) {
        return formatNumber(number, { decimals: this.props.store.digits });
    }

    percent(number) {
        return `${this.format(number)} %`;
    }

    get sentence() {
        const { now, next, missing } = this.plan;
        const { percent } = this.props.store.totals;
        if (!next) {
            return _t("%(percent)s: the highest class, “%(name)s”, is reached.", {
                percent: this.percent(percent || 0),
                name: now?.name || "",
            });
        }
        return _t(
            "%(percent)s, “%(now)s” now; “%(next)s” begins at %(least)s: %(missing)s points more.",
            {
                percent: this.percent(percent || 0),
                now: now?.name || "",
                next: next.name,
                least: this.percent(next.minimum_percent),
                missing: this.format(missing),
            }
        );
    }

    /** What the next class asks for beside points: whether that is so is not tried out here. */
    get conditions() {
        const text = this.plan.next?.condition_text || this.plan.now?.condition_text;
        return text
            ? _t("Besides points this class asks for: %s. It is not looked at here.", text)
            : "";
    }

    get councils() {
        const { openScores } = this.plan;
        return openScores
            ? _t(
                  "The council gives up to %s points itself, which are not counted here.",
                  this.format(openScores)
              )
            : "";
    }

    get gained() {
        const { gains } = this.plan;
        const sum = gains
            .filter(({ key }) => this.state.chosen[key])
            .reduce((total, { gain }) => total + gain, 0);
        const { score, maximum } = this.props.store.totals;
        const percent = maximum ? ((score + sum) * 100) / maximum : 0;
        const reached = [...this.props.classes]
            .filter(({ minimum_percent: least }) => least <= tidy(percent))
            .sort((one, other) => other.minimum_percent - one.minimum_percent)[0];
        return _t("With what is ticked: %(sum)s points more, %(percent)s, “%(name)s”.", {
            sum: this.format(sum),
            percent: this.percent(percent),
            name: reached?.name || "",
        });
    }

    toggle({ key }) {
        this.state.chosen[key] = !this.state.chosen[key];
    }

    go({ key }) {
        this.props.close();
        this.props.onGo(key);
    }
}
