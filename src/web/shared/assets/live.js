// @ts-check
/**
 * Makes the pages live and smoother. Everything works without it: it only moves what is there.
 * Plain JavaScript, one module, no build step; its words and its formats come from the page.
 */

/**
 * What the server says: absolute values and a revision, never a difference.
 * @typedef {{ raisedMinor: number, gifts: number, revision: number, asOf: string, onItsWayMinor?: number,
 *   donors?: number, walkers?: number, teams?: number }} Total
 */

const ANNOUNCE_EVERY_MS = 15_000;
const LOST_AFTER_MS = 4_000;
const POLL_EVERY_MS = 10_000;
const RECONNECT_FIRST_MS = 1_000;
const RECONNECT_MOST_MS = 30_000;
/** Two beats of the server and some: a connection that is silent for longer is dead, whatever the browser believes. */
const SILENT_MS = 45_000;
const READ_WITHIN_MS = 20_000;

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement[]} */
const all = (selector, within = document) =>
  [...within.querySelectorAll(selector)].filter((it) => it instanceof HTMLElement);
/** @param {string} template @param {Record<string, string>} values */
const fill = (template, values) =>
  template.replace(/\{(\w+)\}/g, (whole, /** @type {string} */ name) => values[name] ?? whole);
const calm = matchMedia('(prefers-reduced-motion: reduce)');

const root = document.querySelector('[data-live]');
if (root instanceof HTMLElement) followTotal(root);
for (const form of document.querySelectorAll('form')) {
  nameAmount(form);
  if ('once' in form.dataset) submitOnce(form);
}
for (const button of all('[data-share]')) offerShare(button);
// There from the start, since what appears together with its text is often not said.
const speaker = document.createElement('p');
speaker.className = 'unseen';
speaker.role = 'status';
if (document.querySelector('[data-status]') !== null) document.body.append(speaker);
for (const place of all('[data-status]')) awaitNews(place);
all('[data-focus]')[0]?.focus();

/**
 * Follows the total that a page is about.
 * @param {HTMLElement} place
 */
function followTotal(place) {
  const { live: stream = '', poll = '', locale = 'nl-BE', currency = 'EUR' } = place.dataset;
  const goalMinor = Number(place.dataset['goal']);
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'Europe/Brussels',
  });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const plural = new Intl.PluralRules(locale);
  const money = moneyFormat(locale, currency);
  const announce = announcer(money);
  const refresh = refresher(stream, Number(place.dataset['refresh'] ?? 0));
  let revision = Number(place.dataset['revision']);
  let asOf = new Date(place.dataset['asOf'] ?? Date.now());
  /** @type {number | undefined} */
  let raisedMinor;
  let lost = false;

  /** @param {Total} total */
  const show = (total) => {
    if (total.revision >= revision) asOf = new Date(total.asOf);
    mark(false);
    if (total.revision <= revision) return;
    revision = total.revision;
    const before = raisedMinor;
    raisedMinor = total.raisedMinor;
    showMoney('raised', total.raisedMinor, before);
    if (total.onItsWayMinor !== undefined) {
      showMoney('onItsWay', total.onItsWayMinor);
      for (const it of all('[data-live-shown=onItsWay]')) it.hidden = total.onItsWayMinor <= 0;
    }
    showNumbers(total);
    for (const it of all('[data-live-percent]'))
      it.textContent = percent.format(Math.floor((total.raisedMinor / goalMinor) * 100) / 100);
    for (const it of document.querySelectorAll('progress[data-live-bar]')) {
      if (!(it instanceof HTMLProgressElement)) continue;
      it.value = Math.max(0, Math.min(it.max, total.raisedMinor));
      it.classList.toggle('done', total.raisedMinor >= it.max);
    }
    drawRoutes(total.raisedMinor, money);
    announce(total.raisedMinor);
    refresh();
  };

  /** @param {Total} total */
  const showNumbers = (total) => {
    for (const name of /** @type {const} */ (['gifts', 'donors', 'walkers', 'teams'])) {
      const value = total[name];
      if (value === undefined) continue;
      for (const it of all(`[data-live-number=${name}]`)) it.textContent = number.format(value);
      for (const it of all(`[data-live-count=${name}]`)) {
        const noun = plural.select(value) === 'one' ? it.dataset['one'] : it.dataset['other'];
        it.textContent = fill(noun ?? '{n}', { n: number.format(value) });
      }
    }
  };

  /** @param {string} name @param {number} amountMinor @param {number} [from] */
  const showMoney = (name, amountMinor, from) => {
    const places = all(`[data-live-money=${name}]`);
    /** @param {number} minor */
    const write = (minor) => {
      for (const it of places) {
        const figure = money(minor);
        it.textContent = figure;
        const frame = it.closest('.figure');
        if (figure.length > 9) frame?.setAttribute('data-size', figure.length > 12 ? 'longer' : 'long');
        else frame?.removeAttribute('data-size');
      }
    };
    if (from === undefined || calm.matches || document.hidden) return write(amountMinor);
    const began = performance.now();
    /** @param {number} now */
    const step = (now) => {
      if (raisedMinor !== amountMinor) return;
      const part = Math.min(1, (now - began) / 700);
      // Whole euros on the way, the exact amount at its end.
      write(part === 1 ? amountMinor : from + Math.round(((amountMinor - from) * (1 - (1 - part) ** 3)) / 100) * 100);
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  };

  /** @param {boolean} isLost */
  const mark = (isLost) => {
    lost = isLost;
    for (const it of all('[data-live-mark]')) {
      it.classList.toggle('lost', isLost);
      it.textContent = fill((isLost ? it.dataset['lost'] : it.dataset['now']) ?? '', { time: time.format(asOf) });
    }
  };

  addEventListener('resize', () => raisedMinor !== undefined && drawRoutes(raisedMinor, money));
  if ('EventSource' in globalThis) listen(stream, show, mark, () => lost);
  else ask(poll, show, () => mark(true));
}

/**
 * Listens to server-sent events and never gives up: a browser comes back by itself after a cut, and after a refusal or a
 * silence we do.
 * @param {string} stream @param {(total: Total) => void} show @param {(isLost: boolean) => void} mark
 * @param {() => boolean} isLost
 */
function listen(stream, show, mark, isLost) {
  let waitMs = RECONNECT_FIRST_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let losing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let watch;
  /** @type {EventSource | undefined} */
  let source;
  const hear = () => {
    clearTimeout(losing);
    losing = undefined;
    guard();
    if (isLost()) mark(false);
  };
  const guard = () => {
    clearTimeout(watch);
    watch = setTimeout(() => {
      mark(true);
      open();
    }, SILENT_MS);
  };
  const open = () => {
    source?.close();
    const opened = new EventSource(stream);
    source = opened;
    guard();
    // No word of `open`: a server that is full, or cannot read the total, opens a stream as well and ends it.
    opened.addEventListener('beat', hear);
    opened.addEventListener('total', (event) => {
      hear();
      waitMs = RECONNECT_FIRST_MS;
      show(/** @type {Total} */ (JSON.parse(String(event.data))));
    });
    opened.addEventListener('error', () => {
      if (!isLost()) losing ??= setTimeout(() => mark(true), LOST_AFTER_MS);
      if (opened.readyState !== EventSource.CLOSED) return;
      clearTimeout(watch);
      setTimeout(open, waitMs + Math.random() * waitMs);
      waitMs = Math.min(RECONNECT_MOST_MS, waitMs * 2);
    });
  };
  // Once for all connections: a page that runs for half a day has many of them.
  addEventListener('pagehide', () => {
    clearTimeout(watch);
    source?.close();
  });
  addEventListener('pageshow', (event) => event.persisted && source?.readyState === EventSource.CLOSED && open());
  open();
}

/**
 * Asks again and again, where a browser has no event stream.
 * @param {string} poll @param {(total: Total) => void} show @param {() => void} lose
 */
function ask(poll, show, lose) {
  const once = async () => {
    try {
      const answer = await fetch(poll, { headers: { accept: 'application/json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      show(/** @type {Total} */ (await answer.json()));
    } catch {
      // Shown to the person; the next round tries again.
      lose();
    }
  };
  setInterval(() => document.hidden || void once(), POLL_EVERY_MS);
}

/**
 * Moves the walked part of every route to an amount; a route that is not shown is moved when it is.
 * @param {number} raisedMinor @param {(minor: number) => string} money
 */
function drawRoutes(raisedMinor, money) {
  for (const route of document.querySelectorAll('svg[data-live-route]')) {
    if (!(route instanceof SVGSVGElement) || route.getBoundingClientRect().width === 0) continue;
    const share = Math.min(1, Math.max(0, raisedMinor / Number(route.dataset['liveRoute'])));
    const walked = route.querySelector('.walked');
    if (!(walked instanceof SVGPathElement)) continue;
    walked.setAttribute('stroke-dasharray', `${(share * 1000).toFixed(1)} 2000`);
    const { x, y } = walked.getPointAtLength(walked.getTotalLength() * share);
    route.querySelector('.here')?.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    let beyond = false;
    for (const stone of route.querySelectorAll('[data-at]')) {
      const done = raisedMinor >= Number(stone.getAttribute('data-at'));
      stone.classList.toggle('done', done);
      beyond ||= done && stone.querySelector('.flag') !== null;
    }
    const label = beyond ? route.dataset['labelBeyond'] : route.dataset['label'];
    if (label !== undefined) route.setAttribute('aria-label', fill(label, { amount: money(raisedMinor) }));
  }
}

/**
 * Says the total to those who hear the page: politely, and at most once in a while.
 * @param {(minor: number) => string} money
 */
function announcer(money) {
  const [place] = all('[data-live-announce]');
  let waiting = false;
  let latest = 0;
  /** @param {number} raisedMinor */
  return (raisedMinor) => {
    latest = raisedMinor;
    if (waiting || place === undefined) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      place.textContent = fill(place.dataset['liveAnnounce'] ?? '', { amount: money(latest) });
    }, ANNOUNCE_EVERY_MS);
  };
}

/**
 * Brings lists up to date after a change by reading the page anew: soon on the page of one team or walker, after a while
 * on the edition's, where thousands may look at once; as soon as it says itself on a page that few look at.
 * @param {string} stream @param {number} ownMs
 */
function refresher(stream, ownMs) {
  const mostOften = ownMs > 0 ? ownMs : /\/(teams|walkers)\//.test(stream) ? 3_000 : 20_000;
  let waiting = false;
  const plan = () => {
    if (waiting || document.querySelector('[data-live-region]') === null) return;
    waiting = true;
    setTimeout(
      async () => {
        waiting = false;
        if (document.hidden) return document.addEventListener('visibilitychange', plan, { once: true });
        try {
          const signal = AbortSignal.timeout(READ_WITHIN_MS);
          const answer = await fetch(location.href, { headers: { accept: 'text/html' }, signal });
          if (answer.ok) takeOver(new DOMParser().parseFromString(await answer.text(), 'text/html'));
          else if (answer.status >= 500 || answer.status === 429) plan();
        } catch {
          // The lists stay as they are, and are still owed.
          plan();
        }
      },
      mostOften * (0.5 + Math.random()),
    );
  };
  return plan;
}

/** @param {Document} fresh */
function takeOver(fresh) {
  for (const region of all('[data-live-region]')) {
    const newer = fresh.querySelector(`[data-live-region="${region.dataset['liveRegion']}"]`);
    // Nothing is taken away under the finger or the keyboard of somebody who is in it.
    if (newer === null || region.contains(document.activeElement)) continue;
    if (newer.innerHTML !== region.innerHTML) region.replaceChildren(...newer.childNodes);
  }
  const routes = document.querySelectorAll('svg[data-live-route]');
  for (const [index, newer] of fresh.querySelectorAll('svg[data-live-route]').entries()) {
    const route = routes[index];
    // The road itself has changed: it goes on beyond the goal, or the goal was moved.
    if (route?.getAttribute('data-live-route') !== newer.getAttribute('data-live-route')) route?.replaceWith(newer);
  }
}

/** @param {string} locale @param {string} currency @returns {(minor: number) => string} */
function moneyFormat(locale, currency) {
  const withCents = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const whole = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 });
  const units = 10 ** (withCents.resolvedOptions().maximumFractionDigits ?? 2);
  return (minor) => (minor % units === 0 ? whole : withCents).format(minor / units);
}

/**
 * The button of a form to give says the amount that is typed; for a chosen one the style sheet does it already.
 * @param {HTMLFormElement} form
 */
function nameAmount(form) {
  const button = form.querySelector('[data-give]');
  const typed = form.querySelector('input[name=amount]');
  const own = form.querySelector('.pick-other');
  const say = button?.querySelector('.say');
  if (!(button instanceof HTMLElement && typed instanceof HTMLInputElement && own instanceof HTMLInputElement && say))
    return;
  const plain = say.textContent ?? '';
  const money = moneyFormat(button.dataset['locale'] ?? 'nl-BE', button.dataset['currency'] ?? 'EUR');
  const name = () => {
    const match = /^(\d{1,5})(?:[.,](\d{1,2}))?$/.exec(typed.value.replace(/[\s€]/g, ''));
    const minor = match === null ? 0 : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
    say.textContent = minor > 0 ? fill(button.dataset['give'] ?? plain, { amount: money(minor) }) : plain;
  };
  typed.addEventListener('input', name);
  own.addEventListener('change', () => own.checked && typed.focus());
  name();
}

/**
 * A second press of the button, while the first is on its way, does nothing.
 * @param {HTMLFormElement} form
 */
function submitOnce(form) {
  let sent = false;
  form.addEventListener('submit', (event) => {
    if (sent) event.preventDefault();
    sent = true;
    event.submitter?.setAttribute('aria-disabled', 'true');
  });
  // Back from Stripe's page: the form may be sent again.
  addEventListener('pageshow', () => {
    sent = false;
    for (const button of form.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled');
  });
}

/** @param {HTMLElement} button */
function offerShare(button) {
  if (typeof navigator.share !== 'function') return;
  button.hidden = false;
  button.addEventListener('click', () => {
    // Who closes the sheet without choosing has not failed at anything.
    navigator.share({ title: document.title, url: button.dataset['share'] ?? location.href }).catch(() => undefined);
  });
}

/**
 * Asks what has become of one's own gift, registration or file, and puts the news in the place of what was known: without a
 * reload, and said to those who hear the page.
 * @param {HTMLElement} place
 */
function awaitNews(place) {
  const known = place.dataset['status'] ?? '';
  const everyMs = /^(started|held started|making \d+)$/.test(known) ? 2_000 : known.endsWith('pending') ? 6_000 : 0;
  if (everyMs === 0) return;
  let left = 150;
  const once = async () => {
    try {
      const answer = await fetch(location.href, { headers: { accept: 'application/json' } });
      const news = answer.ok ? /** @type {{ status?: unknown }} */ (await answer.json()) : undefined;
      if (typeof news?.status === 'string' && news.status !== known) return await showNews(place);
    } catch {
      // No connection for a moment: asked again.
    }
    left -= 1;
    if (left > 0) setTimeout(once, everyMs);
  };
  setTimeout(once, everyMs);
}

/** @param {HTMLElement} place */
async function showNews(place) {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [newer] = all('[data-status]', fresh);
  if (newer === undefined) return location.reload();
  document.title = fresh.title;
  place.replaceWith(newer);
  for (const button of all('[data-share]', newer)) offerShare(button);
  for (const form of newer.querySelectorAll('form')) if ('once' in form.dataset) submitOnce(form);
  const heading = newer.querySelector('h1')?.textContent ?? fresh.title;
  speaker.textContent = heading;
  awaitNews(newer);
}
