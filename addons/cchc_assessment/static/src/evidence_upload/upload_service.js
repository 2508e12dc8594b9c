import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { humanSize } from "@web/core/utils/binary";
import { session } from "@web/session";
import { UploadQueue, UploadRefused } from "./upload_queue";

const ROUTE = "/cchc/evidence/upload";

/** Where a file is filed, in the words of the route, and a key that tells one place from another. */
const target = (parameters) => ({ key: JSON.stringify(parameters), parameters });
export const lineTarget = (lineId) => target({ line_id: lineId });
export const assessmentTarget = (assessmentId) => target({ assessment_id: assessmentId });
export const versionTarget = (assessmentId, replacedId) =>
    target({ assessment_id: assessmentId, replaces_id: replacedId });

/** The limit of the settings; the server applies it whatever is said here. */
export const maxBytes = session.cchc_evidence_max_bytes ?? Infinity;

function sizeObjection(file) {
    if (!file.size) {
        return _t("The file is empty (0 bytes).");
    }
    if (file.size > maxBytes) {
        return _t("%(size)s: at most %(limit)s may be filed. Scan it at a lower resolution or split it.", {
            size: humanSize(file.size),
            limit: humanSize(maxBytes),
        });
    }
    return "";
}

function readAnswer(xhr) {
    let answer;
    try {
        answer = JSON.parse(xhr.responseText);
    } catch {
        // the sign-in page, a proxy's error page
        throw new Error(
            xhr.status === 413
                ? _t("The file is too large for the server.")
                : _t("The server did not take the file. Sign in again in another tab if your session has ended, then try again.")
        );
    }
    if (answer.error) {
        const sentence = answer.error.data?.message || answer.error.message || answer.error;
        throw xhr.status >= 500 ? new Error(sentence) : new UploadRefused(sentence);
    }
    return answer;
}

/** A request that tells how far it has come, which fetch() cannot. */
function sendEvidence({ file, target: { parameters } }, onProgress) {
    return new Promise((resolve, reject) => {
        const xhr = new XMLHttpRequest();
        const body = new FormData();
        body.append("csrf_token", odoo.csrf_token);
        for (const [name, value] of Object.entries(parameters)) {
            body.append(name, value);
        }
        body.append("file", file);
        xhr.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
        xhr.addEventListener("load", () => {
            try {
                resolve(readAnswer(xhr));
            } catch (error) {
                reject(error);
            }
        });
        xhr.addEventListener("error", () =>
            reject(new Error(_t("The connection was lost before the file arrived.")))
        );
        xhr.open("POST", ROUTE);
        xhr.send(body);
    });
}

/**
 * One queue for the whole page: what was dropped on a criterion goes on when its dialog is closed, and is still
 * told there when it is opened again.
 */
export const evidenceUploadService = {
    start() {
        const queue = reactive(new UploadQueue(sendEvidence, sizeObjection));
        window.addEventListener("beforeunload", (ev) => {
            if (queue.isBusy) {
                ev.preventDefault();
            }
        });
        return queue;
    },
};

registry.category("services").add("cchc_evidence_upload", evidenceUploadService);
