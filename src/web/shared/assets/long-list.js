// @ts-check
/**
 * Has a long list counted once its first page is there, and says what it comes to. Without it, or where that fails, the
 * link leads to a page that says it.
 */

/** Who waits longer is offered the link again; ms. */
const COUNTED_WITHIN_MS = 60_000;

const link = document.querySelector('a[data-count]');
if (link instanceof HTMLAnchorElement) void countAll(link);

/** @param {HTMLAnchorElement} asked */
async function countAll(asked) {
  const place = asked.parentElement;
  const offered = asked.textContent;
  asked.textContent = asked.dataset['count'] ?? '';
  try {
    const signal = AbortSignal.timeout(COUNTED_WITHIN_MS);
    const answer = await fetch(asked.href, { headers: { accept: 'application/json' }, signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const { status } = /** @type {{ status: string }} */ (await answer.json());
    if (place !== null) place.textContent = status;
  } catch {
    asked.textContent = offered;
  }
}
