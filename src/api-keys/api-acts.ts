import { Injectable } from '@nestjs/common';
import { TooManyRequestsError } from '../domain/errors.js';
import { Database } from '../platform/database/database.js';
import type { KnownKey } from './api-keys.js';

/** Who asked for something and was not heard of for so long is taken for dead. */
const UNDER_WAY_SECONDS = 60;
/** What was answered is remembered for so long. */
const REMEMBERED_DAYS = 7;

/** Remembers what was answered to an act with a key, so that it is done once however often it is asked for. */
@Injectable()
export class ApiActs {
  constructor(private readonly database: Database) {}

  /**
   * Does something once.
   * @param hash over all that was asked for; `null`: whoever asks did not say how to know it again
   * @returns what came of it, now or when it was asked for before. A refusal is not remembered: it may be asked for again.
   * @throws {TooManyRequestsError} while the same is being done
   */
  async once<Answer extends object>(key: KnownKey, hash: Buffer | null, act: () => Promise<Answer>): Promise<Answer> {
    if (hash === null) return act();
    const [before] = await this.database.rows<{ mine: boolean; answer: Answer | null }>(
      `WITH old AS (DELETE FROM api_act WHERE begun_at < now() - $3 * interval '1 day'),
            mine AS (
              INSERT INTO api_act AS a (api_key_id, once_hash) VALUES ($1, $2)
              ON CONFLICT ON CONSTRAINT api_act_pk DO UPDATE SET begun_at = now()
                WHERE a.answer IS NULL AND a.begun_at < now() - $4 * interval '1 second' RETURNING 1)
       SELECT EXISTS (SELECT 1 FROM mine) AS mine,
              (SELECT answer FROM api_act WHERE api_key_id = $1 AND once_hash = $2) AS answer`,
      [key.id, hash, REMEMBERED_DAYS, UNDER_WAY_SECONDS],
    );
    if (before?.mine !== true) {
      if (before?.answer != null) return before.answer;
      throw new TooManyRequestsError(2, 'The same is being done');
    }
    try {
      const answer = await act();
      await this.database.rows(`UPDATE api_act SET answer = $3::jsonb WHERE api_key_id = $1 AND once_hash = $2`, [
        key.id,
        hash,
        JSON.stringify(answer),
      ]);
      return answer;
    } catch (error) {
      await this.database.rows(`DELETE FROM api_act WHERE api_key_id = $1 AND once_hash = $2`, [key.id, hash]);
      throw error;
    }
  }
}
