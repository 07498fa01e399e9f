// Keeps the check-in page of one event open without a network: what the page has kept (see checkin.js) answers when
// the network does not, or not in time. It keeps nothing itself and touches nothing that is sent.

const PATIENCE = 5000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  const kept = await caches.match(request, { ignoreVary: true, ignoreSearch: request.mode === "navigate" });
  if (!kept) return fetch(request);
  try {
    const fresh = await fetch(request, request.mode === "navigate" ? {} : { signal: AbortSignal.timeout(PATIENCE) });
    return fresh.status < 500 ? fresh : kept;
  } catch {
    return kept;
  }
}
