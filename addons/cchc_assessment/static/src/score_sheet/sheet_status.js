import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatScore } from "../number_field/number_field";

const FILTERS = [
    ["attention", _t("To look at")],
    ["mine", _t("My Tasks")],
    ["handed_back", _t("Handed back")],
    ["to_check", _t("To check")],
    ["todo", _t("To do")],
    ["no_evidence", _t("No evidence")],
    ["needs_explanation", _t("Needs explanation")],
    ["no_figures", _t("Figures not declared")],
    ["changed", _t("Changed since returned")],
    ["notes", _t("With notes")],
    ["differs", _t("Differs from last year")],
    ["disagrees", _t("Council disagrees")],
    ["asked", _t("Explanation asked")],
];

const STATES = {
    idle: { icon: "", text: "" },
    saved: { icon: "fa-check text-success", text: _t("Everything is saved") },
    saving: { icon: "fa-circle-o-notch fa-spin", text: _t("Saving…") },
    offline: {
        icon: "fa-plug",
        text: _t("No connection: what you typed is kept here and sent later"),
    },
    problem: { icon: "fa-exclamation-triangle", text: _t("Some rows are not saved") },
    signed_out: {
        icon: "fa-lock",
        text: _t("Your session has ended: what you typed is kept here"),
    },
};

/**
 * How far the sheet has come, whether all is saved, and what can be shown of it. It asks every row, so it is drawn when
 * one has changed, and not with each key that leads to another cell.
 */
export class SheetStatus extends Component {
    static template = "cchc_assessment.SheetStatus";
    static props = {
        store: Object,
        /** whether the user decides as the unit's leader */
        isLeaders: Boolean,
        state: String,
        daysLeft: { type: Number, optional: true },
        /** in words; empty where there is none */
        deadline: String,
        onFilter: Function,
    };

    setup() {
        this.store = useState(this.props.store);
        this.signIn = useService("cchc_sign_in");
    }

    get filters() {
        return FILTERS.filter(([name]) => name !== "attention" || this.props.isLeaders)
            .map(([name, label]) => ({
                name,
                label,
                count: this.store.count(name),
            }))
            .filter(({ name, count }) => count || this.store.filter === name);
    }

    /** Whether what was typed is saved, found once: it asks every row. */
    get saving() {
        const { state } = this.store;
        return {
            state,
            ...STATES[state],
            // the sign says enough: all is well
            isQuiet: state === "saved" || state === "saving",
        };
    }

    /** How far whoever's turn it is has come. */
    get work() {
        return this.store.side === "council" ? this.store.council.totals : this.store.totals;
    }

    get scored() {
        const { scored, leaves: all } = this.work;
        return this.store.side === "council"
            ? _t("%(scored)s of %(all)s criteria decided", { scored, all })
            : _t("%(scored)s of %(all)s criteria", { scored, all });
    }

    get progress() {
        const { scored, leaves } = this.work;
        return leaves ? Math.round((scored * 100) / leaves) : 100;
    }

    get totals() {
        const { council, digits, totals } = this.store;
        const shown = [{ label: council ? _t("Self-assessed") : "", ...totals }];
        if (council) {
            shown.push({ label: _t("Appraised"), ...council.totals });
        }
        return shown.map(({ label, score, maximum, percent }) => ({
            label,
            score: formatScore(score, digits),
            maximum: formatScore(maximum, digits),
            percent: formatScore(percent || 0, digits),
        }));
    }

    get daysLeft() {
        const { daysLeft: days, deadline, state } = this.props;
        if (!deadline || !["draft", "leader_review"].includes(state)) {
            return "";
        }
        if (days < 0) {
            return _t("Past the deadline");
        }
        return days ? _t("%s days left", days) : _t("Due today");
    }

    get isUrgent() {
        return this.props.daysLeft <= 3;
    }
}
