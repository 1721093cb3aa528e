// @ts-check
/**
 * Keeps the page of the check-in on the phone, so that it opens without a connection: the page without anybody's name, and
 * the files that it is made of. Nothing else is kept, and one page at a time.
 */
{
  const KEPT = 'check-in';
  /** More than the page is made of. */
  const MOST_FILES = 30;
  const FILES = /\/assets\/[\w.-]+/g;

  /** @param {HTMLElement} section @param {string} address */
  const keep = async (section, address) => {
    const page = await fetch(address, { headers: { accept: 'text/html' } });
    if (page.redirected || [401, 403, 404, 410].includes(page.status)) await caches.delete(KEPT);
    if (!page.ok || page.redirected) return;
    const files = await filesOf(await page.clone().text());
    const cache = await caches.open(KEPT);
    for (const file of files) {
      if ((await cache.match(file, { ignoreVary: true })) === undefined) await cache.add(file);
    }
    await cache.put(address, page);
    const kept = new Set([...files, address].map((path) => new URL(path, location.origin).href));
    for (const key of await cache.keys()) if (!kept.has(key.url)) await cache.delete(key);
    section.dataset['isKept'] = 'yes';
  };

  /** What a page asks for, and what its style sheets and scripts ask for. @param {string} page */
  const filesOf = async (page) => {
    const files = new Set(page.match(FILES) ?? []);
    for (const file of [...files].filter((path) => /\.(?:css|js)$/.test(path))) {
      const text = await (await fetch(file)).text();
      for (const named of text.match(FILES) ?? []) files.add(named);
    }
    return [...files].slice(0, MOST_FILES);
  };

  const section = document.querySelector('[data-keep]');
  if (section instanceof HTMLElement && 'serviceWorker' in navigator && 'caches' in globalThis) {
    const begin = async () => {
      await navigator.serviceWorker.register('/check-in/worker.js', { scope: '/check-in/' });
      await navigator.serviceWorker.ready;
      await keep(section, section.dataset['keep'] ?? '');
    };
    // Without it the page works as it does: it cannot be opened anew without a connection.
    begin().catch(() => undefined);
  }
}
