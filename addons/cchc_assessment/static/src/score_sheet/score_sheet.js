import {
    Component,
    onWillDestroy,
    onWillStart,
    reactive,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useCommand } from "@web/core/commands/command_hook";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { sprintf } from "@web/core/utils/strings";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatNumber } from "../number_field/number_field";
import { ConflictDialog } from "../refusals/conflict_dialog";
import { CellEditor, isComposing } from "./cell_editor";
import { historyOf, takeImported } from "./histories";
import { KeysDialog } from "./keys_dialog";
import { describeCell } from "./paste_plan";
import { SheetClipboard } from "./sheet_clipboard";
import { SheetRow } from "./sheet_row";
import { makeKeeper, makeServer } from "./sheet_server";
import { SheetStore } from "./sheet_store";
import { useSheetUploads } from "./sheet_uploads";
import { SidePanel } from "./side_panel";

const CHANGED = "cchc_assessment_changed";
const PAGE = 10;
const WIDE = 1600;
const OFFER_DELAY = 12000;

const FILTERS = [
    ["attention", _t("To look at")],
    ["todo", _t("To do")],
    ["no_evidence", _t("No evidence")],
    ["needs_explanation", _t("Needs explanation")],
    ["changed", _t("Changed since returned")],
    ["differs", _t("Differs from last year")],
    ["disagrees", _t("Council disagrees")],
    ["asked", _t("Explanation asked")],
];

const STATES = {
    idle: { icon: "", text: "" },
    saved: { icon: "fa-check text-success", text: _t("Everything is saved") },
    saving: { icon: "fa-circle-o-notch fa-spin", text: _t("Saving…") },
    offline: {
        icon: "fa-plug",
        text: _t("No connection: what you typed is kept here and sent later"),
    },
    problem: { icon: "fa-exclamation-triangle", text: _t("Some rows are not saved") },
};

const HEADINGS = {
    name: _t("Criterion"),
    max: _t("Maximum"),
    result: _t("Result"),
    score: _t("Score"),
    evidence: _t("Documents"),
    explanation: _t("Explanation"),
    question: _t("Asked by the council"),
    council_result: _t("Appraised result"),
    council_score: _t("Appraised score"),
    remark: _t("Council's remark"),
};

const FINISHED = {
    unit: _t("Every criterion is scored and proven or explained."),
    council: _t("Every criterion that is yours is decided."),
    answer: _t("Every question is answered."),
};

/**
 * The assessment as the appendix reads and a spreadsheet works. Stands on `line_ids` and speaks to the server by itself,
 * row by row; without this file Odoo's own list stands in its place.
 */
export class ScoreSheet extends Component {
    static template = "cchc_assessment.ScoreSheet";
    static components = { CellEditor, SheetRow, SidePanel };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialogs = useService("dialog");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.busService = useService("bus_service");
        this.grid = useRef("grid");
        this.root = useRef("root");
        this.toolbar = useRef("toolbar");
        this.headings = HEADINGS;
        const { model, resId } = this.props.record;
        this.assessmentId = resId;
        this.store = useState(
            reactive(
                // not the component's own service, which is silent when the page has been left
                new SheetStore(
                    makeServer(this.env.services.orm, resId),
                    makeKeeper(resId),
                    (callback, delay) => browser.setTimeout(callback, delay),
                    historyOf(resId)
                )
            )
        );
        this.clipboard = new SheetClipboard(
            this.store,
            this.dialogs,
            () => this.focusCell(),
            (sentence) => this.offerUndo(sentence)
        );
        this.uploads = useSheetUploads(this.store, this.root);
        this.state = useState({ preview: false, isPanelOpen: true });
        onWillStart(async () => {
            await this.store.open();
            const imported = this.store.takeWritten(takeImported(resId));
            if (imported) {
                this.offerUndo(_t("Rows filled in by the import: %s", imported));
            }
            if (this.ui.isSmall && this.decisions.length && this.store.count("attention")) {
                // first what needs the eye of whoever answers for it
                this.store.setFilter("attention");
            }
            // the council's columns need the width first
            const isCrowded = this.store.columns.includes("council_result");
            this.state.isPanelOpen = !isCrowded || browser.innerWidth >= WIDE;
        });
        // headings and details stay below the toolbar, however many lines that takes
        useEffect(
            (toolbar) => {
                const observer = new ResizeObserver(() => {
                    const height = `${toolbar.offsetHeight}px`;
                    this.root.el?.style.setProperty("--cchc-toolbar", height);
                });
                observer.observe(toolbar);
                return () => observer.disconnect();
            },
            () => [this.toolbar.el]
        );
        useEffect(
            (key, column) => {
                this.state.preview = this.previewKey === key ? this.state.preview : false;
                if (this.editor?.hasFocus) {
                    this.grid.el
                        ?.querySelector(`#cchc_cell_${key}_${column}`)
                        ?.scrollIntoView({ block: "nearest", inline: "nearest" });
                }
            },
            () => [this.store.active.key, this.store.active.column]
        );
        // another action of the form has changed what the sheet shows
        useEffect(
            (count, isEditable, state) => {
                const { store } = this;
                const isAnother = isEditable !== store.isEditable || state !== store.workflowState;
                if (isAnother || count > store.revision) {
                    this.store.open();
                }
            },
            () => [this.data.revision, this.data.is_editable, this.data.state]
        );
        useBus(model.bus, "NEED_LOCAL_CHANGES", ({ detail }) => {
            this.editor?.leave();
            detail.proms.push(this.store.flush());
        });
        this.listen();
        useCommand(_t("Go to the next unfinished criterion"), () => this.nextUnfinished(), {
            hotkey: "alt+shift+n",
            category: "smart_action",
        });
        useCommand(_t("Agree with the unit on this criterion"), () => this.agree(), {
            category: "smart_action",
            isAvailable: () => this.canAgree,
        });
    }

    get data() {
        return this.props.record.data;
    }

    listen() {
        const channel = `cchc.assessment_${this.assessmentId}`;
        const onChanged = async (payload) => {
            if (payload.id !== this.assessmentId) {
                return;
            }
            const isNew = payload.revision > this.store.revision;
            await this.store.onRemoteChange(payload);
            if (isNew && !payload.line_ids.length) {
                await this.props.record.model.root.load();
            }
        };
        const onOnline = () => this.store.flush();
        this.busService.subscribe(CHANGED, onChanged);
        this.busService.addChannel(channel);
        browser.addEventListener("online", onOnline);
        onWillDestroy(() => {
            this.busService.unsubscribe(CHANGED, onChanged);
            this.busService.deleteChannel(channel);
            browser.removeEventListener("online", onOnline);
        });
    }

    get filters() {
        const isLeaders = this.decisions.length > 0;
        return FILTERS.filter(([name]) => name !== "attention" || isLeaders)
            .map(([name, label]) => ({
                name,
                label,
                count: this.store.count(name),
            }))
            .filter(({ name, count }) => count || this.store.filter === name);
    }

    /** What the leader decides: on a phone it stands beside the criteria, and in no menu. */
    get decisions() {
        const available = this.data.available_actions || [];
        return [
            {
                name: "action_return_to_officer",
                label: _t("Return"),
                className: "btn-secondary",
            },
            { name: "action_approve", label: _t("Approve"), className: "btn-primary" },
        ].filter(({ name }) => available.includes(name));
    }

    async decide({ name }) {
        const action = await this.orm.call("cchc.assessment", name, [[this.assessmentId]]);
        await this.action.doAction(action, {
            onClose: () => this.props.record.model.root.load(),
        });
    }

    get saving() {
        return STATES[this.store.state];
    }

    /** How far whoever's turn it is has come. */
    get work() {
        return this.store.side === "council" ? this.store.council.totals : this.store.totals;
    }

    get scored() {
        const { scored, leaves: all } = this.work;
        return this.store.side === "council"
            ? _t("%(scored)s of %(all)s criteria decided", { scored, all })
            : _t("%(scored)s of %(all)s criteria", { scored, all });
    }

    get progress() {
        const { scored, leaves } = this.work;
        return leaves ? Math.round((scored * 100) / leaves) : 100;
    }

    get totals() {
        const { council, digits, totals } = this.store;
        const shown = [{ label: council ? _t("Self-assessed") : "", ...totals }];
        if (council) {
            shown.push({ label: _t("Appraised"), ...council.totals });
        }
        return shown.map(({ label, score, maximum, percent }) => ({
            label,
            score: formatNumber(score, { decimals: digits }),
            maximum: formatNumber(maximum),
            percent: formatNumber(percent || 0, { decimals: digits }),
        }));
    }

    get canAgree() {
        return Boolean(this.store.activeRow) && this.store.canAgree(this.store.activeRow);
    }

    /** Take the unit's figures over in the row at hand, and go on to the next one that is open. */
    agree() {
        const { store } = this;
        if (this.canAgree) {
            store.agree(store.activeRow);
            this.move(() => store.moveRows(1, (row) => store.isOpen(row)));
        }
    }

    get daysLeft() {
        const { days_left: days, state } = this.data;
        if (!this.data.deadline || !["draft", "leader_review"].includes(state)) {
            return "";
        }
        if (days < 0) {
            return _t("Past the deadline");
        }
        return days ? _t("%s days left", days) : _t("Due today");
    }

    /** Who returned the assessment, and when, while it is to be worked on again. */
    get returned() {
        const { returned } = this.store;
        return (
            returned &&
            _t("Returned by %(user)s on %(date)s:", {
                user: returned.user,
                date: formatDateTime(deserializeDateTime(returned.date), { showSeconds: false }),
            })
        );
    }

    get deadline() {
        const { deadline } = this.data;
        return deadline ? formatDateTime(deadline, { showSeconds: false }) : "";
    }

    /** Whether the sign says enough: all is well. */
    get isQuiet() {
        return this.store.state === "saved" || this.store.state === "saving";
    }

    get foldLabel() {
        return this.allFolded ? _t("Unfold All") : _t("Fold All");
    }

    showKeys() {
        this.dialogs.add(KeysDialog, {}, { onClose: () => this.focusCell() });
    }

    get isUrgent() {
        return this.data.days_left <= 3;
    }

    get allFolded() {
        return this.store.rows.some(({ isBranch, key }) => isBranch && this.store.folded[key]);
    }

    nextUnfinished() {
        const isHereFirst = !this.grid.el?.contains(document.activeElement);
        let isFound;
        this.move(() => {
            isFound = this.store.nextUnfinished(isHereFirst);
        });
        if (!isFound) {
            this.notification.add(FINISHED[this.store.side] || FINISHED.unit, { type: "success" });
        }
    }

    openList() {
        return this.orm
            .call("cchc.assessment", "action_view_lines", [[this.assessmentId]])
            .then((action) => this.action.doAction(action));
    }

    isActive(row) {
        return this.store.active.key === row.key;
    }

    get announcement() {
        const row = this.store.activeRow;
        return row?.problem || row?.conflict?.message || "";
    }

    setEditor(editor) {
        this.editor = editor;
    }

    focusCell() {
        this.editor?.focus();
    }

    /** What a cell says to those who hear the page. */
    describeCell(row, column) {
        const text = row.line ? this.clipboard.read({ row, column }) : "";
        const criterion = [row.code, row.name].filter(Boolean).join(" ");
        return [HEADINGS[column], criterion, text].filter(Boolean).join(": ");
    }

    /** Do something that moves the keyboard on, and let the focus follow. */
    move(action) {
        action();
        this.focusCell();
    }

    commit(row, values, where) {
        const { store } = this;
        const { column } = store.active;
        const before = describeCell(row, column, store.values(row, store.side));
        store.edit(row, values);
        store.stopEditing();
        if (before && !describeCell(row, column, store.values(row, store.side))) {
            this.offerUndo(_t("Emptied: %s", [row.code, row.name].filter(Boolean).join(" ")));
        }
        if (where === "down") {
            store.moveRows(1, (next) => store.canEdit(next, store.active.column));
        } else if (where === "next" || where === "previous") {
            store.moveEditable(where === "next" ? 1 : -1);
        }
    }

    cancel() {
        this.store.stopEditing();
    }

    /** Tell what was done, with a way back. */
    offerUndo(sentence) {
        const step = this.store.history.last;
        this.closeOffer?.();
        this.closeOffer = this.notification.add(sentence, {
            type: "info",
            autocloseDelay: OFFER_DELAY,
            buttons: [
                {
                    name: _t("Undo"),
                    primary: true,
                    onClick: () => {
                        this.closeOffer?.();
                        this.undo(step);
                    },
                },
            ],
        });
    }

    undo(step = this.store.history.last) {
        this.tellReplayed(this.store.undo(step), _t("Rows undone: %s"));
    }

    redo() {
        this.tellReplayed(this.store.redo(), _t("Rows done again: %s"));
    }

    tellReplayed(result, sentence) {
        this.closeOffer?.();
        if (!result) {
            return;
        }
        this.focusCell();
        if (result.count) {
            this.notification.add(sprintf(sentence, result.count), { type: "info" });
        }
        if (result.skipped) {
            this.notification.add(
                _t(
                    "Changed by somebody else since, or closed, and left as they are: %s",
                    result.skipped
                ),
                { type: "warning" }
            );
        }
    }

    onCellEvent(ev) {
        if (ev.target.closest(".o_cchc_keys")) {
            const { activeRow: row, active } = this.store;
            return row && { row, column: active.column };
        }
        const cell = ev.target.closest("[data-column]");
        return cell && { row: this.store.byKey[cell.dataset.key], column: cell.dataset.column };
    }

    onMousedown() {
        // what is pressed may be the beginning of a selection, or be dragged
        this.isPressing = true;
        browser.setTimeout(() => {
            this.isPressing = false;
        });
    }

    onFocusin(ev) {
        const cell = this.onCellEvent(ev);
        if (cell && ev.target.matches("[data-column]") && !this.isPressing) {
            this.store.goTo(cell.row.key, cell.column);
            this.focusCell();
        }
    }

    onClick(ev) {
        if (ev.target.closest(".o_cchc_keys, button, a") || String(document.getSelection())) {
            return;
        }
        const cell = this.onCellEvent(ev);
        if (!cell) {
            return;
        }
        this.store.goTo(cell.row.key, cell.column);
        if (cell.column === "name" && cell.row.isBranch) {
            this.store.toggle(cell.row);
        }
        if (!this.editor.open()) {
            this.focusCell();
        }
    }

    onKeydown(ev) {
        const cell = this.onCellEvent(ev);
        if (!cell) {
            return;
        }
        if (ev.target.matches("[data-column]")) {
            this.store.active = { key: cell.row.key, column: cell.column };
            this.focusCell();
        }
        if (isComposing(ev) || this.store.editing) {
            return;
        }
        const action = this.keyAction(ev, cell);
        if (action) {
            ev.preventDefault();
            ev.stopPropagation();
            action();
        }
    }

    /** What a key does in a cell that is not being typed in; nothing for a key that is not the sheet's. */
    keyAction(ev, cell) {
        if (ev.altKey) {
            return this.digitAction(ev);
        }
        const isControl = ev.ctrlKey || ev.metaKey;
        return (
            this.moveAction(ev, cell, isControl) ||
            (isControl ? this.controlAction(ev) : this.plainAction(ev, cell))
        );
    }

    /** An option by its number. */
    digitAction(ev) {
        const digit = /^(?:Digit|Numpad)?([1-9])$/.exec(ev.code || ev.key);
        return digit && this.editor.hasNumber(digit[1])
            ? () => this.editor.chooseNumber(digit[1])
            : null;
    }

    controlAction(ev) {
        return {
            s: () => this.store.flush(),
            ".": () => this.nextUnfinished(),
            z: () => (ev.shiftKey ? this.redo() : this.undo()),
            y: () => this.redo(),
            "/": () => this.showKeys(),
        }[ev.key.toLowerCase()];
    }

    moveAction(ev, { row, column }, isControl) {
        const { store } = this;
        const rows = store.visibleRows;
        const moves = {
            ArrowDown: () => store.moveRows(1),
            ArrowUp: () => store.moveRows(-1),
            PageDown: () => store.moveRows(PAGE),
            PageUp: () => store.moveRows(-PAGE),
            ArrowRight: () =>
                column === "name" && row.isBranch && store.folded[row.key]
                    ? store.toggle(row, false)
                    : store.moveColumns(1),
            ArrowLeft: () =>
                column === "name" && row.isBranch ? store.toggle(row, true) : store.moveColumns(-1),
            Home: () => store.goTo(isControl ? rows[0].key : row.key, store.columns[0]),
            End: () => store.goTo(isControl ? rows.at(-1).key : row.key, store.columns.at(-1)),
        };
        return moves[ev.key] && (() => this.move(moves[ev.key]));
    }

    plainAction(ev, { row, column }) {
        const { store } = this;
        if (ev.key === "Enter" || ev.key === "F2") {
            return () => this.activate(row, column);
        }
        if (ev.key === " " && row.isBranch) {
            return () => store.toggle(row);
        }
        if (ev.key === "Tab") {
            // at either end of the sheet the key is the browser's again
            return store.moveEditable(ev.shiftKey ? -1 : 1) ? () => {} : null;
        }
        if (ev.key === "Escape") {
            return () => this.root.el.querySelector(".o_cchc_toolbar button").focus();
        }
        if (ev.key === "=" && column !== "remark" && this.canAgree) {
            return () => this.agree();
        }
        if (!store.canEdit(row, column)) {
            return null;
        }
        if (ev.key === "Delete") {
            return () => this.clipboard.clear(row, column);
        }
        // whatever is typed goes into the field, which is there already
        return ev.key === "Backspace" ? () => this.editor.open("") : null;
    }

    activate(row, column) {
        if (column === "name" && row.isBranch) {
            this.store.toggle(row);
        } else if (!this.editor.open() && row.line) {
            this.state.isPanelOpen = true;
            const selector =
                column === "evidence" ? ".o_cchc_documents button" : "button, input, a";
            requestAnimationFrame(() =>
                this.root.el?.querySelector(`.o_cchc_panel :is(${selector})`)?.focus()
            );
        }
    }

    onPanelKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            this.focusCell();
        }
    }

    onCopy(ev) {
        const cell = this.store.editing ? null : this.onCellEvent(ev);
        if (cell) {
            this.clipboard.copy(ev, cell);
        }
    }

    onPaste(ev) {
        const cell = this.store.editing ? null : this.onCellEvent(ev);
        if (cell) {
            this.clipboard.paste(ev, cell);
        }
    }

    /** Show a document beside the sheet; from a row, which then is the one at hand. */
    preview(id, row = this.store.activeRow) {
        if (row !== this.store.activeRow) {
            this.store.goTo(row.key, "evidence");
        }
        this.previewKey = this.store.active.key;
        this.state.isPanelOpen = true;
        this.state.preview = id;
    }

    /** Open the criterion's own form: everything that can be said of it and its documents. */
    async openForm(row) {
        await this.store.flush();
        const { council, id } = row.line;
        const action = await (this.store.side === "council"
            ? this.orm.call("cchc.appraisal", "action_open_form", [[council.id]])
            : this.orm.call("cchc.assessment.line", "action_open_form", [[id]]));
        // from there one goes on to the others
        const ids = Object.values(this.store.byKey).flatMap((one) => one.line?.id ?? []);
        await this.action.doAction(action, { onClose: () => this.store.refresh(ids) });
    }

    resolve(row) {
        this.dialogs.add(ConflictDialog, {
            message: row.conflict.message,
            keepMine: () => this.store.keepMine(row),
            takeTheirs: () => this.store.takeTheirs(row),
        });
    }
}

registry.category("fields").add("cchc_score_sheet", {
    component: ScoreSheet,
    displayName: "CCHC Score Sheet",
    supportedTypes: ["one2many"],
    // the sheet reads its rows itself: the list inside is for when this file is missing
    relatedFields: [],
    useSubView: false,
    fieldDependencies: [
        { name: "is_editable", type: "boolean" },
        { name: "state", type: "selection" },
        { name: "revision", type: "integer" },
        { name: "days_left", type: "integer" },
        { name: "deadline", type: "datetime" },
        { name: "available_actions", type: "json" },
    ],
});
