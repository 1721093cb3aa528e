// @ts-check
/**
 * Makes the editor of a page smoother: a preview that follows the typing, a photo to point at, and large photos made
 * smaller before they are sent. Everything works without it.
 */

const PREVIEW_AFTER_MS = 350;
/** A photo beyond this is made smaller before it is sent; bytes. */
const LARGE_BYTES = 1_500_000;
/** The longest side that is kept anyway; pixels. */
const KEPT_SIDE = 2_400;

for (const form of document.querySelectorAll('form[data-previewed]')) {
  if (form instanceof HTMLFormElement) followTyping(form);
}
for (const stage of document.querySelectorAll('[data-crop]')) {
  if (stage instanceof HTMLElement) letPoint(stage);
}
for (const form of document.querySelectorAll('form[data-shrinks]')) {
  if (form instanceof HTMLFormElement) shrinkBeforeSending(form);
}

/**
 * Shows what is typed as the server shows it: the form asks for its own preview, and only the newest answer counts.
 * @param {HTMLFormElement} form
 */
function followTyping(form) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /** @type {AbortController | undefined} */
  let asking;
  const show = async () => {
    asking?.abort();
    asking = new AbortController();
    const fields = new URLSearchParams({ preview: 'yes' });
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value);
    const response = await fetch(form.action, { method: 'POST', body: fields, signal: asking.signal });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.querySelector('[data-preview]');
    if (fresh !== null) document.querySelector('[data-preview]')?.replaceChildren(...fresh.childNodes);
  };
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      // A preview that fails is no loss: the next key asks again, and the form itself is untouched.
      show().catch(() => undefined);
    }, PREVIEW_AFTER_MS);
  });
  for (const button of form.querySelectorAll('button[name=preview]')) {
    if (button instanceof HTMLElement) button.hidden = true;
  }
}

/**
 * Lets somebody point at what matters in a photo; the nine positions stay for those who do not point.
 * @param {HTMLElement} stage
 */
function letPoint(stage) {
  const svg = stage.querySelector('svg');
  const form = stage.closest('form');
  if (svg === null || form === null) return;
  const { width, height } = svg.viewBox.baseVal;
  const ratio = Number(stage.dataset['ratio']);
  const x = form.querySelector('input[name=focusX]');
  const y = form.querySelector('input[name=focusY]');
  if (!(x instanceof HTMLInputElement) || !(y instanceof HTMLInputElement)) return;
  stage.classList.add('pointing');
  x.value = x.dataset['at'] ?? '';
  y.value = y.dataset['at'] ?? '';

  const zoomPercent = () => {
    const zoom = form.querySelector('input[name=zoom]:checked');
    return zoom instanceof HTMLInputElement ? Number(zoom.value) : 100;
  };
  const focus = () => {
    if (x.value !== '' && y.value !== '') return [Number(x.value), Number(y.value)];
    const position = form.querySelector('input[name=position]:checked');
    return position instanceof HTMLInputElement ? position.value.split('-').map(Number) : [500, 500];
  };
  /** The same rule by which the server cuts. */
  const draw = () => {
    const [focusX = 500, focusY = 500] = focus();
    const fits = width / height > ratio ? height : width / ratio;
    const high = Math.min(height, Math.max(1, Math.round((fits * 100) / zoomPercent())));
    const wide = Math.min(width, Math.max(1, Math.round(high * ratio)));
    const left = Math.min(width - wide, Math.max(0, Math.round((width * focusX) / 1000 - wide / 2)));
    const top = Math.min(height - high, Math.max(0, Math.round((height * focusY) / 1000 - high / 2)));
    const hole = `M${left},${top}h${wide}v${high}h${-wide}z`;
    svg.querySelector('.outside')?.setAttribute('d', `M0,0h${width}v${height}h${-width}z${hole}`);
    svg.querySelector('.frame')?.setAttribute('d', hole);
    const eye = svg.querySelector('.eye');
    eye?.setAttribute('cx', String((width * focusX) / 1000));
    eye?.setAttribute('cy', String((height * focusY) / 1000));
  };
  /** @param {PointerEvent} event */
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    const part = (/** @type {number} */ at, /** @type {number} */ size) =>
      String(Math.min(1000, Math.max(0, Math.round((at / size) * 1000))));
    x.value = part(event.clientX - box.left, box.width);
    y.value = part(event.clientY - box.top, box.height);
    draw();
  };
  stage.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    stage.setPointerCapture(event.pointerId);
    point(event);
  });
  stage.addEventListener('pointermove', (event) => {
    if (stage.hasPointerCapture(event.pointerId)) point(event);
  });
  form.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === 'position') x.value = y.value = '';
    draw();
  });
}

/**
 * Makes a large photo smaller before it is sent, so that a phone in a train sends a tenth. What the browser cannot read
 * is sent as it is: the server says what is wrong with it.
 * @param {HTMLFormElement} form
 */
function shrinkBeforeSending(form) {
  const input = form.querySelector('input[type=file]');
  if (!(input instanceof HTMLInputElement)) return;
  let ready = false;
  form.addEventListener('submit', (event) => {
    const file = input.files?.[0];
    if (ready || file === undefined || file.size <= LARGE_BYTES || /gif|svg/.test(file.type)) return;
    event.preventDefault();
    form.setAttribute('aria-busy', 'true');
    smaller(file)
      .then((photo) => {
        const files = new DataTransfer();
        files.items.add(photo);
        input.files = files.files;
      })
      .catch(() => undefined)
      .finally(() => {
        ready = true;
        form.requestSubmit();
      });
  });
}

/** @param {File} file @returns {Promise<File>} */
async function smaller(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, KEPT_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((/** @type {(made: Blob | null) => void} */ resolve) => {
    canvas.toBlob(resolve, 'image/jpeg', 0.9);
  });
  if (blob === null || blob.size >= file.size) return file;
  return new File([blob], 'photo.jpg', { type: 'image/jpeg' });
}
