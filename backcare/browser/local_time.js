// Time as the clock on the wall has it, where the person is.

/** Write a moment as a log does: by the clock on the wall there, with its offset from UTC. */
function withOffset(date) {
  const minutes = -date.getTimezoneOffset();
  const two = (number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const there = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  return `${there}${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

const dayOf = (date) => withOffset(date).slice(0, 10);
const today = () => dayOf(new Date());

/** Write a day with its month in full, "6 January 2025", as `spelled_date` does in backcare/text.py. */
const spelledDate = (date) => date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
