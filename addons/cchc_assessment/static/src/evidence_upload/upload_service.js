import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { formatNumber } from "../number_field/number_field";
import { folderOf } from "./dropped_files";
import { arrangePictures } from "./join_dialog";
import { UploadQueue, UploadRefused, UploadUnreached } from "./upload_queue";

const ROUTE = "/cchc/evidence/upload";
/** Not allowed, not found, too large, not a document: whoever sends it again hears the same. */
const FINAL = [403, 404, 413, 422];
const SIGNED_OUT = 401;

/** Where a file is filed, in the words of the route, and a key that tells one place from another. */
const target = (parameters) => ({ key: JSON.stringify(parameters), parameters });
export const lineTarget = (lineId) => target({ line_id: lineId });
export const assessmentTarget = (assessmentId) => target({ assessment_id: assessmentId });
export const versionTarget = (assessmentId, replacedId) =>
    target({ assessment_id: assessmentId, replaces_id: replacedId });
export const trayTarget = (unitId) => target({ tray_unit_id: unitId });

/** The limit of the settings; the server applies it whatever is said here. */
export const maxBytes = session.cchc_evidence_max_bytes ?? Infinity;

export const megabytes = (bytes) => formatNumber(bytes / 1024 / 1024, { decimals: 1 });

function sizeObjection(file) {
    if (!file.size) {
        return _t("The file is empty (0 bytes).");
    }
    if (file.size > maxBytes) {
        return _t(
            "It has %(size)s MB; at most %(limit)s MB may be filed. Scan it at a lower resolution or split it.",
            { size: megabytes(file.size), limit: megabytes(maxBytes) }
        );
    }
    return "";
}

/** The page is older than the session: whoever is signed in now has another token. */
class SessionRenewed extends Error {
    constructor(message, token) {
        super(message);
        this.token = token;
    }
}

/** The session has ended: the file waits until somebody is signed in. */
class SignedOut extends UploadUnreached {}

function readAnswer(xhr) {
    let answer;
    try {
        answer = JSON.parse(xhr.responseText);
    } catch {
        // the page of a proxy in between
        answer = { error: _t("The server did not take the file (%s).", xhr.status) };
    }
    // not for somebody else who signed in since: they would file what they never chose
    if (answer.csrf_token && answer.uid === user.userId) {
        throw new SessionRenewed(answer.error, answer.csrf_token);
    }
    if (xhr.status === SIGNED_OUT) {
        throw new SignedOut(answer.error);
    }
    if (answer.error) {
        throw new (FINAL.includes(xhr.status) ? UploadRefused : Error)(answer.error);
    }
    return answer;
}

/** Send a file; after the officer signed in again in another tab, with the token of the session that holds now. */
async function sendEvidence(upload, onProgress) {
    try {
        return await request(upload, onProgress);
    } catch (error) {
        if (!(error instanceof SessionRenewed)) {
            throw error;
        }
        odoo.csrf_token = error.token;
        return request(upload, onProgress);
    }
}

/** A request that tells how far it has come, which fetch() cannot. */
function request({ file, target: { parameters } }, onProgress) {
    return new Promise((resolve, reject) => {
        const xhr = new XMLHttpRequest();
        const body = new FormData();
        body.append("csrf_token", odoo.csrf_token);
        for (const [name, value] of Object.entries(parameters)) {
            body.append(name, value);
        }
        for (const one of file.pictures || [file]) {
            body.append("file", one);
        }
        if (file.pictures) {
            body.append("joined_name", file.name);
            body.append("turns", file.turns.join());
        }
        if (folderOf(file)) {
            body.append("folder", folderOf(file));
        }
        xhr.upload.addEventListener("progress", ({ loaded, total }) => onProgress(loaded / total));
        xhr.addEventListener("load", () => {
            try {
                resolve(readAnswer(xhr));
            } catch (error) {
                reject(error);
            }
        });
        xhr.addEventListener("error", () =>
            reject(
                new UploadUnreached(
                    _t("No connection: the file is kept here and goes when the network is back.")
                )
            )
        );
        xhr.open("POST", ROUTE);
        xhr.send(body);
    });
}

/**
 * One queue for the whole page: what was dropped on a criterion goes on when its dialog is closed, and is still
 * told there when it is opened again.
 */
const evidenceUploadService = {
    dependencies: ["cchc_sign_in", "dialog"],
    start(env, { cchc_sign_in: signIn, dialog }) {
        const send = (...args) =>
            sendEvidence(...args).catch((error) => {
                if (error instanceof SignedOut) {
                    signIn.need();
                }
                throw error;
            });
        const queue = reactive(
            new UploadQueue(send, sizeObjection, {
                arrange: (files) => arrangePictures(dialog, files),
                isThere: () => navigator.onLine,
                later: (callback, delay) => browser.setTimeout(callback, delay),
            })
        );
        browser.addEventListener("online", () => queue.resume());
        signIn.follow(() => queue.resume(), false);
        window.addEventListener("beforeunload", (ev) => {
            if (queue.isBusy) {
                ev.preventDefault();
            }
        });
        return queue;
    },
};

registry.category("services").add("cchc_evidence_upload", evidenceUploadService);
