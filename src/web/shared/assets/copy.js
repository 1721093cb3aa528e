// @ts-check
/**
 * Shows the buttons that copy a text of the page: a field's value, or what an element says. Without it, or where the
 * browser does not let it, the text can be selected.
 */

for (const button of document.querySelectorAll('button[data-copy]')) {
  if (button instanceof HTMLButtonElement) offerCopy(button);
}

/** @param {HTMLButtonElement} button */
function offerCopy(button) {
  const shown = document.getElementById(button.dataset['copy'] ?? '');
  if (shown === null || !('clipboard' in navigator)) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const text = shown instanceof HTMLTextAreaElement ? shown.value : shown.innerText.trim();
    navigator.clipboard.writeText(text).then(
      () => {
        button.textContent = button.dataset['copied'] ?? '';
      },
      () => getSelection()?.selectAllChildren(shown),
    );
  });
}
