import { Component, onWillDestroy, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { folderOf } from "./dropped_files";
import { shrinkPicture } from "./shrink_picture";

const PICTURES = ["image/jpeg", "image/png"];
/** As many as the server joins. */
const MOST = 20;

/**
 * Pictures that become one PDF on the server.
 *
 * @typedef {Object} Joined
 * @property {string} name of the PDF
 * @property {number} size of all pictures together
 * @property {File[]} pictures in the order of its pages
 * @property {string} cchcFolder the folder that all of them lay in, if they did
 */

/** Asks whether pictures that were chosen together are the pages of one document, and in which order. */
export class JoinDialog extends Component {
    static template = "cchc_assessment.JoinDialog";
    static components = { Dialog };
    static props = { pictures: Array, choose: Function, close: Function };

    setup() {
        const [{ name }] = this.props.pictures;
        this.objection =
            this.props.pictures.length > MOST &&
            _t(
                "At most %(most)s pictures become one PDF. Close this and choose fewer, or scan them into a PDF.",
                { most: MOST }
            );
        this.state = useState({
            isJoining: false,
            name: `${name.slice(0, name.lastIndexOf("."))}.pdf`,
            pages: this.props.pictures.map((file, id) => ({
                id,
                file,
                url: URL.createObjectURL(file),
            })),
        });
        onWillDestroy(() => this.state.pages.forEach(({ url }) => URL.revokeObjectURL(url)));
    }

    /** Let the page of this index change places with the one `by` further down. */
    move(index, by) {
        const { pages } = this.state;
        const [page] = pages.splice(index, 1);
        pages.splice(index + by, 0, page);
    }

    async join() {
        this.state.isJoining = true;
        const pictures = [];
        // one after the other: each is unpacked in memory
        for (const { file } of this.state.pages) {
            pictures.push(await shrinkPicture(file));
        }
        const size = pictures.reduce((sum, one) => sum + one.size, 0);
        const name = this.state.name.trim() || "tai-lieu";
        const folders = new Set(this.props.pictures.map(folderOf));
        this.props.choose([
            {
                name: name.toLowerCase().endsWith(".pdf") ? name : `${name}.pdf`,
                size,
                pictures,
                cchcFolder: folders.size === 1 ? [...folders][0] : "",
            },
        ]);
        this.props.close();
    }

    separately() {
        this.props.choose(this.props.pictures);
        this.props.close();
    }
}

/**
 * What is to be sent of files that were chosen together: where several are pictures, as people say; nothing of them
 * when they close the dialog.
 *
 * @param {Object} dialog Odoo's service
 * @param {File[]} files
 * @returns {File[] | Promise<(File | Joined)[]>}
 */
export function arrangePictures(dialog, files) {
    const pictures = files.filter(({ type }) => PICTURES.includes(type));
    if (pictures.length < 2) {
        return files;
    }
    const others = files.filter((file) => !pictures.includes(file));
    return new Promise((resolve) => {
        let chosen = [];
        dialog.add(
            JoinDialog,
            { pictures, choose: (items) => (chosen = items) },
            { onClose: () => resolve([...others, ...chosen]) }
        );
    });
}
