// A plan changed by the person who does it: exercises left out, or swapped for others. The rules of
// backcare/plan/change.py; a test holds each to the other. Whatever is changed, the plan is made
// anew of the exercises that are left. A change is an exercise, and what is done instead; "" for nothing.

/** Make a plan for what `makePlan` is asked, and make one change after the other to it. */
function changedPlan(facts, changes, question) {
  let plan = makePlan(facts, question);
  for (const change of changes) {
    const [id, instead] = change;
    const row = plan.rows.find((one) => one.exercise_id === id);
    if (!row || !mayLeaveOut(facts, plan.rows, row)) continue;
    const ids = plan.rows.map((one) => one.exercise_id);
    const swapped = instead && !ids.includes(instead) ? swappedPlan(facts, plan, change, question) : null;
    plan = swapped ?? planFrom(facts, question, ids.filter((one) => one !== id));
  }
  return plan;
}

/** Find what may be done instead of an exercise, everything else staying; "" where nothing. */
function findSwap(facts, plan, id, question, unwanted = []) {
  if (!maySwap(plan.rows)) return "";
  const own = trainedBy(factOf(facts, id));
  const shared = facts.exercises
    .map((row) => [row, trainedBy(row).filter((group) => own.includes(group)).length])
    .filter(([, number]) => number)
    .sort(([, one], [, other]) => other - one);
  const { part } = plan.rows.find((row) => row.exercise_id === id);
  const isHere = ([row]) => placeOf(facts, row).part === part;
  const others = [...shared.filter(isHere), ...shared.filter((one) => !isHere(one))].map(([row]) => row.exercise_id);
  const taken = [id, ...unwanted, ...plan.rows.map((row) => row.exercise_id)];
  return others.find((instead) => !taken.includes(instead) && swappedPlan(facts, plan, [id, instead], question)) ?? "";
}

/** Make the plan with one exercise in the place of another; null where that does not fit. */
function swappedPlan(facts, plan, [id, instead], question) {
  const wanted = plan.rows.map((row) => (row.exercise_id === id ? instead : row.exercise_id));
  const swapped = planFrom(facts, question, wanted);
  const isOk = swapped.rows.some((row) => row.exercise_id === instead && row.rating === "ok");
  const same = swapped.rows.length === wanted.length && swapped.rows.every((row) => wanted.includes(row.exercise_id));
  return isOk && same ? swapped : null;
}
