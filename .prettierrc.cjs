// OCA's for 19.0 but for what Odoo's own JavaScript does: 100 columns, four spaces (.editorconfig), and spaces inside of braces.
module.exports = {
    printWidth: 100,
    proseWrap: "preserve",
    semi: true,
    trailingComma: "es5",
};
