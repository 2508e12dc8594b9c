import { registry } from "@web/core/registry";
import { SheetHistory } from "./sheet_history";

const histories = {};
const imports = {};

/** What was done in the sheet of an assessment, for as long as the page is not loaded anew. */
export function historyOf(assessmentId) {
    histories[assessmentId] ??= new SheetHistory();
    return histories[assessmentId];
}

/** What was imported into an assessment since the sheet was last asked, row by row; handed out once. */
export function takeImported(assessmentId) {
    const changes = imports[assessmentId];
    delete imports[assessmentId];
    return changes || [];
}

/** An import is over: its changes are the sheet's, which undoes them like others. */
registry.category("actions").add("cchc_imported", (_env, { params }) => {
    imports[params.assessment_id] = params.changes;
    return { type: "ir.actions.client", tag: "soft_reload" };
});
