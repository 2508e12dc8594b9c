import { expect, test } from "@odoo/hoot";
import { droppedFiles, folderOf } from "@cchc_assessment/evidence_upload/dropped_files";

const file = (name, path) => ({
    name,
    isFile: true,
    fullPath: `${path}/${name}`,
    file: (resolve) => resolve(new File(["x"], name)),
});

/** A folder that hands out what lies in it one by one, as browsers do in portions. */
const folder = (name, ...entries) => ({
    name,
    isDirectory: true,
    fullPath: `/${name}`,
    createReader: () => {
        const left = [...entries];
        return { readEntries: (resolve) => resolve(left.splice(0, 1)) };
    },
});

const drop = (...entries) => ({
    files: entries.map(({ name }) => new File([], name)),
    items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })),
});

test("a dropped folder hands over its files, each with the path that it lay in", async () => {
    const inner = folder("quet", file("b.pdf", "/1.1 Ke hoach/quet"));
    const dropped = await droppedFiles(
        drop(folder("1.1 Ke hoach", file("a.pdf", "/1.1 Ke hoach"), inner), file("c.pdf", ""))
    );
    expect(dropped.map(({ name }) => name)).toEqual(["a.pdf", "b.pdf", "c.pdf"]);
    expect(dropped.map(folderOf)).toEqual(["1.1 Ke hoach", "1.1 Ke hoach/quet", ""]);
});

test("files by themselves, and those of a chosen folder", async () => {
    const [alone] = await droppedFiles(drop(file("a.pdf", "")));
    expect(folderOf(alone)).toBe("");
    expect(folderOf({ webkitRelativePath: "1.1 Ke hoach/quet/b.pdf" })).toBe("1.1 Ke hoach/quet");
    expect(folderOf({ webkitRelativePath: "b.pdf" })).toBe("");
    expect(folderOf({ cchcFolder: "", webkitRelativePath: "x/b.pdf" })).toBe("");
});
