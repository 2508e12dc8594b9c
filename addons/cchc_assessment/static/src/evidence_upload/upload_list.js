import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { isDone, isUnderWay } from "./upload_queue";

const STATES = {
    waiting: { icon: "fa-clock-o text-muted", text: _t("Waiting") },
    sending: { icon: "fa-circle-o-notch fa-spin text-primary", text: _t("Uploading") },
    offline: { icon: "fa-plug text-warning", text: _t("Waiting for the network") },
    filed: { icon: "fa-check text-success", text: _t("Filed") },
    linked: { icon: "fa-link text-success", text: _t("Filed before, linked") },
    refused: { icon: "fa-ban text-danger", text: _t("Refused"), message: "text-danger" },
    failed: {
        icon: "fa-exclamation-triangle text-warning",
        text: _t("Not sent"),
        message: "text-danger",
    },
};

/** What became of each file: how far it is, what the server said of it, and a second try for one that did not arrive. */
export class UploadList extends Component {
    static template = "cchc_assessment.UploadList";
    static props = {
        /** (upload) => boolean: which of the page's uploads belong here */
        shows: Function,
    };

    setup() {
        this.queue = useService("cchc_evidence_upload");
    }

    get uploads() {
        return this.queue.uploads.filter(this.props.shows);
    }

    /** One sentence for those who hear the page, said again whenever it changes. */
    get summary() {
        const count = (test) => this.uploads.filter(test).length;
        return _t("Files filed: %(filed)s of %(all)s. Not filed: %(problems)s.", {
            filed: count(isDone),
            all: this.uploads.length,
            problems: count((upload) => !isDone(upload) && !isUnderWay(upload)),
        });
    }

    display({ state }) {
        return STATES[state];
    }

    percent({ progress }) {
        return Math.round(progress * 100);
    }

    isOffline({ state }) {
        return state === "offline";
    }

    isUnderWay(upload) {
        return isUnderWay(upload);
    }
}
