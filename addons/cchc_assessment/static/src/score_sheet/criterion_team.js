import { Component, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatMoment } from "./moments";

const PERSON = "user";
const DIVISION = "division";

/** Who of the unit has a criterion, and what was said of it within the unit; the council reads none of it. */
export class CriterionTeam extends Component {
    static template = "cchc_assessment.CriterionTeam";
    static props = { store: Object, row: Object };

    setup() {
        this.store = useState(this.props.store);
        this.row = useState(this.props.row);
        this.notification = useService("notification");
        this.state = useState({ reason: "", isHandingBack: false, to: "", date: "" });
    }

    get team() {
        return this.store.team;
    }

    /** What was given here itself, which may be taken back; a criterion may also come with one above it. */
    get ownTasks() {
        return this.team.tasks.filter(({ criterion_id: id }) => id === this.row.key);
    }

    get given() {
        const inherited = this.row.task && this.row.task.criterion_id !== this.row.key;
        return [...(inherited ? [this.row.task] : []), ...this.ownTasks].map((task) => ({
            id: task.id,
            canTakeBack: this.team.may_give && task.criterion_id === this.row.key,
            text: this.describe(task, inherited && task === this.row.task),
            isLate: task.is_late,
        }));
    }

    describe(task, isInherited) {
        const who = [...task.divisions, ...task.users].map(({ name }) => name).join(", ");
        const what = isInherited || task.requirement_id ? `${task.name}: ` : "";
        const until = task.date && formatDate(deserializeDate(task.date));
        return what + (until ? _t("%(who)s, until %(until)s", { who, until }) : who);
    }

    get choices() {
        return [
            ...this.team.divisions.map(({ id, name }) => ({ key: `${DIVISION} ${id}`, name })),
            ...this.team.people.map(({ id, name }) => ({ key: `${PERSON} ${id}`, name })),
        ];
    }

    get canGive() {
        return this.team.may_give && !this.ownTasks.some((task) => !task.requirement_id);
    }

    get canMark() {
        return this.team.may_check && Boolean(this.row.line) && this.row.scored_by === "unit";
    }

    get isChecked() {
        return Boolean(this.row.mark?.is_current) && this.row.mark.kind === "checked";
    }

    /** What was said of the criterion, and whether that still holds. */
    get mark() {
        const { mark } = this.row;
        if (!mark) {
            return null;
        }
        const { user, changed_by: other } = mark;
        const said = {
            user,
            date: formatMoment(deserializeDateTime(mark.date)),
            other: other || _t("somebody"),
        };
        const text =
            mark.kind === "checked"
                ? mark.is_current
                    ? _t("Checked by %(user)s, %(date)s", said)
                    : _t("Checked by %(user)s, %(date)s; changed since by %(other)s", said)
                : mark.is_current
                  ? _t("Handed back by %(user)s, %(date)s", said)
                  : _t("Handed back by %(user)s, %(date)s; changed since by %(other)s", said);
        return { text, reason: mark.reason, kind: mark.kind, isCurrent: mark.is_current };
    }

    async attempt(work) {
        try {
            await this.store.changeTeam(work);
            return true;
        } catch (error) {
            this.notification.add(error.message, { type: "danger" });
            return false;
        }
    }

    check() {
        const isChecked = !this.isChecked;
        return this.attempt((server) => server.checkOff(this.row.line.id, isChecked));
    }

    async handBack() {
        const { reason } = this.state;
        if (await this.attempt((server) => server.handBack(this.row.line.id, reason))) {
            Object.assign(this.state, { reason: "", isHandingBack: false });
        }
    }

    async give() {
        const [kind, id] = this.state.to.split(" ");
        const people = [[4, Number(id)]];
        const values = {
            criterion_id: this.row.key,
            date: this.state.date || false,
            ...(kind === PERSON ? { user_ids: people } : { division_ids: people }),
        };
        if (await this.attempt((server) => server.give(values))) {
            this.state.to = "";
        }
    }

    /** Let an officer give out work, too, or no longer. */
    nameCoordinator({ id }, isNamed) {
        const others = this.team.coordinators.filter((one) => one.is_coordinator && one.id !== id);
        const ids = [...others.map((one) => one.id), ...(isNamed ? [id] : [])];
        return this.attempt((server) => server.nameCoordinators(this.team.unit_id, ids));
    }

    takeBack({ id }) {
        return this.attempt((server) => server.takeTaskBack(id));
    }
}
