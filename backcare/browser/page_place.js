// Where a page keeps what it keeps: under the folder of its site, since another site may have the same
// address. A page that is one file has none, so that it can be moved. What was kept before there were
// such names is taken over by the first site that is opened, because nobody knows whose it was; once
// all of it is there, it is gone from where it was, so that whoever deletes it has deleted all of it.
// A site that is opened later says where it has gone, on every part (see `leaveOld` in page_files.js).

const PLACE = location.protocol.startsWith("http") ? new URL(".", location.href).pathname : "";
const OLD_LOG = "backcare";
const LOG_NAME = PLACE ? `${OLD_LOG} ${PLACE}` : OLD_LOG;
const OLD_PERSON = "backcare-page-person";
const LAST_PERSON = OLD_PERSON + PLACE;
const TAKEN_OVER = `backcare-taken-over${PLACE}`;

const hexOf = (text) => Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Name a person in the browser's own storage: no name is the beginning of another. */
const keyOf = (patient, place = PLACE) => `page-${place && `${hexOf(place)}-`}${hexOf(patient)}.`;

/** Take over what the browser has beside the log: an answer or a session that was on its way. */
function takeOverBeside() {
  try {
    if (!PLACE || localStorage.getItem(TAKEN_OVER)) return;
    for (const [name, value] of Object.entries(localStorage)) {
      const own = name === OLD_PERSON ? LAST_PERSON : name.replace(/^(backcare-[a-z]+-page-)(?=[0-9a-f]+\.)/, `$1${hexOf(PLACE)}-`);
      if (own === name) continue;
      localStorage.setItem(own, value);
      if (localStorage.getItem(own) === value) localStorage.removeItem(name);
    }
    localStorage.setItem(TAKEN_OVER, "yes");
  } catch {
    // Nothing is kept, then.
  }
}

const MOVED = "backcare-moved-to";

/** Say where the log went that this browser had for all sites of the address, but to who has it. */
function tellMoved() {
  const told = make("p", { class: "bc-newer bc-moved", role: "status" });
  document.querySelector("main").prepend(told);
  const draw = () => {
    const place = PLACE && keptBeside(MOVED);
    told.hidden = !place || place === PLACE;
    if (told.hidden) return;
    const { href } = new URL(place, location.href);
    told.replaceChildren("What this browser kept for this address before is now with the page ", make("a", { href }, href), ". If it is yours, open that page: it may say to stop.");
  };
  addEventListener("storage", draw);
  draw();
}

/** Open the log from before there were places; null where there is none. */
function openOld() {
  return new Promise((keep, fail) => {
    const request = indexedDB.open(OLD_LOG);
    let isNone = false;
    request.onupgradeneeded = () => {
      isNone = true;
      request.transaction.abort();
    };
    request.onsuccess = () => {
      const isOurs = STORES.every((name) => request.result.objectStoreNames.contains(name));
      if (!isOurs) request.result.close();
      keep(isOurs ? request.result : null);
    };
    request.onerror = () => (isNone ? keep(null) : fail(request.error));
  });
}

/** Do something with the old log, where there is one. */
async function withOld(mode, act) {
  const base = PLACE ? await openOld() : null;
  if (!base) return null;
  try {
    return await within(base, mode, act);
  } finally {
    base.close();
  }
}

/** Read all of the old log, for a place that has none yet. */
const readOld = async () => (await withOld("readonly", (...stores) => Promise.all(stores.map((store) => given(store.getAll()))))) ?? [[], []];
