import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** A whole page as it is sent: nothing in it is a script or a style, so that a strict policy can forbid both. */
export function renderPage(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`;
}

/** A piece to be put into a page that is rendered already. */
export function renderPart(part: VNode): string {
  return renderToString(part);
}
