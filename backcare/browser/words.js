// Counts and amounts in words, as backcare/text.py writes them; a test holds the two together.

const PLURALS = new Intl.PluralRules("en");

/** Write a number of things. */
const counted = (number, thing) => `${number} ${thing}${PLURALS.select(number) === "one" ? "" : "s"}`;

/** Say how long a plan takes. */
const aboutMinutes = (seconds) => `about ${counted(Math.max(1, Math.round(seconds / 60)), "minute")}`;

/** Say how much one entry of a log is. */
function amountWords({ sets, reps, hold_s: hold, minutes }) {
  const times = reps === 1 ? "once" : reps === null ? "" : counted(reps, "time");
  const parts = [
    times && sets > 1 ? `${sets} sets of ${times}` : times,
    hold ? `hold ${hold} s` : "",
    minutes === null ? "" : counted(minutes, "minute"),
  ];
  return parts.filter(Boolean).join(", ");
}
