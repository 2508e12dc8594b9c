import { Component, onWillUnmount, useEffect } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How long after an answer it is asked again; longer each time in which nothing has gone on. */
const FIRST_DELAY = 1500;
const LAST_DELAY = 30000;

/** How far a long work is, followed until it has ended. The page may be closed: the work goes on without it. */
export class WorkProgressField extends Component {
    static template = "cchc_assessment.WorkProgressField";
    static props = { ...standardFieldProps };

    setup() {
        this.delay = FIRST_DELAY;
        useEffect(
            () => {
                this.delay = FIRST_DELAY;
                this.follow();
                return () => browser.clearTimeout(this.waiting);
            },
            () => [this.props.record.resId, this.data.state, this.data.progress]
        );
        onWillUnmount(() => {
            this.isGone = true;
        });
    }

    get data() {
        return this.props.record.data;
    }

    get percent() {
        return Math.floor(this.data.progress || 0);
    }

    get sentence() {
        const { done_count: done, failed_count: failed, total_count: total, state } = this.data;
        const said = {
            running: this.isWhole
                ? _t(
                      "Under way, all in one go. This page may be closed; you are told when it has ended."
                  )
                : _t(
                      "%(done)s of %(total)s done. This page may be closed; you are told when it has ended.",
                      { done, total }
                  ),
            done: _t("Ended: %(done)s of %(total)s done.", { done, total }),
            cancelled: _t("Cancelled: %(done)s of %(total)s done.", { done, total }),
        }[state];
        return failed ? `${said} ${_t("Not done: %(failed)s.", { failed })}` : said;
    }

    /** All of it is one piece, of which nobody can say how far it is. */
    get isWhole() {
        return this.data.total_count === 1;
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
        try {
            await this.props.record.load();
        } catch {
            // without a network it is asked again
        }
        if (!this.isGone) {
            browser.clearTimeout(this.waiting);
            this.follow();
        }
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
    ],
});
