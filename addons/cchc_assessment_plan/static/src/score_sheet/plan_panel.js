import { Component, onMounted, onWillUpdateProps, status, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { SidePanel } from "@cchc_assessment/score_sheet/side_panel";
import { formatNumber, formatScore } from "@cchc_assessment/number_field/number_field";

/** Whether it has helped what was planned, as the server says it: asked again when the score changes. */
export class PlanOutcome extends Component {
    static template = "cchc_assessment_plan.PlanOutcome";
    static props = { lineId: Number, state: String };

    setup() {
        // nothing waits for it, and without it the panel says the rest
        this.orm = useService("orm").silent;
        this.said = useState({ outcome: "" });
        onMounted(() => this.load(this.props));
        onWillUpdateProps((props) => {
            if (props.lineId !== this.props.lineId) {
                this.said.outcome = "";
            }
            if (props.lineId !== this.props.lineId || props.state !== this.props.state) {
                this.load(props);
            }
        });
    }

    async load({ lineId, state }) {
        this.asked = `${lineId}/${state}`;
        const asked = this.asked;
        try {
            const outcome = await this.orm.call("cchc.assessment.line", "get_plan_outcome", [
                [lineId],
            ]);
            if (asked === this.asked && status(this) !== "destroyed") {
                this.said.outcome = outcome;
            }
        } catch {
            // away, or signed out: the sheet says so itself
        }
    }
}

SidePanel.components = { ...SidePanel.components, PlanOutcome };

/** What the improvement plan of the year before says of the criterion at hand. */
patch(SidePanel.prototype, {
    get plan() {
        return this.row.earlier?.plan || null;
    },

    /** What the council gave this year, where that is shown; null for nothing. */
    get councilsScore() {
        const { council } = this.row.line;
        return council && typeof council.score === "number" ? council.score : null;
    },

    /** What the criterion has now: what the council gave where that is shown, else the unit's own; null for nothing. */
    get scoreNow() {
        const { is_scored, self_score } = this.row.line;
        const own = is_scored && typeof self_score === "number" ? self_score : null;
        return this.councilsScore ?? own;
    },

    /** What the outcome follows from: when it changes, or was saved, the server is asked anew. */
    get planState() {
        const { revision, not_applicable } = this.row.line;
        return `${revision}/${this.scoreNow}/${not_applicable}`;
    },

    get planScores() {
        const { score, maximum, is_penalty } = this.plan;
        const before = this.describeShare(score, maximum);
        if (this.scoreNow !== null) {
            const now = this.describeShare(this.scoreNow, this.row.max_score);
            return _t("Last year %(before)s, now %(now)s", { before, now });
        }
        return is_penalty ? _t("Last year: %s taken off", before) : _t("Last year: %s", before);
    },

    describeShare(score, maximum) {
        const points = formatScore(score, this.store.digits);
        return this.plan.is_penalty ? points : `${points}/${formatNumber(maximum)}`;
    },

    planMeasureState({ label, percent, date }) {
        const share = `${percent} %`;
        return date
            ? _t("%(state)s (%(share)s), until %(date)s", { state: label, share, date })
            : _t("%(state)s (%(share)s)", { state: label, share });
    },
});
