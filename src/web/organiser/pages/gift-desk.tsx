import type { ComponentChildren, VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import type { DeskGift } from '../../../gift-desk/index.js';
import { formatDayAndTime, formatMoney } from '../../../platform/i18n/index.js';
import { targetOf } from '../../shared/components/gift-list.js';
import {
  ErrorSummary,
  FieldFault,
  type FormState,
  sentenceFor,
  TextField,
  TickBox,
} from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, targetPath } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';
import { statusTone } from '../status-tone.js';
import { GiftActs, GiftParts } from './gift-acts.js';
import { GiftCertificate } from './gift-certificate.js';
import { GiftTexts } from './gift-texts.js';
import { actionName } from './log.js';

/** Where a gift could go, with what stands there now. */
export interface GiftDeskTarget {
  readonly kind: 'team' | 'walker';
  readonly slug: string;
  readonly name: string;
  readonly raisedMinor: number;
}

export interface GiftDeskView {
  readonly edition: Edition;
  readonly gift: DeskGift;
  readonly mayRefund: boolean;
  readonly find: string;
  /** `null`: nothing was looked for. */
  readonly matches: readonly GiftDeskTarget[] | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly done: 'moved' | 'split' | 'undone' | 'refunded' | 'certificate' | null;
  /** Makes a form that is sent twice one deed. */
  readonly once: string;
}

interface Props {
  readonly view: GiftDeskView;
  readonly context: PageContext;
}

const CONTROLS = { to: 'to-edition', reason: 'reason', amount: 'amount', sure: 'sure' };

/** One gift: who, what, where it stands, every movement of it, and what may be done. */
export function renderGiftDeskPage(view: GiftDeskView, context: PageContext): string {
  const { edition, gift, form, error, done } = view;
  const { language } = context;
  const t = translatorOf(language);
  const title = t('desk.title', { name: gift.name });
  return renderPage(
    <WorkLayout context={context} title={title} heading={edition.title[language]}>
      <div class="list-head">
        <h1 dir="auto">{title}</h1>
        <span class={`chip ${statusTone(gift.status) ?? ''}`}>{t(`status.${gift.status}`)}</span>
      </div>
      <ErrorSummary language={language} form={form} error={error} controls={CONTROLS} />
      {done === null ? null : (
        <p class="card" role="status">
          {t(`desk.done.${done}`)}
        </p>
      )}
      <div class="two">
        <Facts view={view} context={context} />
        <Move view={view} context={context} />
      </div>
      <GiftParts gift={gift} edition={edition} context={context} />
      <GiftActs gift={gift} edition={edition} form={form} context={context} />
      {view.mayRefund && leftMinor(gift) > 0 && gift.paymentIntentIds.length > 0 ? (
        <Refund view={view} context={context} />
      ) : null}
      <Movements view={view} context={context} />
      <Audit view={view} context={context} />
    </WorkLayout>,
  );
}

function Facts({ view: { edition, gift }, context }: Props): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency, 'always');
  const target = targetOf(gift.target);
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">{t('desk.facts')}</h2>
      <dl class="facts">
        <Fact label={t('list.column.amount')}>{money(gift.amountMinor)}</Fact>
        <Fact label={t('list.column.raised')}>{money(gift.raisedMinor)}</Fact>
        {gift.onItsWayMinor === 0 ? null : <Fact label={t('list.column.onItsWay')}>{money(gift.onItsWayMinor)}</Fact>}
        <Fact label={t('work.to')}>
          <a href={targetPath(context, target)}>
            <bdi>{target.kind === 'edition' ? t('work.edition') : target.name}</bdi>
          </a>
        </Fact>
        <Fact label={t('list.column.donor')}>
          <bdi>{gift.name}</bdi>
          {gift.anonymous ? ` (${t('work.anonymous')})` : ''}
        </Fact>
        {gift.company === null ? null : <Fact label={t('list.column.company')}>{gift.company}</Fact>}
        {gift.email === null ? null : <Fact label={t('list.column.email')}>{gift.email}</Fact>}
        {gift.message === null ? null : <Fact label={t('list.column.message')}>{gift.message}</Fact>}
        <Fact label={t('list.column.startedAt')}>{formatDayAndTime(language, gift.startedAt)}</Fact>
        {gift.paidAt === null ? null : (
          <Fact label={t('list.column.paidAt')}>{formatDayAndTime(language, gift.paidAt)}</Fact>
        )}
        <Fact label={t('list.column.reference')}>{gift.id}</Fact>
        {gift.paymentIntentIds.map((id) => (
          <Fact key={id} label="Stripe">
            {id}
          </Fact>
        ))}
      </dl>
      <p>
        <a href={`/organise/donors/${gift.donorId}?language=${language}&edition=${edition.slug}`}>
          {t('desk.donorPage')}
        </a>
      </p>
      <GiftTexts gift={gift} editionSlug={edition.slug} context={context} />
      <GiftCertificate gift={gift} edition={edition} context={context} />
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Move({ view, context }: Props): VNode {
  const { edition, gift, find, matches, form } = view;
  const { language } = context;
  const t = translatorOf(language);
  const address = `/organise/gifts/${encodeURIComponent(gift.id)}`;
  const money = (amountMinor: number): string => formatMoney(language, amountMinor, edition.currency);
  const left = gift.raisedAtTargetMinor - gift.raisedMinor;
  const places = (matches ?? []).filter(({ slug, kind }) => slug !== gift.target.slug || kind !== gift.target.kind);
  return (
    <section class="card" aria-labelledby="move">
      <h2 id="move">{t('desk.move')}</h2>
      {gift.meantFor === null ? null : (
        <p>
          {t('desk.meantFor')} <q dir="auto">{gift.meantFor}</q>
        </p>
      )}
      <form class="search" action={address} method="get" role="search">
        <input type="hidden" name="language" value={language} />
        <input type="hidden" name="edition" value={edition.slug} />
        <label for="find">{t('desk.find')}</label>
        <div class="search-line">
          <input id="find" name="find" type="search" value={find} maxLength={100} />
          <button class="btn quiet" type="submit">
            {t('search.button')}
          </button>
        </div>
      </form>
      <p class="num">
        {t('desk.movedFrom')} <bdi>{gift.target.name ?? t('work.edition')}</bdi>
        {gift.target.kind === 'edition' ? null : ` · ${money(gift.raisedAtTargetMinor)} → ${money(left)}`}
      </p>
      <form id="form" class="form" action={`${address}/move?language=${language}`} method="post" novalidate>
        <input type="hidden" name="edition" value={edition.slug} />
        <fieldset>
          <legend class="as-label">{t('desk.to')}</legend>
          <FieldFault id="to-fault" language={language} sentence={sentenceFor(language, form, 'to')} />
          {places.map(({ kind, slug, name, raisedMinor }) => (
            <Place
              key={`${kind} ${slug}`}
              id={`to-${kind}-${slug}`}
              chosen={isWished(view, kind, slug)}
              value={`${kind}/${slug}`}
              text={`${name} · ${t(`list.word.${kind}`)} · ${money(raisedMinor)} → ${money(raisedMinor + gift.raisedMinor)}`}
            />
          ))}
          {matches !== null && places.length === 0 ? <p class="hollow">{t('search.none', { query: find })}</p> : null}
          {gift.target.kind === 'edition' ? null : (
            <Place
              id="to-edition"
              chosen={(view.form.values['to'] ?? '') === 'edition' || gift.wished?.kind === 'edition'}
              value="edition"
              text={t('work.edition')}
            />
          )}
        </fieldset>
        <div>
          <TextField language={language} form={form} name="reason" label={t('desk.reason')} maxLength={300} />
          <TickBox language={language} form={form} name="tellDonor">
            {t('desk.tellDonor')}
          </TickBox>
        </div>
        <p class="small mute">{t('desk.moveText')}</p>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('desk.moveButton')}
          </button>
          {gift.parts.length > 0 || gift.amountMinor < 2 ? null : (
            <a class="btn line" href={`${address}/split?language=${language}&edition=${edition.slug}`}>
              {t('desk.split')}
            </a>
          )}
        </p>
      </form>
    </section>
  );
}

/** What was chosen before; else the page that the donor chose, or the only one that has the name they wrote. */
function isWished({ gift, form, matches }: GiftDeskView, kind: 'team' | 'walker', slug: string): boolean {
  const chosen = form.values['to'];
  if (chosen !== undefined) return chosen === `${kind}/${slug}`;
  const { wished, meantFor } = gift;
  if (wished !== null) return wished.kind === kind && wished.slug === slug;
  if (meantFor === null) return false;
  const named = (matches ?? []).filter(({ name }) => name.toLowerCase() === meantFor.trim().toLowerCase());
  return named.length === 1 && named[0]?.kind === kind && named[0].slug === slug;
}

interface PlaceProps {
  readonly id: string;
  readonly chosen: boolean;
  readonly value: string;
  readonly text: string;
}

function Place({ id, chosen, value, text }: PlaceProps): VNode {
  return (
    <div class="tick">
      <input id={id} type="radio" name="to" value={value} checked={chosen} />
      <label for={id}>
        <bdi>{text}</bdi>
      </label>
    </div>
  );
}

function Refund({ view: { edition, gift, form, once }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const all = formatMoney(language, leftMinor(gift), edition.currency, 'always');
  return (
    <details class="card" open={form.errors.some(({ field }) => field === 'amount' || field === 'sure')}>
      <summary>{t('desk.refund')}</summary>
      <form
        class="form"
        action={`/organise/gifts/${encodeURIComponent(gift.id)}/refund?language=${language}`}
        method="post"
        novalidate
      >
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="once" value={once} />
        <div>
          <TextField
            language={language}
            form={form}
            name="amount"
            label={t('desk.refundAmount')}
            hint={t('desk.refundHint', { all })}
            inputMode="decimal"
            optional
            short
          />
          <div class="field">
            <label for="refund-reason">{t('desk.reason')}</label>
            <input id="refund-reason" name="reason" type="text" maxLength={300} value={form.values['reason'] ?? ''} />
          </div>
          <TickBox language={language} form={form} name="sure">
            {t('desk.refundSure', { name: gift.name })}
          </TickBox>
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('desk.refundButton')}
          </button>
        </p>
      </form>
    </details>
  );
}

/** What is left of the payment: of all parts of a split gift. */
function leftMinor({ parts, raisedMinor }: DeskGift): number {
  return parts.length === 0 ? raisedMinor : parts.reduce((left, part) => left + part.raisedMinor, 0);
}

function Movements({ view: { edition, gift }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  return (
    <section class="card" aria-labelledby="entries">
      <h2 id="entries">{t('desk.entries')}</h2>
      {gift.entries.length === 0 ? (
        <p class="hollow">{t('desk.noEntries')}</p>
      ) : (
        <div class="sideways" tabIndex={0} role="group" aria-labelledby="entries">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('work.when')}</th>
                <th scope="col">{t('desk.account')}</th>
                <th scope="col">{t('work.to')}</th>
                <th scope="col" class="r">
                  {t('work.amount')}
                </th>
                <th scope="col">{t('desk.cause')}</th>
              </tr>
            </thead>
            <tbody>
              {gift.entries.map((entry, index) => (
                <tr key={String(index)}>
                  <td class="num">{formatDayAndTime(language, entry.postedAt)}</td>
                  <td>{t(`desk.account.${entry.account}`)}</td>
                  <td>
                    <bdi>{entry.bookedTo ?? t('work.edition')}</bdi>
                  </td>
                  <td class="r num">{formatMoney(language, entry.amountMinor, edition.currency, 'always')}</td>
                  <td>{entry.cause}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Audit({ view: { gift }, context: { language } }: Props): VNode | null {
  const t = translatorOf(language);
  if (gift.audit.length === 0) return null;
  return (
    <section class="card" aria-labelledby="audit">
      <h2 id="audit">{t('desk.audit')}</h2>
      <ul class="issues">
        {gift.audit.map((line) => (
          <li key={line.at.toISOString()}>
            <p>
              <b>{actionName(language, line.action)}</b> · {line.actor}
              <span class="small mute">
                {formatDayAndTime(language, line.at)}
                {line.reason === null ? '' : ` · ${line.reason}`}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
