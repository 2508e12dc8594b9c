import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** How long after the last answer it is asked again; longer each time, since a queue may stand still for a night. */
const FIRST_DELAY = 1500;
const LAST_DELAY = 60000;

/**
 * The bar of what goes on behind an approval: the message to the council. It is followed until it is sent or is not; the
 * page may be closed meanwhile, and shows it again.
 */
export class DeliveryField extends Component {
    static template = "cchc_assessment.DeliveryField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ state: "", failure: "" });
        useEffect(
            (id, state) => {
                Object.assign(this.state, { state, failure: this.delivery.failure || "" });
                this.follow(FIRST_DELAY);
                return () => browser.clearTimeout(this.waiting);
            },
            () => [this.delivery.submission_id, this.delivery.state || ""]
        );
        onWillUnmount(() => {
            this.isGone = true;
        });
    }

    get delivery() {
        return this.props.record.data[this.props.name] || {};
    }

    get sentence() {
        return {
            waiting: _t(
                "Approved and sealed. The message to the council is on its way; this page may be closed."
            ),
            sent: _t("Approved and sealed, and the council was told by e-mail."),
            failed: _t(
                "Approved and sealed. The council could not be told by e-mail; the secretary knows, and sends the message again."
            ),
        }[this.state.state];
    }

    follow(delay) {
        if (this.state.state === "waiting") {
            this.waiting = browser.setTimeout(() => this.ask(delay), delay);
        }
    }

    async ask(delay) {
        const id = this.delivery.submission_id;
        let told = [];
        try {
            told = await this.orm.silent.read(
                "cchc.submission",
                [id],
                ["mail_state", "mail_failure"]
            );
        } catch {
            // without a network it is asked again
        }
        if (this.isGone || id !== this.delivery.submission_id) {
            return;
        }
        if (told.length) {
            const [{ mail_state: state, mail_failure: failure }] = told;
            Object.assign(this.state, { state, failure: failure || "" });
        }
        this.follow(Math.min(delay * 2, LAST_DELAY));
    }
}

registry.category("fields").add("cchc_delivery", {
    component: DeliveryField,
    displayName: "CCHC Delivery",
    supportedTypes: ["json"],
});
