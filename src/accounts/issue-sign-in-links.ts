import type { Language } from '../domain/language.js';
import type { Queryable } from '../platform/database/database.js';
import { newToken } from '../platform/http/token.js';
import { digestOf, newCode } from './secrets.js';

/** A link as its mail needs it; the only moment at which its secrets are known. */
export interface IssuedSignInLink {
  readonly id: string;
  readonly email: string;
  readonly language: Language;
  readonly editionSlug: string;
  readonly token: string;
  readonly code: string;
  /** Neither used nor over. */
  readonly usable: boolean;
}

/**
 * Makes the secrets of links, keeps their digests and hands the secrets out once, for the mails. Where a mail is written
 * again after a failure, its link gets new secrets, and the earlier ones open nothing any more.
 */
export async function issueSignInLinks(
  database: Queryable,
  ids: readonly string[],
): Promise<Map<string, IssuedSignInLink>> {
  const secrets = ids.map((id) => ({ id, token: newToken(), code: newCode() }));
  const rows = await database.rows<{
    id: string;
    email: string;
    language: Language;
    edition_slug: string;
    usable: boolean;
  }>(
    `UPDATE sign_in_link l SET token_digest = s.token, code_digest = s.code
       FROM unnest($1::uuid[], $2::text[], $3::text[]) AS given (id, token_hex, code_hex),
            LATERAL (SELECT decode(token_hex, 'hex') AS token, decode(code_hex, 'hex') AS code) s
      WHERE l.id = given.id
      RETURNING l.id, l.email, l.language, l.edition_slug, l.used_at IS NULL AND l.expires_at > now() AS usable`,
    [
      secrets.map(({ id }) => id),
      secrets.map(({ token }) => digestOf(token).toString('hex')),
      secrets.map(({ code }) => digestOf(code).toString('hex')),
    ],
  );
  const byId = new Map(secrets.map((secret) => [secret.id, secret]));
  return new Map(
    rows.flatMap((row) => {
      const secret = byId.get(row.id);
      if (secret === undefined) return [];
      const { id, email, language, edition_slug: editionSlug, usable } = row;
      return [[id, { id, email, language, editionSlug, token: secret.token, code: secret.code, usable }] as const];
    }),
  );
}
