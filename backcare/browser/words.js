// Counts, times and amounts in words, as backcare/text.py writes them; a test holds the two together.

const PLURALS = new Intl.PluralRules("en");

/** Write a number of things. */
const counted = (number, thing) => `${number} ${thing}${PLURALS.select(number) === "one" ? "" : "s"}`;

/** Say how long a plan takes. */
const aboutMinutes = (seconds) => `about ${counted(Math.max(1, Math.round(seconds / 60)), "minute")}`;

/** Say in a few words what will be done of a plan, and how many more once they were asked about. */
function inShort(seconds, number, more) {
  const once = `once you have asked about ${more === 1 ? "it" : "them"}`;
  if (!number) return `${counted(more, "exercise")}, ${once}`;
  return `${aboutMinutes(seconds)}, ${counted(number, "exercise")}${more ? `. ${more} more ${once}.` : ""}`;
}

/** Say how much one entry of a log is, or one row of a plan. */
function amountWords({ sets, reps, hold_s: hold, rest_s: rest = null, minutes, each_side: sides = false }) {
  const times = reps === 1 ? "once" : reps === null ? "" : counted(reps, "time");
  const [first, ...others] = [
    [sets > 1 ? `${sets} sets` : "", times].filter(Boolean).join(" of "),
    hold ? `hold ${hold} s` : "",
    rest ? `rest ${rest} s${times && " after each"}` : "",
    minutes === null ? "" : counted(minutes, "minute"),
  ].filter(Boolean);
  return [first && sides ? `${first} on each side` : first, ...others].filter(Boolean).join(", ");
}

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
