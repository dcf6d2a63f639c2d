// What a session comes to: what was done, and the record that goes to the log or into a file.
// Python counts in the same way (backcare/plan/record.py); a test holds the two together.

/** Split what was played into turns: each time that an exercise was begun is one. */
function turnsOf(played) {
  const turns = [];
  for (const row of played) {
    if (!turns.length || row[0] !== turns.at(-1)[0][0] || INTO_PLACE.includes(row[2])) turns.push([]);
    turns.at(-1).push(row);
  }
  return turns;
}

/** List the repetitions whose every phase was played to its end. */
function wholeReps(turn) {
  const reps = [];
  let rep = null;
  for (const [, , phase, side, set, seconds, done] of turn) {
    const whole = done >= seconds;
    if (phase === "lift") rep = { side, set, hold: null, whole };
    if (phase === "hold" && rep) Object.assign(rep, { hold: seconds, whole: rep.whole && whole });
    if (phase !== "lower") continue;
    if (rep?.whole && whole) reps.push(rep);
    rep = null;
  }
  return reps;
}

/** Pair the repetitions of one side with those of the other; count what is left over. */
function pairReps(reps) {
  const paired = reps.filter((rep) => rep.side === "");
  let over = 0;
  for (const set of new Set(reps.map((rep) => rep.set))) {
    const [first, other] = ["first", "other"].map((side) => reps.filter((rep) => rep.side === side && rep.set === set));
    const both = Math.min(first.length, other.length);
    over += Math.max(first.length, other.length) - both;
    for (let i = 0; i < both; i += 1) {
      paired.push({ set, hold: first[i].hold === null ? null : Math.min(first[i].hold, other[i].hold) });
    }
  }
  return { paired, over };
}

/** Put neighbours that are alike together: the value, and how many there are. */
function runs(values, key) {
  const found = [];
  for (const value of values) {
    if (found.length && key(found.at(-1).value) === key(value)) found.at(-1).count += 1;
    else found.push({ value, count: 1 });
  }
  return found;
}

/** Count what was done, an entry of the log each; and the names of what one side only has done. */
function done(play) {
  const entries = [];
  const oneSided = [];
  for (const turn of turnsOf(play.played)) {
    const [[place, exercise_id]] = turn;
    const { paired, over } = pairReps(wholeReps(turn));
    if (over) oneSided.push(`${play.items[place].name} (${over})`);
    const sets = runs(paired, ({ set, hold }) => `${set} ${hold}`);
    for (const { value, count } of runs(sets, (one) => `${one.value.hold} ${one.count}`)) {
      entries.push({ exercise_id, place, sets: count, reps: value.count, hold_s: value.value.hold, minutes: null });
    }
    const seconds = turn.filter((row) => row[2] === "go").reduce((sum, row) => sum + row[6], 0);
    const minutes = Math.floor((seconds * 100) / 60 + 1e-6) / 100;
    if (minutes) entries.push({ exercise_id, place, sets: null, reps: null, hold_s: null, minutes });
  }
  return { entries, oneSided };
}

/** Write the note: the person's own words, then what the amounts alone do not tell. */
function noteOf(play) {
  const { oneSided } = done(play);
  const names = (places) => [...new Set(places)].map((place) => play.items[place].name).join(", ");
  const begun = new Set(play.played.map(([place]) => place));
  const eased = play.eased.flatMap((level, place) => (level && begun.has(place) ? [place] : []));
  const parts = [
    play.note.trim(),
    eased.length && `Made easier: ${names(eased)}.`,
    play.skipped.length && `Skipped: ${names(play.skipped)}.`,
    oneSided.length && `Done on one side only: ${oneSided.join(", ")}.`,
    play.over === "stopped" && `Stopped: pain ${isUnsure(play) ? "may have been above" : "above"} mild for more than ${play.rule.minutes} minutes${play.carried ? ", with the session before" : ""}.`,
  ];
  return parts.filter(Boolean).join(" ");
}

/** Give the record of a session, from which Python makes the session. */
function recordOf(play) {
  return {
    session_id: play.id,
    started_at: play.startedAt,
    played: play.played,
    reports: play.reports.map((one) => one.slice(0, 3)),
    rule: { mild: play.rule.mild, rise: play.rule.rise ?? null },
    gaps: gapsOf(play).map(({ from, to, minutes }) => [from, to, minutes ?? null]),
    ended_ms: play.ended ?? play.seen - play.started,
    note: noteOf(play),
    ago_ms: [lastSevere(play), lastAbove(play)].map((at) => (at ? Date.now() - at : null)),
    waits: leaves(play).waits,
  };
}

/** Give a session as the rows of a log. */
function rowsOf(play, { patient, minutes_most: most }) {
  const { started_at, session_id, note, reports, ended_ms } = recordOf(play);
  const pains = (when) => reports.filter((one) => one[2] === when).map((one) => one[1]);
  const ever = reports.some(([, pain]) => aboveMild(play, pain));
  const aboveMs = painMs(play, play.started + ended_ms);
  const known = gapsOf(play).every(({ minutes }) => minutes != null) && (aboveMs > 0 || !gapsOf(play).length);
  const above = Math.min(most, Math.ceil(aboveMs / 6000) / 10);
  const session = {
    session_id, patient, started_at, note,
    pain_before: pains("before")[0] ?? null,
    pain_after: pains("after").at(-1) ?? null,
    pain_peak: pains("during").length ? Math.max(...pains("during")) : null,
    pain_minutes: ever && known ? above : null,
  };
  const { entries } = done(play);
  return (entries.length ? entries : [{}]).map((entry) => ({ ...session, ...entry }));
}

/** Write a session as a CSV file that a log reads. */
function csvOf(play, program) {
  const { columns } = program; // those of the log, in its order
  const rows = rowsOf(play, program).map((row) => columns.map((column) => row[column]));
  return csvFile([columns, ...rows]);
}

/** Hand a session to the person as a file. */
function download(play, program) {
  const name = `backcare-session-${play.startedAt.slice(0, 16).replaceAll(":", "")}.csv`;
  saveFile(name, csvOf(play, program), "text/csv");
}
