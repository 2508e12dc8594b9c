import { registry } from "@web/core/registry";

const address = ".o_field_widget[name=cchc_link_address] input";
const freeze = "button[name=action_cchc_freeze_link_address]";

registry.category("web_tour.tours").add("cchc_settings", {
    steps: () => [
        {
            content: "Type the address at which people reach this Odoo",
            trigger: address,
            run: "edit https://odoo.mau.gov.vn",
        },
        {
            content: "Freeze it, without saving before",
            trigger: freeze,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The page shows it, and nothing is left to freeze",
            trigger: `.o_setting_container:not(:has(${freeze})) ${address}:value(https://odoo.mau.gov.vn)`,
        },
    ],
});
