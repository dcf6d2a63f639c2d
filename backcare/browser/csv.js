// The cells of a CSV file, as backcare/csv_reader.py writes them; a test holds the two together.

// Blanks as Python knows them: it counts four control characters and \x85, and not the \uFEFF.
const FORMULA = /^(?:'|(?!\uFEFF)\s|[\x1c-\x1f\x85])*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Put an apostrophe before a text that a spreadsheet would run as a formula. */
const escapeFormula = (text) => (FORMULA.test(text) ? `'${text}` : text);

/** Write one cell; a number is no formula, whatever its sign. */
function csvCell(value) {
  const text = typeof value === "string" ? escapeFormula(value) : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Write rows of cells, each line ended as a log ends it. */
const csvText = (rows) => rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
