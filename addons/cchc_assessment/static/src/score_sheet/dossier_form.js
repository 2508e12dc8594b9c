import { Component, onMounted, onWillUnmount, useState, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { memoize } from "@web/core/utils/functions";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

/** How long the first screenful of criteria has to come onto the screen, and to ask for what it needs. */
const CHATTER_DELAY = 400;

/** The chatter stands below all criteria, out of view: it is drawn once they are on the screen. */
export const makeLate = memoize(
    (Chatter) =>
        class LateChatter extends Component {
            static template = xml`<Chatter t-if="state.isDue" t-props="props" />`;
            static components = { Chatter };
            static props = ["*"];

            setup() {
                this.state = useState({ isDue: false });
                let waiting;
                onMounted(() => {
                    waiting = browser.setTimeout(() => {
                        this.state.isDue = true;
                    }, CHATTER_DELAY);
                });
                onWillUnmount(() => browser.clearTimeout(waiting));
            }
        }
);

export class DossierRenderer extends FormRenderer {
    setup() {
        super.setup();
        const { Chatter, ...others } = this.mailComponents;
        this.mailComponents = { ...others, Chatter: makeLate(Chatter) };
    }
}

registry.category("views").add("cchc_dossier_form", { ...formView, Renderer: DossierRenderer });
