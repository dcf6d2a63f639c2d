// More words that a page without Python needs, as backcare/text.py writes them; the tests of the
// rules hold the two together.

/** Write a duration in minutes and seconds. */
function clockWords(seconds) {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return [minutes ? `${minutes} min` : "", rest ? `${rest} s` : ""].filter(Boolean).join(" ");
}

const LISTS = new Intl.ListFormat("en-GB");

/** Join words as people do. */
const andList = (words) => LISTS.format(words);

/** Give a label of the screen as a word inside a sentence. */
const insideSentence = (label) => `${label.slice(0, 1).toLowerCase()}${label.slice(1)}`;

/** Split a cell of a table that may hold several terms. */
const splitTerms = (cell) => (cell ?? "").split("|").map((term) => term.trim()).filter(Boolean);

/** Join terms, or cells of several, to one cell that has each term once, first seen first. */
const joinTerms = (cells) => [...new Set(cells.flatMap(splitTerms))].join("|");

// As English has it, because British English has a month of four letters, "Sept".
const MONTH_NAMES = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" });

/** Write a day, such as 2026-03-02, with its year. */
function longDate(day) {
  const [year, , date] = day.split("-").map(Number);
  return `${date} ${MONTH_NAMES.format(Date.parse(`${day}T00:00Z`))} ${year}`;
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
