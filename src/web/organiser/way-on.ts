/** Where to go on after proving who one is: a page of the organisers, never another site. */
export function wayOnOf(to: unknown): string {
  const own = typeof to === 'string' && to.length <= 500 && /^\/organise(?:[/?][^\\\s#]*)?$/.test(to);
  return own && !/\/\.{1,2}(?:\/|$)/.test(to) && !/^\/organise\/(?:sign-in|second-factor)/.test(to) ? to : '/organise';
}
