// @ts-check
/**
 * Scans the codes of walkers at the start. Every scan is kept on the phone under an id of its own until the server has
 * answered it, so that a bad connection loses none and counts none twice. Without this script there is the search.
 */

/** What is kept of a scan. @typedef {{ id: string, code: string, at: number, edition: string }} Kept */
/** What the server says of one. @typedef {{ id: string, tone: string, text: string, details: string }} Answer */
/** Not in the types of browsers yet. @typedef {{ detect(video: HTMLVideoElement): Promise<{ rawValue: string }[]> }} Detector */
/** @typedef {{ new (options: object): Detector, getSupportedFormats(): Promise<string[]> }} Detectors */
/** Reads one picture; `null` where no code is in it. @typedef {(video: HTMLVideoElement) => Promise<string | null>} Reader */

const MOST_AT_ONCE = 20;
const SEND_EVERY_MS = 5_000;
/** A connection that says nothing is given up, and all of it is sent again; ms. */
const ANSWER_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 200;
const COUNT_EVERY_MS = 5_000;
/** A code that is still before the camera is the same scan; ms. */
const SAME_SCAN_MS = 8_000;
const MOST_SHOWN = 12;
/** Pictures are made no wider for reading: enough for a code at arm's length; pixels. */
const WIDEST = 960;

const scanner = document.querySelector('[data-scanner]');
if (scanner instanceof HTMLElement && 'indexedDB' in globalThis) void begin(scanner);
for (const place of document.querySelectorAll('[data-check-in-count]')) {
  if (place instanceof HTMLElement) followCount(place);
}

/** @param {HTMLElement} section */
async function begin(section) {
  const words = section.dataset;
  const edition = words['scanner'] ?? '';
  const store = await openStore();
  const list = section.querySelector('[data-results]');
  const waiting = section.querySelector('[data-waiting]');
  section.hidden = false;

  /** @param {string} tone @param {string} text @param {string} details @param {string} id */
  const show = (tone, text, details, id) => {
    if (list === null) return;
    const known = list.querySelector(`[data-scan="${id}"]`);
    const line = known ?? document.createElement('li');
    line.className = `scan-result ${tone}`;
    line.setAttribute('data-scan', id);
    const [strong, small] = [document.createElement('b'), document.createElement('span')];
    strong.textContent = text;
    small.textContent = details;
    small.className = 'small';
    line.replaceChildren(strong, small);
    if (known === null) list.prepend(line);
    while (list.children.length > MOST_SHOWN) list.lastElementChild?.remove();
  };

  const say = async () => {
    const count = (await store.all()).filter((scan) => scan.edition === edition).length;
    const one = new Intl.PluralRules(words['locale']).select(count) === 'one';
    const text = count === 0 ? words['waitingNone'] : one ? words['waitingOne'] : words['waitingOther'];
    if (waiting !== null) waiting.textContent = (text ?? '').replace('{n}', String(count));
    section.dataset['count'] = String(count);
  };

  let sending = false;
  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      for (;;) {
        const kept = (await store.all()).filter((scan) => scan.edition === edition).slice(0, MOST_AT_ONCE);
        if (kept.length === 0) return;
        const scans = kept.map(({ id, code, at }) => ({ id, code, agoMs: Math.max(0, Date.now() - at) }));
        const answer = await fetch(words['send'] ?? '', {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ scans }),
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        });
        if (answer.status === 401 || answer.status === 403) {
          show('bad', words['notAllowed'] ?? '', '', 'link');
          await caches.delete('check-in');
          return;
        }
        if (!answer.ok) return;
        const { answers, checkedIn } = /** @type {{ answers: Answer[], checkedIn: number }} */ (await answer.json());
        for (const { id, tone, text, details } of answers) {
          show(tone, text, details, id);
          await store.remove(id);
        }
        showCount(checkedIn);
        await say();
      }
    } catch {
      // No connection: everything is still kept, and the clock tries again.
    } finally {
      sending = false;
      await say();
    }
  };

  /** @type {Map<string, number>} */
  const seen = new Map();
  /** @param {string} text */
  const scanned = async (text) => {
    const now = Date.now();
    if (now - (seen.get(text) ?? 0) < SAME_SCAN_MS) {
      seen.set(text, now);
      return;
    }
    seen.set(text, now);
    navigator.vibrate?.(80);
    const id = crypto.randomUUID();
    const of = editionOf(text);
    if (of === null) return show('bad', words['notOurs'] ?? '', '', id);
    if (of !== edition) return show('bad', words['otherEdition'] ?? '', of, id);
    await store.keep({ id, code: text, at: now, edition });
    show('wait', words['kept'] ?? '', new Date(now).toLocaleTimeString(words['locale']), id);
    await say();
    await send();
  };

  // Fetched now, so that the camera works where the connection no longer does.
  let reading = readerFor(words['reader'] ?? '');
  reading.then(
    () => (section.dataset['ready'] = 'yes'),
    () => undefined,
  );
  letScan(section, scanned, () => {
    reading = reading.catch(() => readerFor(words['reader'] ?? ''));
    return reading;
  });
  addEventListener('online', () => void send());
  setInterval(() => void send(), SEND_EVERY_MS);
  for (const { id, at, edition: of } of (await store.all()).slice(-MOST_SHOWN)) {
    if (of === edition) show('wait', words['kept'] ?? '', new Date(at).toLocaleTimeString(words['locale']), id);
  }
  await say();
  await send();
}

/**
 * The edition that a code is of; `null` for what is no code of a walker.
 * @param {string} text
 */
function editionOf(text) {
  if (!URL.canParse(text)) return null;
  const [, edition] = /^\/check-in\/([^/]+)$/.exec(new URL(text).pathname) ?? [];
  return edition === undefined ? null : decodeURIComponent(edition);
}

/**
 * The camera, from a press on the button until another.
 * @param {HTMLElement} section @param {(text: string) => Promise<void>} scanned @param {() => Promise<Reader>} reader
 */
function letScan(section, scanned, reader) {
  const video = section.querySelector('video');
  const [on, off] = [section.querySelector('[data-camera-on]'), section.querySelector('[data-camera-off]')];
  if (video === null || !(on instanceof HTMLElement) || !(off instanceof HTMLElement)) return;
  /** @type {MediaStream | undefined} */
  let stream;
  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    video.hidden = true;
    on.hidden = false;
    off.hidden = true;
  };
  /** @param {Reader} read */
  const look = async (read) => {
    if (stream === undefined) return;
    try {
      const text = video.readyState >= 2 ? await read(video) : null;
      if (text !== null) await scanned(text);
    } finally {
      setTimeout(() => void look(read).catch(() => undefined), LOOK_EVERY_MS);
    }
  };
  on.addEventListener('click', () => {
    const open = async () => {
      const read = await reader();
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
      video.srcObject = stream;
      video.hidden = false;
      on.hidden = true;
      off.hidden = false;
      await video.play();
      await look(read);
    };
    open().catch(() => {
      end();
      const waiting = section.querySelector('[data-waiting]');
      if (waiting !== null) waiting.textContent = section.dataset['noCamera'] ?? '';
    });
  });
  off.addEventListener('click', end);
  addEventListener('pagehide', end);
}

/**
 * The browser's own reader of codes where it has one, else ours.
 * @param {string} address @returns {Promise<Reader>}
 */
async function readerFor(address) {
  const own = ownDetector();
  if (own !== undefined && (await own.getSupportedFormats()).includes('qr_code')) {
    const detector = new own({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  const { decodeQR } = /** @type {{ decodeQR: (image: ImageData) => string }} */ (await import(address));
  const canvas = document.createElement('canvas');
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  /** @param {HTMLVideoElement} video */
  const read = (video) => {
    if (drawing === null || video.videoWidth === 0) return null;
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(drawing.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      // No code in this picture: the next one comes.
      return null;
    }
  };
  return (video) => Promise.resolve(read(video));
}

/** @returns {Detectors | undefined} */
function ownDetector() {
  const scope = /** @type {{ BarcodeDetector?: Detectors }} */ (globalThis);
  return scope.BarcodeDetector;
}

/** Scans on this phone, until they are answered. */
async function openStore() {
  const opening = indexedDB.open('check-in', 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('scans', { keyPath: 'id' }));
  const database = /** @type {IDBDatabase} */ (await done(opening));
  /** @param {IDBTransactionMode} mode */
  const scans = (mode) => database.transaction('scans', mode).objectStore('scans');
  return {
    /** @param {Kept} scan */
    keep: (scan) => done(scans('readwrite').put(scan)),
    /** @param {string} id */
    remove: (id) => done(scans('readwrite').delete(id)),
    /** @returns {Promise<Kept[]>} */
    all: async () => /** @type {Kept[]} */ (await done(scans('readonly').getAll())).sort((a, b) => a.at - b.at),
  };
}

/** @param {IDBRequest} request @returns {Promise<unknown>} */
function done(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB')));
  });
}

/** @param {HTMLElement} place */
function followCount(place) {
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(place.dataset['checkInCount'] ?? '', { headers: { accept: 'application/json' } });
    if (answer.ok) showCount(/** @type {{ checkedIn: number }} */ (await answer.json()).checkedIn);
  };
  // A look that failed is made up for by the next one.
  setInterval(() => void look().catch(() => undefined), COUNT_EVERY_MS);
}

/** @param {number} count */
function showCount(count) {
  for (const place of document.querySelectorAll('[data-check-in-count]')) {
    place.textContent = new Intl.NumberFormat(document.documentElement.lang).format(count);
  }
}
