import { Component, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { TextCounter } from "../text_length/text_length";
import { formatMoment } from "./moments";

/** What people of the unit say to each other about a criterion; the council reads none of it. */
export class CriterionNotes extends Component {
    static template = "cchc_assessment.CriterionNotes";
    static components = { TextCounter };
    static props = { store: Object, row: Object };

    setup() {
        this.store = useState(this.props.store);
        this.row = useState(this.props.row);
        this.notification = useService("notification");
    }

    /** The open ones first, each as it is read. */
    get notes() {
        const written = this.row.notes.map((note) => ({
            ...note,
            author: note.create_uid[1],
            when: formatMoment(deserializeDateTime(note.create_date)),
        }));
        return [
            ...written.filter((note) => !note.is_settled),
            ...written.filter((note) => note.is_settled),
        ];
    }

    get people() {
        return this.store.people.filter(({ isMe }) => !isMe);
    }

    nameLabel({ name }) {
        return _t("Name %s in the note", name);
    }

    write(text) {
        this.store.writeNote(this.row, text);
    }

    /** Put somebody's name where the note is being written. */
    mention({ name }) {
        const { note } = this.row;
        this.write(`${note}${note && !note.endsWith(" ") ? " " : ""}@${name} `);
    }

    async send() {
        try {
            await this.store.sendNote(this.row);
        } catch (error) {
            // what was written stays where it is
            this.notification.add(error.message, { type: "danger" });
        }
    }

    async settle({ id, is_settled: isSettled }) {
        try {
            await this.store.settleNote(id, !isSettled);
        } catch (error) {
            this.notification.add(error.message, { type: "danger" });
        }
    }
}
