import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { isSignedOut } from "../sign_in/sign_in";
import { unpackSheet } from "./packed_rows";
import { SheetKeeper } from "./sheet_keeper";
import { Conflict, ConnectionLost, SignedOut } from "./sheet_store";

const CONFLICT = "odoo.addons.cchc_assessment.exceptions.ConflictError";
const SAVERS = {
    unit: "cchc.assessment.line",
    council: "cchc.appraisal",
    answer: "cchc.appraisal",
};

/** What outlives the page, for this database, user and assessment; `tell` is called once, where nothing does. */
export function makeKeeper(assessmentId, tell) {
    const sheet = { db: session.db, userId: user.userId, assessmentId };
    return new SheetKeeper(browser.localStorage, sheet, tell);
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

const NOTE_FIELDS = ["line_id", "body", "create_uid", "create_date", "mentioned_ids", "is_settled"];
const NAMES = { fields: { name: {} } };

/** Do something with the server; what goes wrong is told in the words of the store. */
async function attempt(call) {
    try {
        return await call();
    } catch (error) {
        throw translateError(error);
    }
}

/** The calls about the notes of a unit's people. */
function makeNotesServer(orm, assessmentId) {
    return {
        /** Who may read and write them: the people of the unit; nobody where the user is none of them. */
        async people() {
            if (!(await attempt(() => user.checkAccessRight("cchc.note", "read")))) {
                return [];
            }
            const specification = {
                unit_id: {
                    fields: { officer_ids: NAMES, leader_ids: NAMES, contributor_ids: NAMES },
                },
            };
            const [{ unit_id: unit }] = await attempt(() =>
                orm.webRead("cchc.assessment", [assessmentId], { specification })
            );
            const all = [unit.officer_ids, unit.leader_ids, unit.contributor_ids].flatMap(
                (users) => users || []
            );
            const byId = new Map(all.map(({ id, name }) => [id, name]));
            const people = [...byId].map(([id, name]) => ({ id, name, isMe: id === user.userId }));
            return byId.has(user.userId) ? people : [];
        },
        notes: () =>
            attempt(() =>
                orm.searchRead("cchc.note", [["assessment_id", "=", assessmentId]], NOTE_FIELDS)
            ),
        addNote: (lineId, body) =>
            attempt(() => orm.create("cchc.note", [{ line_id: lineId, body }])),
        settleNote: (id, isSettled) =>
            attempt(() => orm.write("cchc.note", [id], { is_settled: isSettled })),
    };
}

/** The calls about who of the unit does what. */
function makeTeamServer(orm, assessmentId) {
    const act = (method, ...args) =>
        attempt(() => orm.call("cchc.assessment", method, [[assessmentId], ...args]));
    return {
        /** Who does what; false where the user is none of the unit's people. */
        team: async () =>
            (await attempt(() => user.checkAccessRight("cchc.task", "read"))) &&
            (await attempt(() => orm.silent.call("cchc.assessment", "get_team", [[assessmentId]]))),
        checkOff: (lineId, isChecked) => act("action_check_off", [lineId], isChecked),
        handBack: (lineId, reason) => act("action_hand_back", [lineId], reason),
        takeOverTasks: () => act("action_take_over_tasks"),
        give: (values) =>
            attempt(() => orm.create("cchc.task", [{ assessment_id: assessmentId, ...values }])),
        nameCoordinators: (unitId, ids) =>
            attempt(() => orm.call("cchc.unit", "name_coordinators", [[unitId], ids])),
        takeTaskBack: (id) => attempt(() => orm.unlink("cchc.task", [id])),
    };
}

/** Ask for all that a sheet shows; the one place that says how. */
export const askSheet = async (orm, assessmentId) =>
    unpackSheet(await orm.call("cchc.assessment", "get_sheet", [[assessmentId], true]));

/**
 * The calls of the sheet.
 *
 * @param {{ take: (assessmentId: number) => Promise<Object> | null }} ahead what was asked before the sheet was there
 */
export function makeServer(orm, assessmentId, ahead) {
    return {
        ...makeNotesServer(orm, assessmentId),
        ...makeTeamServer(orm, assessmentId),
        open: () => ahead.take(assessmentId) || askSheet(orm, assessmentId),
        rows: (lineIds) => orm.call("cchc.assessment", "get_sheet_rows", [[assessmentId], lineIds]),
        /** Documents of the form that may prove criteria, by the line. */
        fitting: () =>
            attempt(() =>
                orm.silent.call("cchc.assessment", "get_fitting_documents", [[assessmentId]])
            ),
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
