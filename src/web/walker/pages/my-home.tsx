import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { HeldPlace, OwnPage, TeamProgress } from '../../../fundraising-pages/index.js';
import { formatMoney } from '../../../platform/i18n/index.js';
import { GiftList, type PublicGiftView } from '../../shared/components/gift-list.js';
import { StartCode } from '../../shared/components/start-code.js';
import { ProgressBar } from '../../shared/components/progress-bar.js';
import { type MessageKey, translatorOf } from '../../shared/messages/translators.js';
import { givePath, type PageContext, teamPath, under, walkerPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { MyFrame, ownPagePath } from '../../own-page/pages/index.js';
import { TeamMinimums } from './team-minimums.js';

export interface MyHomePageView {
  readonly edition: Edition;
  readonly email: string;
  readonly pages: readonly {
    readonly page: OwnPage;
    /** For the start, SVG; `undefined` for who needs none. */
    readonly code: string | undefined;
    readonly latestGifts: readonly PublicGiftView[];
  }[];
  readonly held: readonly HeldPlace[];
  readonly teams: readonly { readonly team: NonNullable<OwnPage['team']>; readonly progress: TeamProgress }[];
  readonly afterTheWalk: boolean;
  /** Wants to hear of the next edition. */
  readonly wished: boolean;
  readonly wishChanged: boolean;
}

/** The home of somebody who takes part: who walks, how far they are, and what is best done next. */
export function renderMyHomePage(view: MyHomePageView, context: PageContext): string {
  const { pages, held, teams } = view;
  const t = translatorOf(context.language);
  const [only] = pages;
  const title = pages.length === 1 && only !== undefined ? t('my.hello', { name: only.page.firstName }) : t('my.title');
  return renderPage(
    <MyFrame context={context} title={title}>
      <div>
        <h1 dir="auto">{title}</h1>
        <p class="mute">
          {t('account.signedInAs', { email: view.email })}{' '}
          <a href={under(context, '/my/account')}>{t('account.title')}</a>
        </p>
      </div>
      {held.map(({ name, registrationToken }) => (
        <p class="notice" key={registrationToken}>
          {t.rich<VNode>('my.held', {
            name,
            a: (text) => <a href={under(context, `/registered/${registrationToken}`)}>{text}</a>,
          })}
        </p>
      ))}
      {pages.length === 0 && held.length === 0 ? <Nobody context={context} /> : null}
      <div class={pages.length > 1 ? 'my-walkers several' : 'my-walkers'}>
        {pages.map(({ page, code, latestGifts }) => (
          <OwnWalker
            key={page.slug}
            context={context}
            edition={view.edition}
            page={page}
            code={code}
            latestGifts={latestGifts}
            afterTheWalk={view.afterTheWalk}
          />
        ))}
      </div>
      {teams.map(({ team, progress }) => (
        <section class="card" aria-labelledby={`team-${team.slug}`} key={team.slug}>
          <h2 id={`team-${team.slug}`}>
            <a href={teamPath(context, team.slug)} dir="auto">
              {team.name}
            </a>
          </h2>
          <TeamMinimums context={context} currency={view.edition.currency} progress={progress} />
          <p>
            <a class="onward" href={under(context, `/my/team/${encodeURIComponent(team.slug)}`)}>
              {t('ownTeam.manage')}
            </a>
          </p>
        </section>
      ))}
      <NextEdition context={context} view={view} />
    </MyFrame>,
  );
}

function Nobody({ context }: { readonly context: PageContext }): VNode {
  const t = translatorOf(context.language);
  return (
    <div class="hollow">
      <p>{t('my.nobody')}</p>
      <p>
        <a class="onward" href={under(context, '/register')}>
          {t('layout.walkAlong')}
        </a>
      </p>
    </div>
  );
}

interface OwnWalkerProps {
  readonly context: PageContext;
  readonly edition: Edition;
  readonly page: OwnPage;
  readonly code: string | undefined;
  readonly latestGifts: readonly PublicGiftView[];
  readonly afterTheWalk: boolean;
}

function OwnWalker({ context, edition, page, code, latestGifts, afterTheWalk }: OwnWalkerProps): VNode {
  const { language } = context;
  const { currency } = edition;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, currency);
  const short = page.minimumMinor - page.raisedMinor;
  const address =
    page.shortAddress === null
      ? `${context.publicUrl}${walkerPath(context, page.slug)}`
      : `${context.publicUrl}/w/${page.shortAddress}`;
  const amounts = { amount: money(page.raisedMinor), goal: money(page.goalMinor) };
  return (
    <section class="card" aria-labelledby={`walker-${page.slug}`}>
      <h2 id={`walker-${page.slug}`}>
        <a href={walkerPath(context, page.slug)} dir="auto">
          {page.name}
        </a>
      </h2>
      <div class="half">
        <div>
          <p class="figure num">{amounts.amount}</p>
          <p class="mute">
            {t('page.ofGoal', { goal: amounts.goal })} · {t('count.gifts', { count: page.gifts })}
            {page.onItsWayMinor > 0 ? ` · ${t('onItsWay', { amount: money(page.onItsWayMinor) })}` : ''}
          </p>
          <ProgressBar
            valueMinor={page.raisedMinor}
            goalMinor={page.goalMinor}
            label={t('progress.label', { name: page.name, ...amounts })}
          />
        </div>
        {page.minimumMinor === 0 ? null : short > 0 ? (
          <p>{t('my.stillTo', { amount: money(short), minimum: money(page.minimumMinor) })}</p>
        ) : (
          <p class="reached">{t('my.reached', { minimum: money(page.minimumMinor) })}</p>
        )}
        <NextStep context={context} page={page} />
        {code === undefined ? null : (
          <details>
            <summary>{t('check-in.yourCode')}</summary>
            <StartCode name={page.name} code={code} language={language} />
          </details>
        )}
        <ul class="ways">
          <li>
            <a href={ownPagePath(context, page.slug)}>{t('my.edit')}</a>
          </li>
          <li>
            <a href={ownPagePath(context, page.slug, '/updates')}>{t('my.part.updates')}</a>
          </li>
          <li>
            <a href={ownPagePath(context, page.slug, '/thanks')}>{t('my.thankCount', { count: page.toThank })}</a>
          </li>
          {afterTheWalk ? (
            <li>
              <a href={ownPagePath(context, page.slug, '/walked')}>{t('my.part.walked')}</a>
            </li>
          ) : null}
        </ul>
      </div>
      <div class="half">
        <div class="share">
          <h3>{t('page.share')}</h3>
          <p class="address">
            <a href={walkerPath(context, page.slug)}>{address}</a>
          </p>
          <button class="btn line" type="button" hidden data-share={address}>
            {t('page.share')}
          </button>
        </div>
        {latestGifts.length === 0 ? null : (
          <div>
            <h3>{t('gifts.title')}</h3>
            <GiftList context={context} currency={currency} gifts={latestGifts} open showTarget={() => false} />
          </div>
        )}
      </div>
    </section>
  );
}

const STEPS = [
  { done: 'photo', text: 'my.step.photo', part: '/photo' },
  { done: 'story', text: 'my.step.story', part: '' },
  { done: 'goal', text: 'my.step.goal', part: '' },
  { done: 'ownGift', text: 'my.step.ownGift', part: null },
] as const satisfies readonly {
  readonly done: keyof OwnPage['done'];
  readonly text: MessageKey;
  readonly part: '' | '/photo' | null;
}[];

/** The first three minutes, as a list that knows what is done; after them, thanking and sharing. */
function NextStep({ context, page }: { readonly context: PageContext; readonly page: OwnPage }): VNode {
  const t = translatorOf(context.language);
  const target = { kind: 'walker', slug: page.slug, name: page.name } as const;
  const hrefOf = ({ done, part }: (typeof STEPS)[number]): string =>
    part === null ? givePath(context, target) : `${ownPagePath(context, page.slug, part)}#${done}`;
  const next = STEPS.find(({ done }) => !page.done[done]);
  if (next === undefined) {
    return page.toThank > 0 ? (
      <a class="btn go" href={ownPagePath(context, page.slug, '/thanks')}>
        {t('my.thankNow', { count: page.toThank })}
      </a>
    ) : (
      <p class="reached">{t('my.allDone')}</p>
    );
  }
  return (
    <div>
      <h3>{t('my.steps')}</h3>
      <ol class="checklist">
        {STEPS.map((step) => (
          <li key={step.done} class={page.done[step.done] ? 'done' : undefined}>
            <span>
              {page.done[step.done] ? (
                <>
                  {t(step.text)} <span class="unseen">({t('my.done')})</span>
                </>
              ) : (
                <a href={hrefOf(step)}>{t(step.text)}</a>
              )}
            </span>
          </li>
        ))}
      </ol>
      <p class="actions">
        <a class="btn go" href={hrefOf(next)}>
          {t(next.text)}
        </a>
      </p>
    </div>
  );
}

/** One wish, told once: to hear when the next edition opens. */
function NextEdition({ context, view }: { readonly context: PageContext; readonly view: MyHomePageView }): VNode {
  const t = translatorOf(context.language);
  return (
    <section id="next-edition" aria-labelledby="next-edition-title">
      <h2 id="next-edition-title">{t('my.next.title')}</h2>
      <p>{view.wished ? t('my.next.wished', { email: view.email }) : t('my.next.ask', { email: view.email })}</p>
      <form action={under(context, '/my/next-edition')} method="post">
        <input type="hidden" name="wanted" value={view.wished ? 'no' : 'yes'} />
        <p class="actions" role={view.wishChanged ? 'status' : undefined}>
          <button class="btn line" type="submit">
            {view.wished ? t('my.next.undo') : t('my.next.do')}
          </button>
        </p>
      </form>
    </section>
  );
}
