// The cells of a CSV file, as backcare/csv_reader.py writes them; a test holds the two together.

// Blanks as Python knows them: it counts four control characters and \x85, and not the \uFEFF.
const BEFORE = "^(?:'|(?!\\uFEFF)\\s|[\\x1c-\\x1f\\x85])*";
const FORMULA = new RegExp(`${BEFORE}[=+\\-@\\t\\r\\n\\uFF1D\\uFF0B\\uFF0D\\uFF20]`);
// What a spreadsheet would take for a number, a date or a truth value, and write in its way.
const MONTH = "(?:jan|feb|m[aäÄ]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zäÄ]{0,8}";
const CHANGED = new RegExp(`${BEFORE}(?:${[
  "(?!(?:0|[1-9][0-9]{0,14})$)(?:[$€£] ?)?[.,]?[0-9][0-9.,:/+\\-%$€£e ]{0,400}(?:[ap]\\.?m\\.?)?",
  `[0-9]{1,4}[ .\\-/]{0,3}${MONTH}[ .,\\-/]{0,3}[0-9]{0,4}`,
  `${MONTH}[ .,\\-/]{1,3}[0-9]{1,4}(?:[ ,]{1,3}[0-9]{2,4})?`,
  "true|false|wahr|falsch",
].join("|")})$`, "i");

// Letters that look as if they had been read in the wrong encoding, and what they may have been.
const GARBLED = /[\u00c2-\u00c5\u00ce-\u00d1\u00e2][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/;
const LETTERS = /^[\u00a0-\u017f\u0370-\u03ff\u0400-\u047f\u2010-\u203a\u20ac\u2122]+$/;

/** Tell whether a text makes sense when it is read anew, as UTF-8; one that is meant so is kept. */
function isMisread(text) {
  if (!GARBLED.test(text)) return false;
  const high = new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const bytes = Array.from(text, (sign) => (sign.charCodeAt(0) < 256 ? sign.charCodeAt(0) : high.indexOf(sign)));
  if (bytes.includes(-1)) return false;
  try {
    const meant = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    return LETTERS.test(Array.from(meant).filter((sign) => sign > "\x7f").join(""));
  } catch {
    return false;
  }
}

/** Put an apostrophe before a text that a spreadsheet would run as a formula, or write in its way. */
function escapeFormula(text) {
  return FORMULA.test(text) || CHANGED.test(text) || isMisread(text) ? `'${text}` : text;
}

/** Write a number without an exponent; after three decimals comes a zero, because a German 1.125 is 1125. */
function csvNumber(value) {
  const [figures, below] = String(value).split("e-");
  const text = below ? `0.${"0".repeat(below - 1)}${figures.replace(".", "")}` : figures;
  return text.replace(/\.\d{3}$/, "$&0");
}

/** Write one cell; a number is no formula, whatever its sign. */
function csvCell(value) {
  if (typeof value === "number") return csvNumber(value);
  const text = typeof value === "string" ? escapeFormula(value) : String(value ?? "");
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Write rows of cells, each line ended as a log ends it. */
const csvText = (rows) => rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");

/** Write a CSV file: by its first sign, spreadsheets know how its letters are written. */
const csvFile = (rows) => `\ufeff${csvText(rows)}`;
