// @ts-check
/**
 * Opens the page of the check-in where there is no connection. It keeps nothing itself: what `check-in-kept.js` put on the
 * phone is all it has, and it looks at no address but that page's and those of its files.
 */

/** @typedef {Event & { waitUntil(work: Promise<unknown>): void }} Stage */
/** @typedef {Event & { request: Request, respondWith(answer: Promise<Response>): void }} Asked */
/** Not in the types of pages. @typedef {{ skipWaiting(): Promise<void>, clients: { claim(): Promise<void> } }} Worker */

const KEPT = 'check-in';
const PAGE = /^\/check-in\/[^/]+$/;
/** A page that takes longer is opened from the phone; ms. */
const PATIENCE_MS = 5_000;
/** An organiser's page is kept for the day of the walk; a link says itself until when it is good; ms. */
const KEPT_FOR_MS = 86_400_000;
/** Answers that say: not for you (any more). */
const GONE = [401, 403, 404, 410];

const worker = /** @type {Worker} */ (/** @type {unknown} */ (globalThis));

addEventListener('install', (event) => {
  const stage = /** @type {Stage} */ (event);
  stage.waitUntil(worker.skipWaiting());
});
addEventListener('activate', (event) => {
  const stage = /** @type {Stage} */ (event);
  stage.waitUntil(worker.clients.claim());
});
addEventListener('fetch', (event) => {
  const asked = /** @type {Asked} */ (event);
  const { request } = asked;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (PAGE.test(address.pathname)) asked.respondWith(page(request, address));
  } else if (address.pathname.startsWith('/assets/')) {
    asked.respondWith(file(request));
  }
});

/** @param {Request} request @param {URL} address @returns {Promise<Response>} */
async function page(request, address) {
  const kept = await keptFor(address);
  const asking = fetch(request);
  try {
    const answer = await (kept === undefined ? asking : inTime(asking));
    // Nobody is signed in any more, or the link was taken back.
    if (answer.type === 'opaqueredirect' || GONE.includes(answer.status)) await caches.delete(KEPT);
    return answer.status >= 500 && kept !== undefined ? kept : answer;
  } catch (error) {
    // The one that was too slow may still fail, which nobody waits for.
    asking.catch(() => undefined);
    if (kept !== undefined) return kept;
    throw error;
  }
}

/** @param {Promise<Response>} asking @returns {Promise<Response>} */
function inTime(asking) {
  return new Promise((resolve, reject) => {
    const bell = setTimeout(() => reject(new Error('Too slow')), PATIENCE_MS);
    asking.then(resolve, reject).finally(() => clearTimeout(bell));
  });
}

/**
 * The page as it is kept for whoever opens this address: the same link, and the same person where the address says who.
 * @param {URL} address @returns {Promise<Response | undefined>}
 */
async function keptFor(address) {
  if (!(await caches.has(KEPT))) return undefined;
  const cache = await caches.open(KEPT);
  for (const key of await cache.keys()) {
    const own = new URL(key.url);
    if (own.pathname !== `${address.pathname}/kept`) continue;
    const kept = await cache.match(key, { ignoreVary: true });
    if (kept === undefined) continue;
    const until = own.searchParams.get('until');
    const over = until === null ? Date.parse(kept.headers.get('date') ?? '') + KEPT_FOR_MS : Number(until) * 1_000;
    if (!(over > Date.now())) {
      await caches.delete(KEPT);
      return undefined;
    }
    const who = address.searchParams.get('who');
    const sameLink = own.searchParams.get('proof') === address.searchParams.get('proof');
    if (sameLink && (who === null || who === own.searchParams.get('who'))) return kept;
  }
  return undefined;
}

/** @param {Request} request @returns {Promise<Response>} */
async function file(request) {
  const kept = (await caches.has(KEPT))
    ? await (await caches.open(KEPT)).match(request, { ignoreVary: true })
    : undefined;
  return kept ?? fetch(request);
}
