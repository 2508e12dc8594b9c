import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import "@web/webclient/user_menu/user_menu_items";
import { session } from "@web/session";
import { dropNotes } from "./sheet_keeper";

/** The menu's item that signs out, which takes the user's unsent notes from the computer that others use next. */
export const forgetNotes = (makeItem) => (env) => {
    const item = makeItem(env);
    return {
        ...item,
        callback() {
            try {
                dropNotes(browser.localStorage, { db: session.db, userId: user.userId });
            } catch {
                // a store that is closed gives nothing to whoever comes next either
            }
            return item.callback();
        },
    };
};

const items = registry.category("user_menuitems");
items.add("log_out", forgetNotes(items.get("log_out")), { force: true });
