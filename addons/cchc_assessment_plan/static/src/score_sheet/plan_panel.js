import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { SidePanel } from "@cchc_assessment/score_sheet/side_panel";
import { formatNumber, formatScore } from "@cchc_assessment/number_field/number_field";

/** What the improvement plan of the year before says of the criterion at hand, and whether it helped. */
patch(SidePanel.prototype, {
    get plan() {
        return this.row.earlier?.plan || null;
    },

    /** What the criterion has now: what the council gave where that is shown, else the unit's own; null for nothing. */
    get scoreNow() {
        const { council, is_scored, self_score } = this.row.line;
        if (council && typeof council.score === "number") {
            return council.score;
        }
        return is_scored && typeof self_score === "number" ? self_score : null;
    },

    get planScores() {
        const { score, maximum, is_penalty } = this.plan;
        const before = formatScore(score, this.store.digits);
        const now = this.scoreNow;
        if (now === null) {
            return is_penalty
                ? _t("Last year: %s taken off", before)
                : _t("Last year: %(score)s of %(maximum)s", {
                      score: before,
                      maximum: formatNumber(maximum),
                  });
        }
        return _t("Last year %(before)s, now %(now)s", {
            before,
            now: formatScore(now, this.store.digits),
        });
    },

    /** By how much less is lost now than last year; null while nothing is known of this year. */
    get won() {
        const { lost, is_penalty } = this.plan;
        const now = this.scoreNow;
        if (now === null || this.row.line.not_applicable) {
            return null;
        }
        const lostNow = is_penalty ? now : this.row.max_score - now;
        return lost - lostNow;
    },

    get planOutcome() {
        const least = 0.5 * 10 ** -this.store.digits;
        if (this.won === null) {
            return "";
        }
        if (Math.abs(this.won) < least) {
            return _t("As before");
        }
        const points = formatScore(Math.abs(this.won), this.store.digits);
        return this.won > 0
            ? _t("It helped: %s points won back", points)
            : _t("It did not help: %s points more lost", points);
    },

    planMeasureState({ label, percent, date }) {
        const share = `${percent} %`;
        return date
            ? _t("%(state)s (%(share)s), until %(date)s", { state: label, share, date })
            : _t("%(state)s (%(share)s)", { state: label, share });
    },
});
