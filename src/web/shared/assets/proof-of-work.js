// @ts-check
/**
 * Solves what the page asks, in workers, and then sends the form that stands on it. Loaded by that page alone; without it
 * one waits and sends the form oneself.
 */

/** What a worker finds. @typedef {{ counter: number, derivedKey: string }} Solution */

const MOST_WORKERS = 4;
const PATIENCE_MS = 120_000;

const form = document.querySelector('form[data-proof]');
if (form instanceof HTMLFormElement && 'Worker' in globalThis) void prove(form);

/**
 * Works in the open: the page says so, and gives the button back when it comes to nothing.
 * @param {HTMLFormElement} within
 */
async function prove(within) {
  const { proof = '', proofWorker = '' } = within.dataset;
  const button = within.querySelector('button');
  const working = within.querySelector('[data-working]');
  const waiting = within.querySelector('[data-waiting]');
  /** @param {boolean} busy */
  const show = (busy) => {
    if (button !== null) button.hidden = busy;
    if (working instanceof HTMLElement) working.hidden = !busy;
    if (waiting instanceof HTMLElement) waiting.hidden = busy;
  };
  show(true);
  try {
    const challenge = /** @type {unknown} */ (JSON.parse(proof));
    const solution = await solve(challenge, proofWorker);
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = 'altcha';
    field.value = btoa(JSON.stringify({ challenge, solution }));
    within.append(field);
    within.submit();
  } catch {
    show(false);
  }
}

/**
 * The first answer that one of the workers finds; each tries keys of its own.
 * @param {unknown} challenge
 * @param {string} address
 * @returns {Promise<Solution>}
 */
async function solve(challenge, address) {
  const count = Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 2));
  const workers = Array.from({ length: count }, () => new Worker(address));
  try {
    return await Promise.any(
      workers.map((worker, index) => {
        const answer = answerOf(worker);
        const work = { type: 'work', challenge, counterStart: index, counterStep: count, counterMode: 'uint32' };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to be named
        worker.postMessage({ ...work, timeout: PATIENCE_MS });
        return answer;
      }),
    );
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

/**
 * @param {Worker} worker
 * @returns {Promise<Solution>}
 */
function answerOf(worker) {
  return new Promise((resolve, reject) => {
    worker.addEventListener('error', () => reject(new Error('The worker ended')));
    worker.addEventListener('message', (event) => {
      const found = /** @type {Partial<Solution> | null} */ (event.data);
      const { counter, derivedKey } = found ?? {};
      if (counter !== undefined && derivedKey !== undefined && derivedKey !== '') resolve({ counter, derivedKey });
      else reject(new Error('Nothing was found'));
    });
  });
}
