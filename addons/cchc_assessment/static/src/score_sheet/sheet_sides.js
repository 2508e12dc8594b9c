import { formatResult, hasNoPoints, isRelative } from "./sheet_values";

/** The cells of a row that the keyboard can reach, from left to right. */
const COLUMNS = [
    "name",
    "max",
    "result",
    "score",
    "evidence",
    "explanation",
    "question",
    "council_result",
    "council_score",
    "remark",
];

/** The columns that each side fills in; one side at a time, as the assessment's state has it. */
export const FILLED = {
    unit: ["result", "explanation"],
    council: ["council_result", "remark"],
    answer: ["question"],
};

/** The columns of text, and the field that each one is. */
export const TEXTS = { explanation: "explanation", question: "explanation", remark: "remark" };

/** Whether a row is the unit's to fill in, and not the council's alone. */
export const isOwn = (row) => Boolean(row.line) && row.scored_by === "unit";

/** Whether the figures of a criterion are given by whoever answers for them, so that the unit types none. */
export const isGivenFigure = ({ line }) => Boolean(line?.figure?.is_given);

/** The notes of the unit's people on a criterion that nobody has settled yet. */
export const openNotes = ({ notes = [] }) => notes.filter((note) => !note.is_settled);

/** Whether a criterion leaves something to be had: points, or of one that carries none that it is met. */
const isLost = (row) =>
    hasNoPoints(row)
        ? row.line.option_id !== row.options[0]?.id
        : !isRelative(row) && (row.line.self_score || 0) < row.max_score;

/** Whether the council finds otherwise than the unit where points say nothing of it; a unit is told so alone. */
export const findsOtherwise = (row, store) => {
    const { council } = row.line;
    const isTold = "option_id" in council;
    const [found, own] = ["council", "unit"].map((side) =>
        formatResult(row, store.values(row, side))
    );
    return Boolean(council.is_different || (isTold && found !== own));
};

/** Whether a criterion wants a second look: points are lost, proof is missing or explained, or it has changed. */
const needsTheEye = (row, store) =>
    isOwn(row) &&
    ((!row.line.not_applicable && isLost(row)) ||
        FILTERS.no_evidence(row) ||
        Boolean(row.line.explanation) ||
        FILTERS.no_figures(row) ||
        FILTERS.changed(row) ||
        FILTERS.differs(row, store));

/** What the filters of the toolbar let through. */
export const FILTERS = {
    every: ({ line }) => Boolean(line),
    attention: needsTheEye,
    todo: (row, store) => store.isToDo(row),
    asked: ({ line }) => Boolean(line?.council?.request),
    no_evidence: (row) =>
        isOwn(row) &&
        !row.line.not_applicable &&
        ["none", "partial"].includes(row.line.evidence_status),
    needs_explanation: (row) => isOwn(row) && row.line.needs_explanation,
    no_figures: (row) => isOwn(row) && Boolean(row.line.lacks_figures),
    changed: (row) => row.isChanged,
    notes: (row) => openNotes(row).length > 0,
    mine: (row) => Boolean(row.line) && Boolean(row.isMine),
    handed_back: ({ mark }) => Boolean(mark?.is_current) && mark.kind === "handed_back",
    to_check: (row, store) =>
        Boolean(store.team && store.team.may_check && row.task) &&
        isOwn(row) &&
        isFinished(row) &&
        !row.mark?.is_current,
    differs: ({ line, earlier }) =>
        Boolean(line && earlier && earlier.score !== false) && line.self_score !== earlier.score,
    disagrees: (row) =>
        isOwn(row) &&
        Boolean(row.line.council?.is_decided) &&
        ((!isRelative(row) && row.line.council.score !== row.line.self_score) ||
            Boolean(row.line.council.is_different)),
};

/** Whose turn it is to fill in: the unit's, the council's, the unit's that answers the council, or nobody's. */
export function findSide({ is_editable: isEditable, given_line_ids: given, lines }) {
    if (isEditable || given?.length) {
        return "unit";
    }
    if (lines.some(({ council }) => council?.is_editable || council?.is_reopenable)) {
        return "council";
    }
    return lines.some(({ council }) => council?.is_answerable) ? "answer" : "";
}

export function findColumns({ council, lines }, side) {
    const seesInputs = lines.some((line) => line.council && "computed_score" in line.council);
    const isShown = {
        question: side === "answer",
        council_result: seesInputs,
        council_score: Boolean(council),
        remark: Boolean(council),
    };
    return COLUMNS.filter((column) => isShown[column] ?? true);
}

export function isFinished({ line }) {
    return line.is_scored && !line.needs_explanation;
}
