/**
 * Rows of the score sheet, and how the server packs them: the one table for `unpackRows` and `core/plain/packing.py`.
 * What stands between the brackets is JSON: Python reads it as such.
 */
export const PACKED_CASES = [
    {"rows": [], "packed": {"count": 0, "columns": {}}},
    {"rows": [{"id": 1, "name": "A"}, {"id": 2, "name": "A"}], "packed": {"count": 2, "columns": {"id": {"each": [1, 2]}, "name": {"all": "A"}}}},
    {"rows": [{"n": 0}, {"n": false}], "packed": {"count": 2, "columns": {"n": {"each": [0, false]}}}},
    {"rows": [{"n": 1}, {"n": true}], "packed": {"count": 2, "columns": {"n": {"each": [1, true]}}}},
    {"rows": [{"n": null}, {"n": null}], "packed": {"count": 2, "columns": {"n": {"all": null}}}},
    {"rows": [{"ids": [4, 5]}, {"ids": [4, 5]}], "packed": {"count": 2, "columns": {"ids": {"each": [[4, 5], [4, 5]]}}}},
    {"rows": [{"said": {"a": 1}}, {"said": false}], "packed": {"count": 2, "columns": {"said": {"each": [{"a": 1}, false]}}}},
    {"rows": [{"options": []}, {"options": [{"id": 1, "score": 2}, {"id": 2, "score": 2}]}, {"options": [{"id": 3, "score": 2}]}], "packed": {"count": 3, "columns": {"options": {"counts": [0, 2, 1], "rows": {"count": 3, "columns": {"id": {"each": [1, 2, 3]}, "score": {"all": 2}}}}}}},
    {"rows": [{"ids": []}, {"ids": []}], "packed": {"count": 2, "columns": {"ids": {"counts": [0, 0], "rows": {"count": 0, "columns": {}}}}}},
    {"rows": [{"id": 1}, {"id": 2, "more": 3}], "packed": [{"id": 1}, {"id": 2, "more": 3}]}
];
