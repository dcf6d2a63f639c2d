// A log that cannot be read: what is left of it is saved as a file, and the way is made free for another.
// Whoever it may have told to stop has to ask first. And what asks once more before something is lost.

/** Say how to go on, below what is said of a log that cannot be read. */
function waysOut(box, error, here) {
  if (error.name === "VersionError") {
    box.append(make("p", {}, "If this stays, open the newer version, or ask whoever set this page up."));
    return;
  }
  if (here?.log.served) return;
  const { all } = error;
  const take = () => (all ? mend(here.log) : beginAnew(new Set(["me", lastPerson()]))).finally(() => location.reload());
  const away = pressable(all ? "Take out what is damaged" : "Delete the log of this browser", () => sure(away, take, "Press again to do it"));
  box.append(
    make("p", {}, `If this stays: ${all ? "save all of it as a file, and take out what is damaged" : "delete it here, and bring a backup back"}. Then ask a doctor or physiotherapist before your next session.`),
    make("div", { class: "bc-buttons" }, all && pressable("Save all of it as a file", () => saveBackup(all)), away),
  );
}

const peopleOf = (several) => [...new Set(several.filter((one) => areTexts(one, "patient")).map(({ patient }) => patient))];

/** Say that somebody may have been told to stop, in what cannot be read any more. */
const unreadStop = (patient) => ({ kind: "told_to_stop", patient, at: withOffset(new Date()), session_id: `unread-${Date.now()}`, reason: "stop_rule" });

/** Delete the log as a whole, which cannot be read; whoever it was of has to ask first. */
async function beginAnew(people) {
  await given(indexedDB.deleteDatabase(LOG_NAME));
  const log = await openLog();
  for (const patient of people) await log.note(unreadStop(patient));
}

/** Take out what is damaged; where it does not say of whom it is, it may be anybody's. */
const mend = (log) => log.change(async (...stores) => {
  const every = await Promise.all(stores.map((store) => given(store.getAll())));
  const damaged = every.map((ones, place) => ones.filter((one) => !IS_WHOLE[place](one)));
  damaged.forEach((ones, place) => ones.forEach((one) => stores[place].delete(one[stores[place].keyPath])));
  const areNamed = damaged.flat().every((one) => areTexts(one, "patient"));
  for (const patient of peopleOf((areNamed ? damaged : every).flat())) stores[1].add(unreadStop(patient));
});

/** Ask once more before something is lost; who goes elsewhere is asked anew. */
function sure(button, act, again = "Press again to delete it all") {
  const words = button.dataset.words ??= button.textContent;
  const asked = button.dataset.sure === "yes";
  const tell = (isAsked) => {
    button.dataset.sure = isAsked ? "yes" : "";
    button.textContent = isAsked ? again : words;
  };
  tell(!asked);
  if (asked) act();
  else for (const [place, event] of [[window, "hashchange"], [document, "visibilitychange"], [button, "blur"]]) place.addEventListener(event, () => tell(false), { once: true });
}

