// @ts-check
/** Whoever signs out on this device leaves no page behind that opens without a connection. */
for (const form of document.querySelectorAll('form[data-sign-out]')) {
  form.addEventListener('submit', () => {
    if ('caches' in globalThis) void caches.delete('check-in');
  });
}
