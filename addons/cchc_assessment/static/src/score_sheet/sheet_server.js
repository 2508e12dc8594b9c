import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { isSignedOut } from "../sign_in/sign_in";
import { Conflict, ConnectionLost, SignedOut } from "./sheet_store";

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

function makeConflict(message, { revision, theirs }) {
    const { id, ...values } = theirs;
    return new Conflict(message, revision, values);
}

/** What may go wrong with a call, in the words of the store. */
function translateError(error) {
    if (error instanceof ConnectionLostError) {
        return new ConnectionLost(error.message);
    }
    if (isSignedOut(error)) {
        return new SignedOut(error.message);
    }
    if (error.exceptionName === CONFLICT) {
        return makeConflict(error.data.message, error.data.context);
    }
    return new Error(error.data?.message || error.message);
}

/** The calls of the sheet. */
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
                throw translateError(error);
            }
        },
        async saveAll(side, rows) {
            try {
                const answer = await orm.silent.call("cchc.assessment", "save_rows", [
                    [assessmentId],
                    side,
                    rows.map(({ id, values, revision }) => [id, values, revision]),
                ]);
                answer.refused = answer.refused.map(({ id, message, ...conflict }) => ({
                    id,
                    error: conflict.theirs ? makeConflict(message, conflict) : new Error(message),
                }));
                return answer;
            } catch (error) {
                throw translateError(error);
            }
        },
    };
}
