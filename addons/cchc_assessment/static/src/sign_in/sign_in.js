import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

const EXPIRED = "odoo.http.SessionExpiredException";

/** Whether the server says that nobody is signed in any more. */
export const isSignedOut = (error) => error?.exceptionName === EXPIRED;

/** Signs the same person in again, over the page that they were working on. */
export class SignInDialog extends Component {
    static template = "cchc_assessment.SignInDialog";
    static components = { Dialog };
    static props = { onSignedIn: Function, close: Function };

    setup() {
        this.password = useRef("password");
        this.login = user.login;
        this.state = useState({ problem: "", isAsking: false });
        onMounted(() => this.password.el.focus());
    }

    async signIn() {
        const { value: password } = this.password.el;
        await this.attempt(
            async () => {
                const { uid } = await rpc("/web/session/authenticate", {
                    db: session.db,
                    login: this.login,
                    password,
                });
                // with a second factor, only the page of its own signs in
                return uid
                    ? this.judge(uid)
                    : _t("Sign in on the page of its own, then go on here.");
            },
            _t("This is not the password of %s.", this.login)
        );
    }

    /** The user has signed in on another page of the browser. */
    async goOn() {
        await this.attempt(async () => {
            const { uid } = await rpc("/web/session/get_session_info");
            return this.judge(uid);
        }, _t("You are not signed in yet."));
    }

    /** What was typed is sent by whom it was typed, and by nobody else. */
    judge(uid) {
        if (uid !== user.userId) {
            return _t("Somebody else is signed in now. Sign in as %s.", this.login);
        }
        this.props.onSignedIn();
        this.props.close();
        return "";
    }

    async attempt(work, refused) {
        this.state.isAsking = true;
        try {
            this.state.problem = await work();
        } catch (error) {
            const isRefused = isSignedOut(error) || Boolean(error.exceptionName);
            this.state.problem = isRefused ? refused : _t("No connection. Try again.");
        }
        this.state.isAsking = false;
    }
}

/**
 * Asks whoever works on a page to sign in again once their session has ended, instead of throwing the page away.
 *
 * `ask()` is for whatever could not be sent; `bus` tells `SIGNED_IN`.
 */
const signInService = {
    dependencies: ["dialog"],
    start(env, { dialog }) {
        const waiting = new Map();
        let isAsked = false;
        let isDeclined = false;

        const tell = () => {
            isDeclined = false;
            [...waiting.keys()].forEach((callback) => callback());
        };
        const ask = () => {
            if (isAsked) {
                return;
            }
            isAsked = true;
            let hasSignedIn = false;
            dialog.add(
                SignInDialog,
                {
                    onSignedIn: () => {
                        hasSignedIn = true;
                    },
                },
                {
                    onClose: () => {
                        isAsked = false;
                        isDeclined = !hasSignedIn;
                        if (hasSignedIn) {
                            tell();
                        }
                    },
                }
            );
        };
        return {
            /** The user wants to. */
            ask,
            /** Something that runs by itself found that it has to be: it asks once, and does not insist. */
            need: () => {
                if (!isDeclined) {
                    ask();
                }
            },
            /** Whether there is somebody on this page who would lose something with it. */
            get isWanted() {
                return [...waiting.values()].some(Boolean);
            },
            /** Be told when somebody has signed in again, and say whether the page is wanted; returns what ends that. */
            follow(callback, isWanted = true) {
                waiting.set(callback, isWanted);
                return () => waiting.delete(callback);
            },
        };
    },
};

registry.category("services").add("cchc_sign_in", signInService);

/** Odoo's own answer is to load the page anew, with all that was on its way. */
export function signedOutHandler(env, error, originalError) {
    const signIn = env.services.cchc_sign_in;
    if (!isSignedOut(originalError) || !signIn?.isWanted) {
        return false;
    }
    error.unhandledRejectionEvent?.preventDefault();
    signIn.need();
    return true;
}

registry.category("error_handlers").add("cchc_signed_out", signedOutHandler, { sequence: 90 });
