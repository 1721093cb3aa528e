import type { VNode } from 'preact';
import type { Language } from '../../../domain/language.js';
import { translatorOf } from '../messages/translators.js';

interface MemberPagesProps {
  readonly language: Language;
  /** The address of the page that lists members, without a query. */
  readonly base: string;
  /** The id of the list's heading. */
  readonly hash: string;
  /** Which page of them is shown, from 1. */
  readonly page: number;
  readonly more: boolean;
}

/** The ways to the other members of a large team; nothing where all are on one page. */
export function MemberPages({ language, base, hash, page, more }: MemberPagesProps): VNode | null {
  const t = translatorOf(language);
  if (page <= 1 && !more) return null;
  const address = (number: number): string => `${base}?members=${String(number)}#${hash}`;
  return (
    <p class="actions pages">
      {page <= 1 ? null : (
        <a class="btn line" rel="prev" href={address(page - 1)}>
          {t('team.membersBefore')}
        </a>
      )}
      {more ? (
        <a class="btn line" rel="next" href={address(page + 1)}>
          {t('team.membersNext')}
        </a>
      ) : null}
    </p>
  );
}
