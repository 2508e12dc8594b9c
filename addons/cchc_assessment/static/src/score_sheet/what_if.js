import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { formatScore } from "../number_field/number_field";
import { isOwn } from "./sheet_sides";
import { isRelative } from "./sheet_values";

/** What binary digits add is none of anybody's points. */
const tidy = (number) => Math.round(number * 1e6) / 1e6;

/**
 * What it would take to come to the next class.
 *
 * @param {import("./sheet_store").SheetStore} store
 * @param {{ classes: Object[], now: string }} standing as the server has it: the classes, with ``name`` and
 *   ``minimum_percent``, and the name of the one that the unit has with its conditions
 * @returns {{ now: Object, next: Object, missing: number, openScores: number, gains: Object[] }} `now` and `next` are
 *   classes or undefined; `missing` are points; `openScores` what the council alone gives, or settles; of each criterion with points
 *   to be had its `key`, `label`, `gain`, and `isEnough`, whether it is one of the few that would do
 */
export function planGains(store, { classes, now: name }) {
    const { maximum, percent } = store.totals;
    const reached = percent || 0;
    const sorted = [...classes].sort((one, other) => one.minimum_percent - other.minimum_percent);
    const now = classes.find((one) => one.name === name);
    const next = sorted.find(({ minimum_percent: least }) => least > reached);
    const missing = next ? tidy(((next.minimum_percent - reached) / 100) * maximum) : 0;
    const inBase = store.leaves.filter(
        (row) => (row.section || "base") === "base" && !isAlternative(store, row)
    );
    const gains = inBase
        .filter((row) => isOwn(row) && !isRelative(row) && !store.values(row).not_applicable)
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
        .filter((row) => row.scored_by === "council" || isRelative(row))
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
    static props = { store: Object, standing: Object, onGo: Function, close: Function };

    setup() {
        this.plan = planGains(this.props.store, this.props.standing);
        this.state = useState({
            chosen: Object.fromEntries(this.plan.gains.map(({ key, isEnough }) => [key, isEnough])),
        });
    }

    format(number) {
        return formatScore(number, this.props.store.digits);
    }

    percent(number) {
        return `${this.format(number)} %`;
    }

    get sentence() {
        const { now, next, missing } = this.plan;
        const { percent } = this.props.store.totals;
        if (!next && this.holds) {
            return _t("%(percent)s, “%(now)s” now.", {
                percent: this.percent(percent || 0),
                now: now?.name || "",
            });
        }
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

    /** Why the unit has none of the classes that its percentage reaches. */
    get holds() {
        return this.props.standing.holds;
    }

    /** What each class that is named here asks for beside points: whether that is so is not tried out here. */
    get conditions() {
        return [...new Set([this.plan.next, this.reached])]
            .filter((one) => one?.condition_text)
            .map(({ name, condition_text: conditions }) =>
                _t(
                    "Besides points “%(name)s” asks for: %(conditions)s. It is not looked at here.",
                    {
                        name,
                        conditions,
                    }
                )
            );
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

    get sum() {
        return this.plan.gains
            .filter(({ key }) => this.state.chosen[key])
            .reduce((total, { gain }) => total + gain, 0);
    }

    get percentWithSum() {
        const { score, maximum } = this.props.store.totals;
        return maximum ? ((score + this.sum) * 100) / maximum : 0;
    }

    /** The class that the percentage with what is ticked reaches; with nothing ticked the one that the unit has. */
    get reached() {
        if (!this.sum) {
            return this.plan.now;
        }
        const percent = tidy(this.percentWithSum);
        return [...this.props.standing.classes]
            .filter(({ minimum_percent: least }) => least <= percent)
            .sort((one, other) => other.minimum_percent - one.minimum_percent)[0];
    }

    get gained() {
        return _t("With what is ticked: %(sum)s points more, %(percent)s, “%(name)s”.", {
            sum: this.format(this.sum),
            percent: this.percent(this.percentWithSum),
            name: this.reached?.name || "",
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
