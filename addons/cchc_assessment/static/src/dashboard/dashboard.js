import { Component, onWillStart, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatNumber, formatScore } from "../number_field/number_field";
import { DashboardChart } from "./dashboard_chart";
import { DashboardTile } from "./dashboard_tile";

// from how many days before a deadline on it is shown as urgent
const URGENT_DAYS = 3;

/** The app's first screen: what waits for the user, in sections by role, each number leading to its list. */
export class CchcDashboard extends Component {
    static template = "cchc_assessment.Dashboard";
    static components = { DashboardChart, DashboardTile, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.tours = useService("tour_service");
        this.display = { controlPanel: {} };
        this.state = useState({ sections: [], tours: [] });
        onWillStart(() => this.load());
    }

    async load(periodId = null) {
        Object.assign(
            this.state,
            await this.orm.call("cchc.dashboard", "get_dashboard", [], { period_id: periodId })
        );
    }

    /** Open what is behind a number or a name: a record, or a list with the domain that was counted by. */
    async open({ xml_id, name, domain, context, res_model, res_id }) {
        if (res_model) {
            return this.action.doAction({
                type: "ir.actions.act_window",
                name,
                res_model,
                res_id,
                views: [[false, "form"]],
                target: "current",
            });
        }
        const action = await this.action.loadAction(xml_id);
        if (domain.length) {
            Object.assign(action, { name, display_name: name, domain, context });
        }
        return this.action.doAction(action, { onClose: () => this.load() });
    }

    /** Open the dialog in which the secretary writes to all units that are late. */
    async nudge(ids) {
        const action = await this.orm.call("cchc.assessment", "action_nudge", [ids]);
        return this.action.doAction(action);
    }

    /** Open the dialog in which an officer writes to those of the unit who are late. */
    async nudgeTeam(ids) {
        const action = await this.orm.call("cchc.task", "action_nudge", [ids]);
        return this.action.doAction(action);
    }

    /** Do for many units at once what waits to be done: it is said first for how many. */
    carryOut({ ids, label, method }) {
        const call = async () => {
            const action = await this.orm.call("cchc.assessment", method, [ids]);
            await this.action.doAction(action || { type: "ir.actions.act_window_close" }, {
                onClose: () => this.load(),
            });
            return this.load();
        };
        if (method !== "action_start_appraisal" && method !== "action_conclude") {
            return call();
        }
        this.dialog.add(ConfirmationDialog, {
            title: label,
            body: _t("Units: %s. Those that cannot go are left out, with the reason.", ids.length),
            confirmLabel: label,
            confirm: call,
            cancel: () => {},
        });
    }

    /** Show the user around; what Odoo says at the end of a tour stands in the database. */
    startTour({ message, name }) {
        return this.tours.startTour(name, {
            mode: "manual",
            redirect: false,
            rainbowManMessage: message,
        });
    }

    formatPercent(value) {
        return `${formatNumber(value, { decimals: 0 })} %`;
    }

    describeScore({ digits, score, maximum, percent }) {
        const written = {
            score: formatScore(score, digits),
            maximum: formatScore(maximum, digits),
            percent: formatScore(percent, digits),
        };
        return percent === false
            ? _t("%(score)s of %(maximum)s points", written)
            : _t("%(score)s of %(maximum)s points (%(percent)s %)", written);
    }

    describeProgress({ progress }) {
        return _t("%s of the criteria scored", this.formatPercent(progress));
    }

    describeProven({ proven }) {
        return _t("%(done)s of %(total)s criteria proven today (%(percent)s)", {
            done: proven.done,
            total: proven.total,
            percent: this.formatPercent(proven.percent),
        });
    }

    describeResult({ rank, result }) {
        const score = this.describeScore(result);
        return rank
            ? _t("Result: %(score)s, rank %(rank)s", { score, rank })
            : _t("Result: %s", score);
    }

    describeDecided({ left, total }) {
        return _t("%(decided)s of %(total)s criteria decided", {
            decided: total - left.count,
            total,
        });
    }

    describeSent({ sent, units }) {
        return _t("%(sent)s of %(units)s units have submitted", { sent, units });
    }

    formatDays({ days, is_past }) {
        if (is_past) {
            return days ? _t("%s days late", -days) : _t("passed today");
        }
        return days ? _t("%s days left", days) : _t("today");
    }

    isUrgent({ days, is_past }) {
        return is_past || days <= URGENT_DAYS;
    }
}

registry.category("actions").add("cchc_dashboard", CchcDashboard);
