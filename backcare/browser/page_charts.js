// The charts of a log's weeks, drawn in the page: what backcare/charts/weekly.py draws in a notebook,
// with the same sentence. A form tells what a colour does, too.

const MARGIN = { left: 34, right: 112, top: 14, bottom: 30 };
const WIDEST = 720;
const NARROWEST = 240;
const ROOM_FOR_A_DATE = 62;

/** Make an element of a picture. */
const drawn = (tag, attributes, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** Say how wide a chart may be: its letters are as large on a phone as elsewhere. */
const widthHere = () => Math.max(NARROWEST, Math.min(WIDEST, document.documentElement.clientWidth - 32));

const text = (words, x, y, more = {}) => drawn("text", { x, y, ...more }, words);

/** Write a day without its year. */
const shortDay = (day) => longDate(day).split(" ").slice(0, 2).join(" ");

/** Say where the middle of each week is, and name as many as there is room for. */
function weekAxis(weeks, { width, height }) {
  const step = (width - MARGIN.left - MARGIN.right) / weeks.length;
  const at = (place) => MARGIN.left + (place + 0.5) * step;
  const every = Math.ceil(ROOM_FOR_A_DATE / step);
  const names = weeks.flatMap(({ week }, place) =>
    ((weeks.length - 1 - place) % every ? [] : [text(shortDay(week), at(place), height - 8, { "text-anchor": "middle" })]));
  return { step, at, names };
}

function scaleOf(height, most) {
  const room = height - MARGIN.top - MARGIN.bottom;
  return (value) => MARGIN.top + room * (1 - value / most);
}

/** Put a picture below its heading and above what is printed small. */
const figureOf = (heading, legend, picture, small = "") => make("figure", { class: "bc-chart" },
  make("figcaption", {}, make("h2", {}, heading), make("p", { class: "bc-small" }, legend)),
  picture, small ? make("p", { class: "bc-small" }, small) : null);

const pictureOf = ({ width, height }, words, parts) =>
  drawn("svg", { class: "bc-weeks", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words }, ...parts);

/** Draw the sessions of each week as bars, with the goal and the weeks without any. */
function sessionsChart(weeks, { width = widthHere(), height = 220 } = {}) {
  const goal = weeks.at(-1).sessions_goal;
  const most = Math.max(goal, ...weeks.map((week) => week.sessions)) * 1.1;
  const { step, at, names } = weekAxis(weeks, { width, height });
  const end = width - MARGIN.right;
  const y = scaleOf(height, most);
  const bar = ({ sessions }, place) => drawn("rect", {
    class: sessions >= goal ? "bc-bar" : "bc-bar bc-fewer", x: at(place) - step * 0.38, width: step * 0.76, y: y(sessions), height: y(0) - y(sessions),
  });
  const cross = (place) => drawn("path", { class: "bc-missed", d: `M${at(place) - 5} ${y(0) - 5}l10 10m0 -10l-10 10` });
  const marks = weeks.map((week, place) => (week.sessions ? bar(week, place) : cross(place)));
  const whole = Array.from({ length: Math.floor(most) + 1 }, (_, number) => text(String(number), MARGIN.left - 10, y(number) + 5, { "text-anchor": "end" }));
  const line = drawn("line", { class: "bc-goal", x1: MARGIN.left, x2: end, y1: y(goal), y2: y(goal) });
  return figureOf("Sessions each week", "A full bar reached the goal, an open one did not; a cross is a week without a session.",
    pictureOf({ width, height }, sessionsSentence(weeks), [...whole, ...names, ...marks, line, text(`goal ${goal}`, end + 4, y(goal) + 5)]));
}

/** Draw the mean pain before and after the sessions of each week, and from where on it improved enough to matter. */
function painChart(facts, weeks, { width = widthHere(), height = 280 } = {}) {
  const { at, names } = weekAxis(weeks, { width, height });
  const end = width - MARGIN.right;
  const y = scaleOf(height, 11.3);
  const [before, after] = ["before", "after"].map((when) => lineOf(weeks, `pain_${when}_mean`, at, y, when));
  const ticks = [0, 2, 4, 6, 8, 10].flatMap((pain) => [
    drawn("line", { class: "bc-grid", x1: MARGIN.left, x2: end, y1: y(pain), y2: y(pain) }),
    text(String(pain), MARGIN.left - 10, y(pain) + 5, { "text-anchor": "end" }),
  ]);
  const stops = weeks.flatMap((week, place) =>
    (week.stop_days ? [drawn("path", { class: "bc-stopped-week", d: `M${at(place)} ${y(10.75) - 6}l7 12h-14z` })] : []));
  const [first] = knownOf(weeks, "pain_before_mean");
  const begin = weeks.findIndex((week) => week.pain_before_mean != null);
  const lines = first === undefined ? [] : mcidThresholds(facts, first);
  const matters = lines.flatMap(([score, rule], place) => [
    drawn("line", { class: "bc-matters", x1: at(begin), x2: end, y1: y(score), y2: y(score) }),
    // Two lines may lie close together: the words of one stand above it, of the other below.
    text(`${rule} better`, end + 4, y(score) + (lines.every(([other]) => other <= score) ? -3 : 15)),
  ]);
  const legend = `0 is ${facts.pain_ends[0]}, 10 the ${facts.pain_ends[1]}. Hollow circles: before a session. Full squares: after it.${stops.length ? " A triangle: a week in which the stop rule was broken." : ""}`;
  const small = lines.length
    ? `Dashed lines: pain before a session improved enough to matter, ${lines.map(([, rule]) => rule).join(" or ")} below the ${oneDecimal(first).toFixed(1)} of the first week with a number. ${facts.change_source}`
    : "";
  return figureOf("Pain before and after sessions", legend, pictureOf({ width, height }, painSentence(facts, weeks), [...ticks, ...names, ...matters, ...before, ...after, ...stops]), small);
}

/** Draw the means of one kind: a line with a gap where a number is missing, and a mark for each. */
function lineOf(weeks, name, at, y, when) {
  const known = weeks.map((week, place) => (week[name] == null ? null : [at(place), y(week[name])]));
  const path = known.map((point, place) => (point ? `${known[place - 1] ? "L" : "M"}${point[0]} ${point[1]}` : "")).join("");
  const marks = known.filter(Boolean).map(([x, height]) => (when === "before"
    ? drawn("circle", { class: "bc-before", cx: x, cy: height, r: 6 })
    : drawn("rect", { class: "bc-after", x: x - 4, y: height - 4, width: 8, height: 8 })));
  return [drawn("path", { class: `bc-line-${when}`, d: path || "M0 0" }), ...marks];
}
