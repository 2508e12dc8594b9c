import { onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { renderToElement } from "@web/core/utils/render";

/**
 * Let the whole sheet be printed, of which the screen shows a part: the browser waits for nothing that is drawn later.
 *
 * @param {{ el: HTMLElement }} root
 * @param {() => { headings: string[], rows: Object[] }} read what is printed
 */
export function useSheetPrint(root, read) {
    let printed = null;
    const before = () => {
        printed?.remove();
        printed = renderToElement("cchc_assessment.SheetPrint", read());
        root.el.append(printed);
    };
    const after = () => {
        printed?.remove();
        printed = null;
    };
    onMounted(() => {
        browser.addEventListener("beforeprint", before);
        browser.addEventListener("afterprint", after);
    });
    onWillUnmount(() => {
        browser.removeEventListener("beforeprint", before);
        browser.removeEventListener("afterprint", after);
    });
}
