import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";
import { ConflictDialog } from "./conflict_dialog";

// what several people fill in, each with a `revision`
const LINE = "cchc.assessment.line";
const REVISED = new Set([LINE, "cchc.appraisal"]);
const CONFLICT = "odoo.addons.cchc_assessment.exceptions.ConflictError";

/**
 * A criterion is saved together with the revision at which its user read it, from whatever view shows
 * `revision`: a form, a list, or the criteria within an assessment. When the server answers that somebody else
 * has changed the same meanwhile, the record stays as it was typed, and the user decides.
 */
patch(Record.prototype, {
    _getChanges(changes, options = {}) {
        const result = super._getChanges(...arguments);
        if (
            REVISED.has(this.resModel) &&
            this.resId &&
            "revision" in this.data &&
            !options.withReadonly &&
            Object.keys(result).length
        ) {
            // the one whose change the user has been told of, if that is newer
            result.seen_revision = Math.max(this.data.revision, this.acceptedRevision || 0);
        }
        return result;
    },

    async _save(options = {}) {
        const { onError } = options;
        const asking = onError && {
            onError: (error, tools) =>
                this._askAboutConflict(error) ? false : onError(error, tools),
        };
        try {
            return await super._save({ ...options, ...asking });
        } catch (error) {
            if (this._askAboutConflict(error)) {
                return false;
            }
            throw error;
        }
    },

    /** Ask what to do if `error` is a conflict; return whether it is one. */
    _askAboutConflict(error) {
        if (error.exceptionName !== CONFLICT) {
            return false;
        }
        const { line_id: lineId, revision, theirs } = error.data.context;
        const line = this._findLine(lineId);
        this.model.dialog.add(ConflictDialog, {
            message: error.data.message,
            keepMine: () => {
                line.acceptedRevision = revision;
                return this.save();
            },
            takeTheirs: async () => {
                line.acceptedRevision = revision;
                const { id, ...values } = theirs;
                await line.update(values);
            },
        });
        return true;
    },

    _findLine(lineId) {
        if (REVISED.has(this.resModel)) {
            return this;
        }
        return Object.values(this.data)
            .filter((value) => value?.resModel === LINE)
            .flatMap((list) => list.records)
            .find((record) => record.resId === lineId);
    },
});
