import {
    Component,
    onMounted,
    onWillDestroy,
    onWillStart,
    reactive,
    toRaw,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useCommand } from "@web/core/commands/command_hook";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { memoize } from "@web/core/utils/functions";
import { useBus, useService } from "@web/core/utils/hooks";
import { sprintf } from "@web/core/utils/strings";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ConflictDialog } from "../refusals/conflict_dialog";
import { CellEditor, isComposing } from "./cell_editor";
import { DocumentView } from "./document_view";
import { FindBar } from "./find_bar";
import { HEIGHTS, groupRows, useGradualRows } from "./gradual_rows";
import { historyOf, takeImported } from "./histories";
import { KeysDialog } from "./keys_dialog";
import { formatMoment } from "./moments";
import { describeCell } from "./paste_plan";
import { SheetClipboard } from "./sheet_clipboard";
import { SheetKeys } from "./sheet_keys";
import { LookMenu, loadLook, saveLook } from "./sheet_look";
import { useSheetPrint } from "./sheet_print";
import { findCrowded, hasCards, writeWidths } from "./sheet_room";
import { SheetCard, SheetRow } from "./sheet_row";
import { SheetSelection } from "./sheet_selection";
import { makeKeeper, makeServer } from "./sheet_server";
import { SheetStore } from "./sheet_store";
import { useSheetUploads } from "./sheet_uploads";
import { SheetStatus } from "./sheet_status";
import { SidePanel } from "./side_panel";
import { WhatIfDialog } from "./what_if";

const CHANGED = "cchc_assessment_changed";
const NOTES_CHANGED = "cchc_assessment_notes";
/** Screens that have room for the details beside the sheet from the beginning, without the council's columns and with them. */
const [NARROW, WIDE] = [900, 1600];
/** What stands to the left and the right of the table, about, until it can be measured: without the details and with them. */
const [MARGINS, DETAILS] = [84, 320];
/** A table that is wider by less is as wide: what gives way may take the page's own scrollbar with it, and come back. */
const SCROLLBAR = 20;
const OFFER_DELAY = 12000;
/** After how long the details are of the row at hand, whatever is being typed there. */
const DETAILS_DELAY = 300;
/** After how many frames what was out of view is as high as it is. */
const SETTLED = 4;

const HEADINGS = {
    name: _t("Criterion"),
    max: _t("Maximum"),
    result: _t("Level Reached"),
    score: _t("Score"),
    evidence: _t("Documents"),
    explanation: _t("Explanation"),
    question: _t("Asked by the council"),
    council_result: _t("Appraised level"),
    council_score: _t("Appraised score"),
    remark: _t("Council's remark"),
};

/** How wide the page is, and how large its letters are. */
const measurePage = () => ({
    width: browser.innerWidth,
    letter: parseFloat(getComputedStyle(document.body).fontSize),
});

/** How wide the widest word of a heading is, by the size of its letters. */
const measureWords = memoize((heading) => {
    const ruler = document.createElement("canvas").getContext("2d");
    ruler.font = `bold 100px ${getComputedStyle(document.body).fontFamily}`;
    return Math.max(...heading.split(" ").map((word) => ruler.measureText(word).width)) / 100;
});

const KEEPS_NOTHING = _t(
    "This browser keeps nothing any more, for want of room or by its settings: what is not sent yet is lost with the page."
);
const WARNING = { type: "warning", sticky: true };

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
    static components = {
        CellEditor,
        DocumentView,
        FindBar,
        LookMenu,
        SheetCard,
        SheetRow,
        SheetStatus,
        SidePanel,
    };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialogs = useService("dialog");
        this.notification = useService("notification");
        this.ui = useState(useService("ui"));
        this.busService = useService("bus_service");
        this.signIn = useService("cchc_sign_in");
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
                    makeServer(this.env.services.orm, resId, useService("cchc_sheet_ahead")),
                    makeKeeper(resId, () => this.notification.add(KEEPS_NOTHING, WARNING)),
                    (callback, delay) => browser.setTimeout(callback, delay),
                    historyOf(resId)
                )
            )
        );
        this.store.beforeTurn = () => this.editor?.leave();
        this.clipboard = new SheetClipboard(
            this.store,
            this.dialogs,
            () => this.focusCell(),
            (sentence) => this.offerUndo(sentence)
        );
        this.keys = new SheetKeys(this);
        this.selection = new SheetSelection(this.store, this.clipboard);
        this.uploads = useSheetUploads(this.store, this.root);
        this.look = useState(loadLook());
        this.state = useState({
            preview: false,
            isPanelOpen: true,
            isFinding: false,
            isWhole: false,
        });
        this.screen = useState({ ...measurePage(), table: 0 });
        this.details = useState({ key: false });
        this.gradualRows = useGradualRows(
            () => this.store.visibleKeys,
            () => this.store.active.key,
            (HEIGHTS[this.isPhone ? "card" : this.look.density] * this.look.zoom) / 100
        );
        useSheetPrint(this.root, () => this.readPrinted());
        onWillStart(async () => {
            await this.store.open();
            const imported = this.store.takeWritten(takeImported(resId));
            if (imported) {
                this.offerUndo(_t("Rows filled in by the import: %s", imported));
            }
            if (this.isPhone && this.decisions.length && this.store.count("attention")) {
                // first what needs the eye of whoever answers for it
                this.store.setFilter("attention");
            }
            this.state.isPanelOpen = this.hasRoomForDetails;
            this.screen.table =
                this.screen.width - MARGINS - (this.state.isPanelOpen ? DETAILS : 0);
            this.store.hideColumns(this.hiddenColumns);
            this.showDetails();
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
                this.followPreview(key);
                if (this.editor?.hasFocus) {
                    this.showCell(key, column);
                }
            },
            () => [this.store.active.key, this.store.active.column]
        );
        // they follow when the keyboard rests (`CellEditor.settle`), and it may not for a long time
        useEffect(
            () => {
                const waiting = browser.setTimeout(() => this.showDetails(), DETAILS_DELAY);
                return () => browser.clearTimeout(waiting);
            },
            () => [this.store.active.key]
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
        useEffect(
            (hidden) => {
                this.store.hideColumns(hidden.split(" ").filter(Boolean));
            },
            () => [this.hiddenColumns.join(" ")]
        );
        // a row that comes into view is as high as it is, and not as was guessed: the field stays over its cell
        useEffect(
            (grid) => {
                const observer = new ResizeObserver(() => {
                    this.followTable(grid);
                    this.editor?.follow();
                });
                if (grid) {
                    observer.observe(grid);
                }
                return () => observer.disconnect();
            },
            () => [this.grid.el]
        );
        useEffect(
            (isSignedIn) => {
                if (!isSignedIn) {
                    this.signIn.need();
                }
            },
            () => [this.store.isSignedIn]
        );
        // the sheet does not wait for them
        onMounted(() => {
            this.store.openNotes();
            this.store.readTeam();
        });
        useExternalListener(window, "keydown", (ev) => this.onPageKeydown(ev));
        useExternalListener(window, "resize", () => {
            const had = this.hasRoomForDetails;
            Object.assign(this.screen, measurePage());
            if (this.hasRoomForDetails !== had && !this.hasChosenDetails) {
                this.state.isPanelOpen = !had;
            }
        });
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

    /** Show the details of the row at hand; resolves once they are drawn. */
    async showDetails() {
        this.details.key = this.store.active.key;
        // drawn in the next frame, after what was asked for that frame before
        await new Promise((resolve) => requestAnimationFrame(resolve));
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }

    get data() {
        return this.props.record.data;
    }

    get isPhone() {
        return hasCards({
            isSmall: this.ui.isSmall,
            isTouched: browser.matchMedia("(pointer: coarse)").matches,
            width: this.screen.width,
        });
    }

    /** Whether details stand beside the sheet unasked: the council's columns need the width first. */
    get hasRoomForDetails() {
        const isCrowded = this.store.allColumns.includes("council_result");
        return this.screen.width >= (isCrowded ? WIDE : NARROW);
    }

    /** The page, or what is beside the table, has become wider or narrower. */
    followTable({ offsetWidth }) {
        if (offsetWidth && Math.abs(offsetWidth - this.screen.table) > SCROLLBAR) {
            this.screen.table = offsetWidth;
        }
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
        const onNotes = ({ id }) => {
            if (id === this.assessmentId) {
                this.store.readNotes();
                this.store.readTeam();
            }
        };
        const onOnline = () => this.store.flush();
        const onKept = (ev) => this.store.followNote(ev);
        const unfollow = this.signIn.follow(() => this.store.resume());
        this.busService.subscribe(CHANGED, onChanged);
        this.busService.subscribe(NOTES_CHANGED, onNotes);
        this.busService.addChannel(channel);
        browser.addEventListener("online", onOnline);
        browser.addEventListener("storage", onKept);
        onWillDestroy(() => {
            unfollow();
            this.busService.unsubscribe(CHANGED, onChanged);
            this.busService.unsubscribe(NOTES_CHANGED, onNotes);
            this.busService.deleteChannel(channel);
            browser.removeEventListener("online", onOnline);
            browser.removeEventListener("storage", onKept);
        });
    }

    chooseFilter({ name }) {
        this.store.setFilter(name);
        const { el: root } = this.root;
        // what is left of the rows may have gone past the top of the page
        if (root.getBoundingClientRect().top < this.toolbar.el.getBoundingClientRect().top) {
            root.scrollIntoView();
        }
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

    /** The rows that are drawn by now, each of which follows itself, in groups that a row never leaves. */
    get drawnGroups() {
        const { byKey } = toRaw(this.store);
        return groupRows(this.gradualRows.readDrawn().map((key) => byKey[key]));
    }

    get columnWidths() {
        return writeWidths(this.store.columns, (column) => measureWords(`${HEADINGS[column]}`));
    }

    /** How many criteria a leader's phone leaves out at first, since they ask for nothing. */
    get otherCount() {
        const { filter } = this.store;
        return filter === "attention"
            ? this.store.count("every") - this.store.count("attention")
            : 0;
    }

    get otherLabel() {
        return _t("Show the other criteria, too (%s)", this.otherCount);
    }

    get taken() {
        return this.selection.cells;
    }

    /** The cell at hand, read once for all rows. */
    get activeCell() {
        return { ...this.store.active };
    }

    get rowCount() {
        return this.store.visibleKeys.length;
    }

    /** What is hidden: as the user likes it, and what gives way where the table is too narrow for all. */
    get hiddenColumns() {
        const { hidden, zoom } = this.look;
        const letter = (this.screen.letter * zoom) / 100;
        const wanted = this.store.allColumns.filter((column) => !hidden.includes(column));
        return [...hidden, ...findCrowded(wanted, this.screen.table / letter)];
    }

    get optionalColumns() {
        return this.store.optionalColumns.map((name) => ({ name, label: HEADINGS[name] }));
    }

    setLook(changes) {
        Object.assign(this.look, changes);
        saveLook(this.look);
    }

    /** Whether a document lies beside the sheet. */
    get isReading() {
        return Boolean(this.state.preview) && !this.isPhone;
    }

    /** The documents that the criterion at hand has, this year and before, which lead to each other. */
    get readable() {
        const row = this.store.activeRow;
        const ids = [...(row?.line?.evidence_ids || []), ...(row?.earlier?.evidence_ids || [])];
        return [...new Set(ids)].filter((id) => this.store.documents[id]);
    }

    toggleDetails() {
        this.hasChosenDetails = true;
        this.state.isPanelOpen = !this.state.isPanelOpen;
    }

    toggleWhole() {
        this.state.isWhole = !this.state.isWhole;
        this.focusCell();
    }

    get selectionTotals() {
        if (!this.selection.isSeveral) {
            return "";
        }
        const { count, sums } = this.selection.totals;
        const parts = sums.map(({ column, sum }) => `${HEADINGS[column]}: ${sum}`);
        return [_t("Criteria taken: %s", count), ...parts].join(" · ");
    }

    readPrinted() {
        const { columns } = this.store;
        return {
            headings: columns.map((column) => HEADINGS[column]),
            rows: this.store.visibleRows.map((row) => ({
                key: row.key,
                isBranch: row.isBranch,
                cells: columns.map((column) => this.clipboard.read({ row, column }) || ""),
            })),
        };
    }

    find() {
        this.state.isFinding = true;
    }

    onFound({ key, column }) {
        const { store } = this;
        this.editor?.leave();
        if (store.filter && !store.visibleKeys.includes(key)) {
            store.setFilter(store.filter);
        }
        store.goTo(key, column);
        this.reveal(key, column);
    }

    closeFind() {
        this.state.isFinding = false;
        this.focusCell();
    }

    /** Whatever has the keyboard on this page, what is looked for stands in the sheet: the browser sees a part of it. */
    onPageKeydown(ev) {
        const isFind = (ev.ctrlKey || ev.metaKey) && !ev.altKey && ev.key.toLowerCase() === "f";
        const isOurs = this.root.el?.getClientRects().length && !this.isPhone;
        if (isFind && isOurs && this.ui.activeElement.contains(this.root.el)) {
            // pressed once more it is the browser's
            if (!ev.target.closest?.(".o_cchc_find")) {
                ev.preventDefault();
                this.find();
            }
        }
    }

    /** Bring a cell into view, once what is around it has been drawn. */
    async reveal(key, column) {
        // a group that had not been seen has a height of its own, and then each of its rows
        for (let frame = 0; frame < SETTLED; frame++) {
            await new Promise((resolve) => requestAnimationFrame(resolve));
            this.showCell(key, column);
        }
    }

    showCell(key, column) {
        this.root.el
            ?.querySelector(`#cchc_cell_${key}_${column}`)
            ?.scrollIntoView({ block: "nearest", inline: "nearest" });
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

    /** Who returned the assessment, and when, while it is to be worked on again. */
    get returned() {
        const { returned } = this.store;
        return (
            returned &&
            _t("Returned by %(user)s on %(date)s:", {
                user: returned.user,
                date: formatMoment(deserializeDateTime(returned.date)),
            })
        );
    }

    get deadline() {
        const { deadline } = this.data;
        return deadline ? formatMoment(deadline) : "";
    }

    get foldLabel() {
        return this.allFolded ? _t("Unfold All") : _t("Fold All");
    }

    showKeys() {
        this.dialogs.add(KeysDialog, {}, { onClose: () => this.focusCell() });
    }

    /** Whether the sums are the unit's own, which the classes are held to. */
    get canAskWhatIf() {
        return this.store.side === "unit" || this.decisions.length > 0;
    }

    async showWhatIf() {
        const standing = await this.orm.call("cchc.assessment", "get_standing", [
            [this.assessmentId],
        ]);
        if (!standing.classes.length) {
            this.notification.add(_t("This period has no rating scale."), { type: "warning" });
            return;
        }
        this.dialogs.add(WhatIfDialog, {
            store: this.store,
            standing,
            onGo: (key) => this.move(() => this.store.goTo(key, this.store.inputColumn)),
        });
    }

    get allFolded() {
        // followed by what folds, and not by every row
        const { folded, rows } = toRaw(this.store);
        return this.store.foldings > 0 && rows.some(({ isBranch, key }) => isBranch && folded[key]);
    }

    nextUnfinished() {
        const isHereFirst = !this.grid.el?.contains(document.activeElement);
        let isFound;
        this.move(() => {
            isFound = this.store.nextUnfinished(isHereFirst);
        });
        this.showDetails();
        if (!isFound) {
            this.notification.add(FINISHED[this.store.side] || FINISHED.unit, { type: "success" });
        }
    }

    /** Give out what was given out last year, where nobody has said anything yet. */
    async takeOverTasks() {
        try {
            const count = await this.store.takeOverTasks();
            this.notification.add(_t("Given out as last year: %s", count), { type: "success" });
        } catch (error) {
            this.notification.add(error.message, { type: "danger" });
        }
    }

    openList() {
        return this.orm
            .call("cchc.assessment", "action_view_lines", [[this.assessmentId]])
            .then((action) => this.action.doAction(action));
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

    onMousedown(ev) {
        const cell = ev.button ? null : this.onCellEvent(ev);
        this.pressed =
            cell && ev.target.closest("[data-column]") && !ev.target.draggable ? cell : null;
        this.isDrawn = false;
        // what is pressed may be the beginning of a selection, or be dragged
        this.isPressing = true;
        browser.setTimeout(() => {
            this.isPressing = false;
        });
    }

    /** The mouse is drawn from one cell over others: they are taken. */
    onMouseover(ev) {
        const { pressed } = this;
        const cell = pressed && ev.buttons === 1 && this.onCellEvent(ev);
        const isOther =
            cell &&
            (cell.row.key !== pressed.row.key ||
                cell.column !== pressed.column ||
                this.selection.isSeveral);
        if (!isOther || ev.target.closest(".o_cchc_keys")) {
            return;
        }
        document.getSelection().removeAllRanges();
        if (!this.selection.isSeveral) {
            this.editor?.leave();
            this.store.goTo(pressed.row.key, pressed.column);
        }
        this.store.goTo(cell.row.key, cell.column, true);
        this.isDrawn = true;
    }

    /** Let the user choose documents for the criterion at hand. */
    async askForFiles() {
        Object.assign(this.state, { isPanelOpen: true, preview: false });
        await this.showDetails();
        this.root.el?.querySelector(".o_cchc_attach input[type=file]")?.click();
    }

    fillDown() {
        const misfits = this.selection.fillDown();
        if (misfits) {
            this.notification.add(_t("Cells that do not take it: %s", misfits), {
                type: "warning",
            });
        }
    }

    onFocusin(ev) {
        const cell = this.onCellEvent(ev);
        if (cell && ev.target.matches("[data-column]") && !this.isPressing) {
            this.store.goTo(cell.row.key, cell.column);
            this.focusCell();
            this.editor?.settle();
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
        if (ev.shiftKey || this.isDrawn) {
            if (ev.shiftKey) {
                this.store.goTo(cell.row.key, cell.column, true);
            }
            this.isDrawn = false;
            this.focusCell();
            return;
        }
        this.store.goTo(cell.row.key, cell.column);
        this.showDetails();
        if (cell.column === "name" && cell.row.isBranch) {
            this.store.toggle(cell.row);
        }
        if (!this.editor?.open()) {
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
        const action = this.keys.keyAction(ev, cell);
        if (action) {
            ev.preventDefault();
            ev.stopPropagation();
            action();
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
        if (cell && this.selection.isSeveral) {
            this.selection.copy(ev);
        } else if (cell) {
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
        if (row.key !== this.store.active.key) {
            this.store.goTo(row.key, "evidence");
        }
        this.previewKey = this.store.active.key;
        this.state.preview = id;
    }

    /** Whoever reads on reads the next criterion's documents; the last one stays where there are none. */
    followPreview(key) {
        if (this.state.preview && this.previewKey !== key && this.readable.length) {
            this.previewKey = key;
            if (!this.readable.includes(this.state.preview)) {
                this.state.preview = this.readable[0];
            }
        }
    }

    get readingTitle() {
        const { code, name } = this.store.byKey[this.previewKey] || this.store.activeRow;
        return [code, name].filter(Boolean).join(" ");
    }

    choosePreview(id) {
        this.state.preview = id;
    }

    closePreview() {
        this.state.preview = false;
        this.focusCell();
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
