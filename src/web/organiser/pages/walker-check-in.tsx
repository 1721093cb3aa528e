import type { VNode } from 'preact';
import type { StartWalker } from '../../../check-in/index.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { ActForm } from './people-desk-parts.js';
import type { WalkerDeskView } from './walker-desk-view.js';

interface Props {
  readonly view: WalkerDeskView;
  readonly context: PageContext;
}

const TONES: Readonly<Record<StartWalker['state'], string>> = {
  ready: 'dull',
  'checked-in': '',
  unpaid: 'bad',
  'consent-missing': 'bad',
};

/** Whether the walker came to the start. */
export function WalkerCheckInCard({ view, context }: Props): VNode {
  const { edition, mayAct, start, entry } = view;
  const { language, path } = context;
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="check-in">
      <h2 id="check-in">{t('check-in.title')}</h2>
      <p>
        <span class={`chip ${TONES[start.state]}`}>{t(`check-in.state.${start.state}`)}</span>{' '}
        {start.checkedInAt === null ? null : (
          <span class="small mute">
            {formatDayAndTime(language, start.checkedInAt)} · {start.checkedInBy}
          </span>
        )}
      </p>
      {mayAct && start.state === 'ready' ? (
        <form action={`${path}/check-in?language=${language}`} method="post">
          <input type="hidden" name="edition" value={edition.slug} />
          <input type="hidden" name="scan" value={entry} />
          <button class="btn line" type="submit">
            {t('check-in.checkIn')}
          </button>
        </form>
      ) : null}
      {mayAct && start.state === 'checked-in' ? (
        <details>
          <summary>{t('check-in.undo')}</summary>
          <ActForm state={view} context={context} name="undo" action="/check-in/undo" button={t('check-in.undo')} />
        </details>
      ) : null}
    </section>
  );
}
