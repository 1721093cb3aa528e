/** What is bounded, by what it does. Every form of ours is one of these; `form` is every other one. */
export const ACTS = [
  'giving',
  'promising',
  'registering',
  'joining',
  'signing-in',
  'code',
  'search',
  'upload',
  'api',
  'form',
] as const;
export type Act = (typeof ACTS)[number];

/** Whose it is counted as: the network it comes from, who is signed in, the mail address in it, the page it is for. */
export type CountedBy = 'address' | 'account' | 'mail' | 'page' | 'key';

/** So often at once, and so often a minute from then on. */
export interface Bound {
  readonly burst: number;
  readonly perMinute: number;
}

/**
 * Every bound on what people and machines do, in one place; `src/web/admission.ts` has those on what a process does at
 * once. The numbers come from a school behind one address: 300 phones in an assembly, which give within five minutes,
 * and 1,200 pupils in an hour. Nobody there may be refused. Beyond `unproven` a browser does some seconds of arithmetic for
 * each gift; beyond the others one is asked to wait. A mail address is often one teacher who fills in for a class.
 */
export const BOUNDS: Readonly<Record<Act, Readonly<Partial<Record<CountedBy, Bound>>>>> = {
  giving: { address: { burst: 600, perMinute: 120 }, mail: { burst: 20, perMinute: 2 } },
  promising: { address: { burst: 300, perMinute: 60 }, mail: { burst: 20, perMinute: 2 } },
  registering: { address: { burst: 300, perMinute: 60 }, mail: { burst: 40, perMinute: 4 } },
  joining: {
    address: { burst: 150, perMinute: 30 },
    account: { burst: 20, perMinute: 2 },
    mail: { burst: 10, perMinute: 1 },
  },
  // Mails to one address have a bound in Postgres too, which stands while Redis is away (`request-sign-in.ts`).
  'signing-in': { address: { burst: 300, perMinute: 60 }, mail: { burst: 10, perMinute: 1 } },
  // Each link takes five wrong codes (`sign-in.ts`), each app so many (`second-factor/`): this is what one place may try.
  code: { address: { burst: 100, perMinute: 30 } },
  search: { address: { burst: 300, perMinute: 240 } },
  upload: { address: { burst: 150, perMinute: 60 }, account: { burst: 30, perMinute: 6 } },
  api: { address: { burst: 600, perMinute: 300 }, key: { burst: 600, perMinute: 300 } },
  form: { address: { burst: 600, perMinute: 240 }, account: { burst: 120, perMinute: 60 } },
};

/**
 * What giving and registering are bounded by besides, against cards that are tried out (`card-testing.ts`). `unproven` ones need no proof of
 * work, and who waits needs none either; a network whose payments fail is held back even with proofs; a page never is,
 * because its honest donors must get through.
 */
export const CARD_TESTING = {
  unprovenAddress: { burst: 60, perMinute: 20 },
  unprovenPage: { burst: 300, perMinute: 120 },
  failingAddress: { burst: 5, perMinute: 1 },
  unprovenFailingAddress: { burst: 1, perMinute: 0.5 },
  unprovenFailingPage: { burst: 5, perMinute: 10 },
} as const satisfies Readonly<Record<string, Bound>>;

/** Where a secret could be guessed, nothing is taken while nobody can count; everything else goes on. */
export const CLOSED_WITHOUT_COUNT: ReadonlySet<Act> = new Set(['code']);
