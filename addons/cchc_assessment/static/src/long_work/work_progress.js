import { Component, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How long after an answer it is asked again; longer each time in which nothing has gone on. */
const FIRST_DELAY = 1500;
const LAST_DELAY = 30000;
/** All that changes while a work goes on; its pieces are read anew once it has ended. */
const CHANGING = ["state", "progress", "done_count", "failed_count", "total_count"];

/** How far a long work is, followed until it has ended. The page may be closed: the work goes on without it. */
export class WorkProgressField extends Component {
    static template = "cchc_assessment.WorkProgressField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.told = useState({ id: 0 });
        this.delay = FIRST_DELAY;
        useEffect(
            () => {
                this.delay = FIRST_DELAY;
                this.follow();
                return () => browser.clearTimeout(this.waiting);
            },
            () => [this.props.record.resId, this.data.state, this.data.progress]
        );
    }

    /** What the record says or, while it goes on, what was told of it since. */
    get data() {
        const { data, resId } = this.props.record;
        return data.state === "running" && this.told.id === resId ? this.told : data;
    }

    get percent() {
        return Math.floor(this.data.progress || 0);
    }

    /** How far it is; once it has ended, what the server says of it. */
    get sentence() {
        const { done_count: done, failed_count: failed, total_count: total, state } = this.data;
        if (state !== "running") {
            return this.props.record.data.outcome;
        }
        if (this.isWhole) {
            return _t(
                "Under way, all in one go. This page may be closed; you are told when it has ended."
            );
        }
        const counts = { done, total };
        const said = this.isByUnit
            ? _t(
                  "%(done)s of %(total)s units done. This page may be closed; you are told when it has ended.",
                  counts
              )
            : _t(
                  "%(done)s of %(total)s parts done. This page may be closed; you are told when it has ended.",
                  counts
              );
        return failed ? `${said} ${_t("Not done: %(failed)s.", { failed })}` : said;
    }

    get isByUnit() {
        return this.props.record.data.is_by_unit;
    }

    /** All of it is one piece, of which nobody can say how far it is. */
    get isWhole() {
        return !this.isByUnit && this.data.total_count <= 1;
    }

    get look() {
        return this.data.failed_count || this.data.state === "cancelled"
            ? "alert-warning"
            : "alert-info";
    }

    follow() {
        if (this.data.state === "running") {
            this.waiting = browser.setTimeout(() => this.ask(), this.delay);
        }
    }

    async ask() {
        this.delay = Math.min(this.delay * 2, LAST_DELAY);
        const { record } = this.props;
        try {
            const [told] = await this.orm.read(record.resModel, [record.resId], CHANGING);
            if (told.state === "running") {
                Object.assign(this.told, told);
            } else {
                await record.load();
            }
        } catch {
            // without a network it is asked again
        }
        browser.clearTimeout(this.waiting);
        this.follow();
    }
}

registry.category("fields").add("cchc_work_progress", {
    component: WorkProgressField,
    displayName: "CCHC Long Work",
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "done_count", type: "integer" },
        { name: "failed_count", type: "integer" },
        { name: "total_count", type: "integer" },
        { name: "is_by_unit", type: "boolean" },
        { name: "outcome", type: "char" },
    ],
});
