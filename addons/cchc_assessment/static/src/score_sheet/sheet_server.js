import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { Conflict, ConnectionLost } from "./sheet_store";

const CONFLICT = "odoo.addons.cchc_assessment.exceptions.ConflictError";
const SAVERS = {
    unit: "cchc.assessment.line",
    council: "cchc.appraisal",
    answer: "cchc.appraisal",
};

/** What outlives the page, for this database, user and assessment. */
export function makeKeeper(assessmentId) {
    const key = `cchc_sheet/${session.db}/${user.userId}/${assessmentId}`;
    return {
        load() {
            try {
                return JSON.parse(browser.localStorage.getItem(key)) || {};
            } catch {
                return {};
            }
        },
        save(kept) {
            if (Object.keys(kept).length) {
                browser.localStorage.setItem(key, JSON.stringify(kept));
            } else {
                browser.localStorage.removeItem(key);
            }
        },
    };
}

/** The two calls of the sheet, with what may go wrong in the words of the store. */
export function makeServer(orm, assessmentId) {
    return {
        open: () => orm.call("cchc.assessment", "get_sheet", [[assessmentId]]),
        rows: (lineIds) => orm.call("cchc.assessment", "get_sheet_rows", [[assessmentId], lineIds]),
        async save(side, rowId, changes, revision) {
            try {
                return await orm.silent.call(SAVERS[side], "save_row", [
                    [rowId],
                    changes,
                    revision,
                ]);
            } catch (error) {
                if (error instanceof ConnectionLostError) {
                    throw new ConnectionLost(error.message);
                }
                if (error.exceptionName === CONFLICT) {
                    const { revision: theirRevision, theirs } = error.data.context;
                    const { id, ...values } = theirs;
                    throw new Conflict(error.data.message, theirRevision, values);
                }
                throw new Error(error.data?.message || error.message);
            }
        },
    };
}
