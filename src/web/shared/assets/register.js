// @ts-check
/**
 * What makes the form to take part smoother: places left that stay true while somebody types, and the question for a
 * guardian that opens by itself when a child is filled in. Everything works without it.
 */

const LOOK_EVERY_MS = 15_000;

/** Places left, by the code of the participation type. @typedef {Record<string, number>} Places */

const form = document.querySelector('form[data-places-live]');
if (form instanceof HTMLFormElement) {
  followPlaces(form);
  openGuardian(form);
}

/**
 * Listens to the places left; while that does not work it asks, and goes on trying to listen.
 * @param {HTMLFormElement} within
 */
function followPlaces(within) {
  const { placesLive = '', placesFrom = '' } = within.dataset;
  /** @param {Places} places */
  const showAll = (places) => {
    for (const [code, left] of Object.entries(places)) show(within, code, left);
  };
  /** @type {EventSource | undefined} */
  let source;
  let heard = false;
  const listen = () => {
    if (!('EventSource' in globalThis)) return;
    source = new EventSource(placesLive);
    source.addEventListener('places', (event) => {
      heard = true;
      showAll(/** @type {Places} */ (JSON.parse(String(event.data))));
    });
    source.addEventListener('error', () => (heard = false));
  };
  const look = async () => {
    if (heard || document.hidden) return;
    if (source?.readyState === EventSource.CLOSED) listen();
    const answer = await fetch(placesFrom, { headers: { accept: 'application/json' } });
    if (answer.ok) showAll(/** @type {Places} */ (await answer.json()));
  };
  listen();
  // A look that failed is made up for by the next one.
  setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  addEventListener('pagehide', () => {
    source?.close();
    heard = false;
  });
}

/** @param {HTMLFormElement} within @param {string} code @param {number} left */
function show(within, code, left) {
  const { locale, placesNone, placesOne, placesOther } = within.dataset;
  const one = new Intl.PluralRules(locale).select(left) === 'one';
  const words = (left === 0 ? placesNone : one ? placesOne : placesOther) ?? '{n}';
  const text = words.replace('{n}', new Intl.NumberFormat(locale).format(left));
  for (const said of within.querySelectorAll('[data-places]')) {
    if (said instanceof HTMLElement && said.dataset['places'] === code && said.textContent !== text) {
      said.textContent = text;
    }
  }
  for (const way of within.querySelectorAll('[data-full]')) {
    if (way instanceof HTMLElement && way.dataset['full'] === code) way.hidden = left > 0;
  }
  // What somebody chose already stays chosen: the server has the last word on whether there is a place.
  const offered = within.querySelector('input[name=offer]') !== null;
  for (const choice of within.querySelectorAll('input[name=participationType]')) {
    if (choice instanceof HTMLInputElement && choice.value === code && !choice.checked && !offered) {
      choice.disabled = left === 0;
    }
  }
}

/** @param {HTMLFormElement} within */
function openGuardian(within) {
  const question = within.querySelector('details[data-guardian]');
  if (!(question instanceof HTMLDetailsElement)) return;
  const age = Number(question.dataset['guardian']);
  const [year, monthAndDay] = split(question.dataset['walkOn'] ?? '');
  // Younger than the age on the day of the walk: born after the same day, so many years before.
  const latest = `${String(year - age).padStart(4, '0')}-${monthAndDay}`;
  within.addEventListener('change', (event) => {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.type === 'date' && field.value > latest) question.open = true;
  });
}

/** @param {string} day @returns {[number, string]} the year, and the rest of the day */
function split(day) {
  return [Number(day.slice(0, 4)), day.slice(5)];
}
