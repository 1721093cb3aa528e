import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** The statements that this process sends to Postgres, by whom they are sent for. */
export class StatementLog {
  private readonly listeners = new AsyncLocalStorage<string[]>();
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its client below
  private readonly original = pg.Client.prototype.query as (...given: unknown[]) => unknown;

  constructor() {
    const { listeners, original } = this;
    Object.assign(pg.Client.prototype, {
      query(this: pg.Client, ...given: unknown[]): unknown {
        const [asked] = given;
        listeners.getStore()?.push(typeof asked === 'string' ? asked : (asked as { readonly text: string }).text);
        return original.apply(this, given);
      },
    });
  }

  /** What `work` sends, in order; nothing of what the process does besides. */
  async of(work: () => Promise<unknown>): Promise<string[]> {
    const statements: string[] = [];
    await this.listeners.run(statements, work);
    return statements;
  }

  end(): void {
    Object.assign(pg.Client.prototype, { query: this.original });
  }
}
