import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { SidePanel } from "@cchc_assessment/score_sheet/side_panel";
import { formatNumber, formatScore } from "@cchc_assessment/number_field/number_field";

/** What the improvement plan of the year before says of the criterion at hand, and whether it helped. */
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

    /** By how many points it is better than last year; null where nothing is known, or maxima are other ones. */
    get planOutcome() {
        const { score, maximum, is_penalty } = this.plan;
        const now = this.scoreNow;
        if (now === null || this.row.line.not_applicable) {
            return "";
        }
        // maxima change from year to year: shares are compared, of a penalty what was taken off
        const better = is_penalty ? score - now : now * maximum - score * this.row.max_score;
        const isSameMaximum = is_penalty || maximum === this.row.max_score;
        const said = this.describeOutcome(better, isSameMaximum && Math.abs(now - score));
        return this.councilsScore === null ? _t("By your own score: %s", said) : said;
    },

    describeOutcome(better, points) {
        if (Math.abs(better) < 1e-9) {
            return _t("as last year");
        }
        if (points === false) {
            return better > 0 ? _t("better than last year") : _t("worse than last year");
        }
        const shown = formatScore(points, this.store.digits);
        return better > 0
            ? _t("%s points better than last year", shown)
            : _t("%s points worse than last year", shown);
    },

    planMeasureState({ label, percent, date }) {
        const share = `${percent} %`;
        return date
            ? _t("%(state)s (%(share)s), until %(date)s", { state: label, share, date })
            : _t("%(state)s (%(share)s)", { state: label, share });
    },
});
