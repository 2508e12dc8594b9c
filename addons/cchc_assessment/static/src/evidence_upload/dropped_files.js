/** The folders that an entry of a drop lies in, without a slash at either end. */
const foldersOf = ({ fullPath, name }) => fullPath.slice(1, -name.length - 1);

const filesOfEntry = async (entry) => {
    if (entry.isFile) {
        const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
        return [Object.assign(file, { cchcFolder: foldersOf(entry) })];
    }
    const reader = entry.createReader();
    const files = [];
    // a folder is handed out in portions, the last of which is empty
    for (;;) {
        const portion = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (!portion.length) {
            return files;
        }
        files.push(...(await Promise.all(portion.map(filesOfEntry))).flat());
    }
};

/**
 * The files that were dropped, those inside of dropped folders too: scans often lie in one folder per criterion.
 *
 * @param {DataTransfer} dataTransfer
 * @returns {Promise<File[]>}
 */
export async function droppedFiles({ files, items }) {
    // both are gone once the event is over
    const dropped = [...files];
    const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    return entries.some((entry) => entry.isDirectory)
        ? (await Promise.all(entries.map(filesOfEntry))).flat()
        : dropped;
}

/**
 * The path of the folder that a file lay in when it was dropped or chosen with it; "" of a file by itself.
 *
 * @param {File} file
 * @returns {string}
 */
export function folderOf({ cchcFolder, webkitRelativePath: path = "" }) {
    return cchcFolder ?? path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
