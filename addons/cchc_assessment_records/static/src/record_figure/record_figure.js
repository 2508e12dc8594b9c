import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { SidePanel } from "@cchc_assessment/score_sheet/side_panel";
import { useService } from "@web/core/utils/hooks";

const MODEL = "cchc.assessment.line";

/** Figures that a criterion takes from the agency's own records: what was taken, what they are now, and the way there. */
export class RecordFigure extends Component {
    static template = "cchc_assessment_records.RecordFigure";
    static props = { store: Object, row: Object };

    setup() {
        this.store = useState(this.props.store);
        this.row = useState(this.props.row);
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ figure: false, now: "", problem: "", isBusy: false });
        this.isGone = false;
        onWillUnmount(() => {
            this.isGone = true;
        });
        // what was taken is told anew whenever the criterion has changed
        useEffect(
            () => {
                this.load();
            },
            () => [this.row.line.revision, this.canAsk]
        );
    }

    get canAsk() {
        return this.store.isOnline && this.store.isSignedIn;
    }

    get ids() {
        return [this.row.line.id];
    }

    get canTake() {
        return this.state.figure.may_take && this.store.canEdit(this.row, "result");
    }

    async load() {
        if (!this.canAsk) {
            return;
        }
        try {
            const figure = await this.orm.silent.call(MODEL, "get_record_figure", [this.ids]);
            if (!this.isGone) {
                this.state.figure = figure;
            }
        } catch {
            // what stood there stays; whoever presses a button is told why it cannot be
        }
    }

    /** Do something with the server; what goes wrong is told beside the button. */
    async attempt(work) {
        Object.assign(this.state, { isBusy: true, problem: "", now: "" });
        try {
            await work();
        } catch (error) {
            this.state.problem = error.data?.message || error.message;
        } finally {
            this.state.isBusy = false;
        }
    }

    count() {
        return this.attempt(async () => {
            const { sentence } = await this.orm.call(MODEL, "count_record_figure", [this.ids]);
            this.state.now = sentence;
        });
    }

    take() {
        return this.attempt(async () => {
            // what was typed comes first, or it would overwrite what is taken
            await this.store.flush();
            const written = await this.orm.call(MODEL, "take_record_figure", [
                this.ids,
                this.row.revision,
            ]);
            this.store.takeWritten([written]);
            await this.store.refresh(this.ids);
            await this.load();
        });
    }

    open() {
        return this.attempt(async () => {
            await this.store.flush();
            await this.action.doAction(
                await this.orm.call(MODEL, "action_view_records", [this.ids])
            );
        });
    }
}

SidePanel.components = { ...SidePanel.components, RecordFigure };
