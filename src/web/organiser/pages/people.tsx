import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { LANGUAGES } from '../../../domain/language.js';
import { type Role, ROLES } from '../../../domain/roles.js';
import type { Organiser } from '../../../organisers/index.js';
import { formatDayAndTime } from '../../../platform/i18n/index.js';
import {
  ErrorSummary,
  FieldFault,
  type FormState,
  sentenceFor,
  TextField,
} from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { type PageContext, under } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface PeopleView {
  readonly edition: Edition;
  readonly organisers: readonly Organiser[];
  /** The address of who is looking; `null` for the organisers' key. */
  readonly self: string | null;
  /** Who is looking is admin of all editions. */
  readonly everywhere: boolean;
  readonly form: FormState;
  readonly error: ErrorCode | null;
  readonly done: string | null;
}

interface Props {
  readonly view: PeopleView;
  readonly context: PageContext;
}

const DONE = ['appointed', 'dismissed', 'signed-out', 'factor-removed'] as const;

/** Who may do what in an edition. */
export function renderPeoplePage(view: PeopleView, context: PageContext): string {
  const { edition, organisers, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const done = DONE.find((it) => it === view.done);
  return renderPage(
    <WorkLayout context={context} title={t('people.title')} heading={edition.title[language]}>
      <h1>{t('people.title')}</h1>
      {done === undefined ? null : <p role="status">{t(`people.done.${done}`)}</p>}
      <ErrorSummary language={language} form={form} error={error} controls={{ email: 'email', role: 'role' }} />
      <div class="two">
        <section class="card" aria-labelledby="who">
          <h2 id="who">{t('people.who')}</h2>
          {organisers.length === 0 ? <p class="hollow">{t('people.nobody')}</p> : null}
          <ul class="people">
            {organisers.map((organiser) => (
              <Person
                key={`${organiser.scope} ${organiser.accountId}`}
                organiser={organiser}
                view={view}
                context={context}
              />
            ))}
          </ul>
          {view.self === null ? null : (
            <p>
              <a href={under(context, '/my/account')}>{t('people.ownSessions')}</a> ·{' '}
              <a href={`/organise/second-factor?language=${language}`}>{t('factor.heading')}</a>
            </p>
          )}
        </section>
        <section class="card" aria-labelledby="invite">
          <h2 id="invite">{t('people.invite')}</h2>
          <Invite view={view} context={context} />
        </section>
      </div>
      <section class="card" aria-labelledby="roles">
        <h2 id="roles">{t('people.roles')}</h2>
        <dl class="facts">
          {ROLES.map((role) => (
            <div key={role}>
              <dt>{t(`role.${role}`)}</dt>
              <dd>{t(`role.${role}.may`)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </WorkLayout>,
  );
}

function Person({ organiser, view, context }: Props & { readonly organiser: Organiser }): VNode {
  const { language } = context;
  const { edition, everywhere, self } = view;
  const t = translatorOf(language);
  const { accountId, email, role, scope, secondFactor, sessions } = organiser;
  const mayChange = email !== self && (scope === 'edition' || everywhere);
  const factor = secondFactor ? '' : role === 'finance' || role === 'admin' ? 'wait' : 'dull';
  const post = (act: string, words: string, extra?: Readonly<Record<string, string>>): VNode => (
    <form action={`/organise/people/${accountId}/${act}?language=${language}`} method="post">
      <input type="hidden" name="edition" value={edition.slug} />
      {Object.entries(extra ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button class="btn line" type="submit">
        {words}
        <span class="unseen"> {email}</span>
      </button>
    </form>
  );
  return (
    <li>
      <p>
        <b dir="auto">{email}</b> <span class="chip">{t(`role.${role}`)}</span>{' '}
        <span class="chip dull">{t(`people.scope.${scope}`)}</span>{' '}
        <span class={`chip ${factor}`}>{t(secondFactor ? 'people.factor' : 'people.noFactor')}</span>
      </p>
      {sessions.length === 0 ? (
        <p class="small mute">{t('people.noSessions')}</p>
      ) : (
        <details>
          <summary>{t('people.sessions', { count: sessions.length })}</summary>
          <ul class="plain small">
            {sessions.map(({ device, seenAt }) => (
              <li key={seenAt.toISOString()}>
                {device === '' ? t('account.unknownDevice') : device} · {formatDayAndTime(language, seenAt)}
              </li>
            ))}
          </ul>
        </details>
      )}
      {mayChange ? (
        <div class="inline-form">
          <form class="inline-form" action={`/organise/people?language=${language}`} method="post">
            <input type="hidden" name="edition" value={edition.slug} />
            <input type="hidden" name="email" value={email} />
            <input type="hidden" name="scope" value={scope} />
            <RoleSelect
              chosen={role}
              context={context}
              label={t('people.roleOf', { email })}
              id={`role-${scope}-${accountId}`}
            />
            <button class="btn line" type="submit">
              {t('people.change')}
              <span class="unseen"> {email}</span>
            </button>
          </form>
          {post('dismiss', t('people.dismiss'), { scope })}
          {everywhere && sessions.length > 0 ? post('sessions', t('people.signOut')) : null}
          {everywhere && secondFactor ? post('second-factor', t('people.removeFactor')) : null}
        </div>
      ) : null}
    </li>
  );
}

interface RoleSelectProps {
  readonly chosen: Role;
  readonly context: PageContext;
  readonly label: string;
  readonly id: string;
}

function RoleSelect({ chosen, context: { language }, label, id }: RoleSelectProps): VNode {
  const t = translatorOf(language);
  return (
    <select name="role" id={id} aria-label={label}>
      {ROLES.map((role) => (
        <option key={role} value={role} selected={role === chosen}>
          {t(`role.${role}`)}
        </option>
      ))}
    </select>
  );
}

function Invite({ view: { edition, everywhere, form }, context }: Props): VNode {
  const { language } = context;
  const t = translatorOf(language);
  const chosen = ROLES.find((role) => role === form.values['role']) ?? 'viewer';
  const fault = sentenceFor(language, form, 'role');
  return (
    <form class="form" id="form" action={`/organise/people?language=${language}`} method="post" novalidate>
      <input type="hidden" name="edition" value={edition.slug} />
      <TextField
        language={language}
        form={form}
        name="email"
        type="email"
        label={t('signIn.email')}
        hint={t('people.inviteHint')}
        autocomplete="off"
      />
      <div class="field">
        <label for="role">{t('people.role')}</label>
        <FieldFault id="role-fault" language={language} sentence={fault} />
        <RoleSelect chosen={chosen} context={context} label={t('people.role')} id="role" />
      </div>
      {everywhere ? (
        <div class="field">
          <label for="scope">{t('people.where')}</label>
          <select name="scope" id="scope">
            {(['edition', 'everywhere'] as const).map((scope) => (
              <option key={scope} value={scope} selected={form.values['scope'] === scope}>
                {t(`people.scope.${scope}`)}
              </option>
            ))}
          </select>
        </div>
      ) : (
        <input type="hidden" name="scope" value="edition" />
      )}
      <div class="field">
        <label for="invitationLanguage">{t('people.language')}</label>
        <select name="invitationLanguage" id="invitationLanguage">
          {LANGUAGES.map((it) => (
            <option key={it} value={it} selected={(form.values['invitationLanguage'] ?? language) === it}>
              {t(`people.language.${it}`)}
            </option>
          ))}
        </select>
      </div>
      <p class="actions">
        <button class="btn go" type="submit">
          {t('people.send')}
        </button>
      </p>
    </form>
  );
}
