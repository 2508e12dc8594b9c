const filesOfEntry = async (entry) => {
    if (entry.isFile) {
        return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
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
