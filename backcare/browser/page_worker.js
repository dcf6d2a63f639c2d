// Keeps the page, so that it opens without a network. Above this stand its version and its files.
// A newer page is fetched whole before it takes the place of the one that is here.

const KEPT = `backcare-page-${VERSION}`;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES.map((file) => new Request(file, { cache: "reload" })))));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("backcare-page-") && name !== KEPT;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});

addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const { url } = event.request;
  const file = url.replace(/index\.html(?=$|[?#])/, "");
  event.respondWith(caches.open(KEPT).then(async (kept) =>
    (await kept.match(file, { ignoreSearch: true })) ?? fetch(event.request)));
});
