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

/** Say how much one entry of a log is, or one row of a plan; `in_full` writes "seconds" out. */
function amountWords({ sets, reps, hold_s: hold, rest_s: rest = null, minutes, each_side: sides = false, in_full: inFull = false }) {
  const seconds = (number) => (inFull ? counted(number, "second") : `${number} s`);
  const times = reps === 1 ? "once" : reps === null ? "" : counted(reps, "time");
  const [first, ...others] = [
    [sets > 1 ? `${sets} sets` : "", times].filter(Boolean).join(" of "),
    hold ? `hold ${seconds(hold)}` : "",
    rest ? `rest ${seconds(rest)}${times && " after each"}` : "",
    minutes === null ? "" : counted(minutes, "minute"),
  ].filter(Boolean);
  return [first && sides ? `${first} on each side` : first, ...others].filter(Boolean).join(", ");
}
