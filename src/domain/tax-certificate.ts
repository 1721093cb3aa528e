import type { Edition } from './edition.js';

/**
 * Whether a gift that came so may stand on a tax certificate. Cash never does: the law leaves out what a collection brings.
 * @param offlineMethod how it came without Stripe; `null`: it was paid online.
 */
export function canBeCertified(offlineMethod: string | null): boolean {
  return offlineMethod !== 'cash';
}

/** What is kept of a donor's wish for a tax certificate: nothing where the edition gives none, or the gift can have none. */
export function certificateWish(
  { taxCertificates }: Pick<Edition, 'taxCertificates'>,
  wanted: boolean,
  offlineMethod: string | null = null,
): boolean {
  return wanted && taxCertificates && canBeCertified(offlineMethod);
}
