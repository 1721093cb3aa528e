import type { VNode } from 'preact';
import { API_KEY_BOUNDS, API_KEY_ROLES, API_SCOPE_GROUPS, type ApiKey } from '../../../api-keys/index.js';
import type { Edition } from '../../../domain/edition.js';
import type { ErrorCode } from '../../../domain/errors.js';
import { formatDay, formatDayAndTime, formatNumber } from '../../../platform/i18n/index.js';
import {
  ErrorSummary,
  FieldFault,
  type FormState,
  sentenceFor,
  TextField,
  TickBox,
} from '../../shared/components/form-fields.js';
import { translatorOf } from '../../shared/messages/translators.js';
import type { PageContext } from '../../shared/page-context.js';
import { renderPage } from '../../shared/render-page.js';
import { WorkLayout } from '../../shared/work-layout.js';

export interface ApiKeysView {
  readonly edition: Edition;
  readonly keys: readonly ApiKey[];
  /** The key that was made just now; it is shown here and nowhere else. */
  readonly secret: string | null;
  readonly form: FormState;
  readonly error: ErrorCode | null;
}

interface Props {
  readonly view: ApiKeysView;
  readonly context: PageContext;
}

/** Keys for machines: what each may read, when it was last used, and a new one. */
export function renderApiKeysPage(view: ApiKeysView, context: PageContext): string {
  const { edition, keys, secret, form, error } = view;
  const { language } = context;
  const t = translatorOf(language);
  const controls = Object.fromEntries(form.errors.map(({ field }) => [field, field]));
  return renderPage(
    <WorkLayout context={context} title={t('keys.title')} heading={edition.title[language]}>
      <h1>{t('keys.title')}</h1>
      <p>
        {t('keys.intro')} <a href="/api/openapi.json">{t('keys.document')}</a>
      </p>
      <ErrorSummary language={language} form={form} error={error} controls={controls} />
      {secret === null ? null : (
        <section class="card" role="status" aria-labelledby="new-secret">
          <h2 id="new-secret">{t('keys.madeTitle')}</h2>
          <p>{t('keys.madeText')}</p>
          <p>
            <code>{secret}</code>
          </p>
          <p class="small mute">
            <code>
              curl -H &quot;Authorization: Bearer …&quot; {context.publicUrl}/api/v1/organise/editions/{edition.slug}
              /donations
            </code>
          </p>
        </section>
      )}
      <section class="card" aria-labelledby="keys">
        <h2 id="keys">{t('keys.list')}</h2>
        {keys.length === 0 ? <p class="hollow">{t('keys.none')}</p> : null}
        <ul class="issues">
          {keys.map((key) => (
            <Key key={key.id} apiKey={key} view={view} context={context} />
          ))}
        </ul>
      </section>
      <NewKey view={view} context={context} />
    </WorkLayout>,
  );
}

function Key({ apiKey, view: { edition }, context: { language } }: Props & { readonly apiKey: ApiKey }): VNode {
  const t = translatorOf(language);
  const { id, name, role, scopes, createdBy, createdAt, revokedAt, lastUsedAt, rowsRead } = apiKey;
  return (
    <li>
      <p>
        <b>
          <bdi>{name}</bdi>
        </b>{' '}
        <span class="chip">{t(`role.${role}`)}</span>
        <span class="small mute">
          {scopes.map((scope) => t(`keys.scope.${scope}`)).join(', ')} ·{' '}
          {t('keys.made', { who: createdBy, day: formatDay(language, createdAt) })} ·{' '}
          {lastUsedAt === null
            ? t('keys.unused')
            : t('keys.used', {
                time: formatDayAndTime(language, lastUsedAt),
                rows: formatNumber(language, rowsRead),
              })}
        </span>
      </p>
      {revokedAt !== null ? (
        <span class="chip dull">{t('keys.revoked')}</span>
      ) : (
        <form action={`/organise/api-keys/${id}/revoke?language=${language}`} method="post">
          <input type="hidden" name="edition" value={edition.slug} />
          <button class="btn line" type="submit">
            {t('keys.revoke')}
            <span class="unseen"> {name}</span>
          </button>
        </form>
      )}
    </li>
  );
}

function NewKey({ view: { edition, form }, context: { language } }: Props): VNode {
  const t = translatorOf(language);
  const shared = { language, form } as const;
  return (
    <section class="card" aria-labelledby="new-key">
      <h2 id="new-key">{t('keys.new')}</h2>
      <form class="form" id="form" action={`/organise/api-keys?language=${language}`} method="post" novalidate>
        <input type="hidden" name="edition" value={edition.slug} />
        <input type="hidden" name="entry" value={form.values['entry'] ?? ''} />
        <TextField
          {...shared}
          name="name"
          label={t('keys.name')}
          hint={t('keys.nameHint')}
          maxLength={API_KEY_BOUNDS.name}
          autocomplete="off"
        />
        <div class="field">
          <label for="role">{t('people.role')}</label>
          <FieldFault id="role-fault" language={language} sentence={sentenceFor(language, form, 'role')} />
          <select name="role" id="role">
            {API_KEY_ROLES.map((role) => (
              <option key={role} value={role} selected={form.values['role'] === role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </select>
        </div>
        <h3>{t('keys.scopes')}</h3>
        <div class="two">
          {API_SCOPE_GROUPS.map(({ group, scopes }) => (
            <fieldset class="field" key={group}>
              <legend>{t(`keys.group.${group}`)}</legend>
              {scopes.map((scope) => (
                <TickBox
                  key={scope}
                  {...shared}
                  name={scope}
                  {...(scope === 'personal' ? { hint: t('keys.personalHint') } : {})}
                >
                  {t(`keys.scope.${scope}`)}
                </TickBox>
              ))}
            </fieldset>
          ))}
        </div>
        <p class="actions">
          <button class="btn go" type="submit">
            {t('keys.make')}
          </button>
        </p>
      </form>
    </section>
  );
}
