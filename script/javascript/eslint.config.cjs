// The rules that OCA has for 19.0, as errors all of them: nothing only warns here. What differs stands below, with its reason.
const jsdoc = require("eslint-plugin-jsdoc");
const globals = require("globals");

const RULES = `
    accessor-pairs array-callback-return constructor-super dot-notation eqeqeq jsdoc/check-tag-names jsdoc/check-types
    max-depth max-nested-callbacks max-statements-per-line no-alert no-array-constructor no-caller no-case-declarations
    no-class-assign no-cond-assign no-const-assign no-constant-condition no-control-regex no-debugger no-delete-var
    no-div-regex no-dupe-args no-dupe-class-members no-dupe-keys no-duplicate-case no-duplicate-imports no-else-return
    no-empty no-empty-character-class no-empty-pattern no-eq-null no-eval no-ex-assign no-extend-native no-extra-bind
    no-extra-boolean-cast no-extra-label no-fallthrough no-func-assign no-global-assign no-implicit-coercion
    no-implicit-globals no-implied-eval no-inline-comments no-inner-declarations no-invalid-regexp
    no-irregular-whitespace no-iterator no-label-var no-labels no-lone-blocks no-lonely-if no-multi-str
    no-negated-condition no-new no-new-func no-new-native-nonconstructor no-new-wrappers no-obj-calls
    no-object-constructor no-octal no-octal-escape no-param-reassign no-proto no-prototype-builtins no-redeclare
    no-regex-spaces no-return-assign no-script-url no-self-assign no-self-compare no-sequences no-shadow
    no-shadow-restricted-names no-sparse-arrays no-this-before-super no-throw-literal no-undef no-undef-init
    no-unmodified-loop-condition no-unneeded-ternary no-unreachable no-unsafe-finally no-unsafe-negation
    no-unused-expressions no-unused-labels no-useless-call no-useless-computed-key no-useless-concat
    no-useless-constructor no-useless-escape no-useless-rename no-void no-with operator-assignment prefer-const radix
    require-yield spaced-comment strict use-isnan valid-typeof yoda
`;
// Left out of OCA's: sort-imports (ours are in the order of paths, which prettier leaves alone), capitalized-comments (a comment
// that ends a thought begun by code is no sentence), init-declarations (what a try or an if gives its value has none before),
// and the rules for Node, which nothing here runs in.

module.exports = [
    {
        files: ["**/*.js"],
        plugins: { jsdoc },
        settings: {
            jsdoc: {
                preferredTypes: { object: "Object", array: "Array" },
            },
        },
        languageOptions: {
            ecmaVersion: 2024,
            // Odoo 19 loads every file of an addon as a module, whether or not it is called .esm.js as OCA's are.
            sourceType: "module",
            // Chart is loaded by Odoo when it is first needed.
            globals: { ...globals.browser, Chart: "readonly", luxon: "readonly", odoo: "readonly" },
        },
        rules: {
            ...Object.fromEntries(
                RULES.trim()
                    .split(/\s+/)
                    .map((name) => [name, "error"])
            ),
            // OCA's 15 only warn; a switch over the keys of a keyboard counts each of them.
            complexity: ["error", 24],
            // An empty function says that an answer is not waited for.
            "no-empty-function": ["error", { allow: ["arrowFunctions", "methods"] }],
            // { id, ...values } is how a field is left out.
            "no-unused-vars": ["error", { ignoreRestSiblings: true }],
            // What is called later may be defined later.
            "no-use-before-define": ["error", { functions: false, variables: false }],
        },
    },
];
