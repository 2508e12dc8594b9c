import { Component, onWillDestroy, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { folderOf } from "./dropped_files";
import { FilePicker } from "./file_picker";
import { shrinkPicture } from "./shrink_picture";

const PICTURES = ["image/jpeg", "image/png"];
/** As many as the server joins. */
const MOST = 20;

const isPicture = ({ type }) => PICTURES.includes(type);
const stemOf = ({ name }) => name.slice(0, name.lastIndexOf("."));

/**
 * Pictures that become one PDF on the server.
 *
 * @typedef {Object} Joined
 * @property {string} name of the PDF
 * @property {number} size of all pictures together
 * @property {File[]} pictures in the order of its pages
 * @property {number[]} turns how far each was turned by hand, in degrees, clockwise
 * @property {string} cchcFolder the folder that all of them lay in, if they did
 */

/** Asks whether pictures that were chosen together are the pages of one document, in which order and which way up. */
export class JoinDialog extends Component {
    static template = "cchc_assessment.JoinDialog";
    static components = { Dialog, FilePicker };
    static props = { pictures: Array, choose: Function, close: Function };

    setup() {
        this.nextId = 1;
        this.state = useState({
            isJoining: false,
            name: `${stemOf(this.props.pictures[0])}.pdf`,
            pages: [],
            // the page that is being dragged
            draggedId: false,
            // what was chosen besides and is no page
            others: "",
        });
        this.add(this.props.pictures);
        onWillDestroy(() => this.state.pages.forEach(({ url }) => URL.revokeObjectURL(url)));
    }

    get objection() {
        return this.state.pages.length > MOST
            ? _t(
                  "At most %(most)s pictures become one PDF. Take some of them out, or scan them into a PDF.",
                  { most: MOST }
              )
            : "";
    }

    add(files) {
        this.state.others = files
            .filter((file) => !isPicture(file))
            .map(({ name }) => name)
            .join(", ");
        this.state.pages.push(
            ...files.filter(isPicture).map((file) => ({
                id: this.nextId++,
                file,
                turn: 0,
                url: URL.createObjectURL(file),
            }))
        );
    }

    /** Let the page of this index change places with the one `by` further down. */
    move(index, by) {
        const { pages } = this.state;
        const [page] = pages.splice(index, 1);
        pages.splice(index + by, 0, page);
    }

    /** Let the page that is being dragged stand where `page` stands. */
    dragOver(page) {
        const { draggedId, pages } = this.state;
        const from = pages.findIndex(({ id }) => id === draggedId);
        if (from >= 0 && draggedId !== page.id) {
            this.move(from, pages.indexOf(page) - from);
        }
    }

    turn(page) {
        page.turn = (page.turn + 90) % 360;
    }

    remove(page) {
        URL.revokeObjectURL(page.url);
        this.state.pages = this.state.pages.filter(({ id }) => id !== page.id);
    }

    /** Return the PDF that these pages become. */
    async makeOne(pages, name) {
        const pictures = [];
        // one after the other: each is unpacked in memory
        for (const { file } of pages) {
            pictures.push(await shrinkPicture(file));
        }
        const folders = new Set(pages.map(({ file }) => folderOf(file)));
        return {
            name: name.toLowerCase().endsWith(".pdf") ? name : `${name}.pdf`,
            size: pictures.reduce((sum, one) => sum + one.size, 0),
            pictures,
            turns: pages.map(({ turn }) => turn),
            cchcFolder: folders.size === 1 ? [...folders][0] : "",
        };
    }

    async join() {
        this.state.isJoining = true;
        const { name, pages } = this.state;
        this.props.choose([await this.makeOne(pages, name.trim() || "tai-lieu")]);
        this.props.close();
    }

    /** File each by itself: as it is, or, where it was turned, as a page. */
    async separately() {
        this.state.isJoining = true;
        const items = [];
        for (const page of this.state.pages) {
            const { file, turn } = page;
            items.push(turn ? await this.makeOne([page], stemOf(file)) : file);
        }
        this.props.choose(items);
        this.props.close();
    }
}

/**
 * What is to be sent of files that were chosen together: where several are pictures, or one was just taken, as people
 * say; nothing of them when they close the dialog.
 *
 * @param {Object} dialog Odoo's service
 * @param {File[]} files
 * @returns {File[] | Promise<(File | Joined)[]>}
 */
export function arrangePictures(dialog, files) {
    const pictures = files.filter(isPicture);
    if (pictures.length < 2 && !pictures.some(({ cchcTaken }) => cchcTaken)) {
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
