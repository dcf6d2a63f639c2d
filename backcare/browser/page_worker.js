// Keeps the page, so that it opens without a network. Above this stand its version and its files.
// A newer page is fetched whole before it takes the place of the one that is here. Another site may
// have the same address, so that what is kept has the place of this one in its name.

const PLACE = new URL(registration.scope).pathname;
const OWN = `backcare-page ${PLACE} `;
const KEPT = OWN + VERSION;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES.map((file) => new Request(file, { cache: "reload" })))));
});

// Who was told of the newer page has pressed: it need not wait until no tab has the older one.
addEventListener("message", ({ data }) => data === "take over" && skipWaiting());

addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.map(forgetOld))));
});

/** Delete what an older page of this site has kept, and nothing else. */
async function forgetOld(name) {
  if (name.startsWith(OWN) && name !== KEPT) await caches.delete(name);
  if (!name.startsWith("backcare-page-")) return;
  // From before there were places: another site may have its files in it, too.
  const old = await caches.open(name);
  await Promise.all(FILES.map((file) => old.delete(file)));
  if (!(await old.keys()).length) await caches.delete(name);
}

addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const { url } = event.request;
  const file = url.replace(/index\.html(?=$|[?#])/, "");
  event.respondWith(caches.open(KEPT).then(async (kept) =>
    (await kept.match(file, { ignoreSearch: true })) ?? fetch(event.request)));
});
