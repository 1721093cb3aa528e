import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { ATTENTION_KINDS } from '../../../attention/index.js';
import type { WalkerId } from '../../../domain/ids.js';
import { ERROR_CODES } from '../../../domain/errors.js';
import { minor } from '../../../domain/money.js';
import { type Language, LANGUAGES } from '../../../domain/language.js';
import { PAYMENT_STATUSES } from '../../../domain/payment-position.js';
import { renderMailboxPage, renderMailPage } from '../../dev-mail/pages/index.js';
import { renderControlRoomPage } from '../../organiser/pages/index.js';
import { assetAt, assetPath } from '../../shared/assets/asset-files.js';
import {
  EXAMPLE_EDITION as edition,
  EXAMPLE_GIFTS as latestGifts,
  EXAMPLE_NOW as now,
  EXAMPLE_PAGE_TOTAL,
  EXAMPLE_TEAM,
  EXAMPLE_TEAMS,
  EXAMPLE_TOTAL,
  EXAMPLE_WALKER,
  EXAMPLE_WALKERS,
  HARD_NAMES,
  HARD_TEAMS,
} from '../../shared/example-views.js';
import { STATUS_OF_ERROR } from '../../shared/error-status.js';
import * as pages from './index.js';

const contextOf = (language: Language, path = ''): pages.PageContext => ({
  language,
  editionSlug: '2023',
  path: `/2023${path}`,
  publicUrl: 'https://walk.example',
});
const nl = contextOf('nl');
const team = { kind: 'team', slug: EXAMPLE_TEAM.slug, name: EXAMPLE_TEAM.name } as const;
const parts = {
  paidMinor: 486_120_00,
  refundedMinor: -6_912_00,
  disputedMinor: -1_220_00,
  offlineMinor: 0,
  matchedMinor: 0,
  countedFeeMinor: 0,
  raisedMinor: 477_988_00,
  onItsWayMinor: 3_410_00,
  revision: 31_882,
  asOf: now,
};
const registration = {
  state: 'confirmed',
  paymentStatus: 'paid',
  checkoutUrl: null,
  holdExpiresAt: now,
  email: 'yusuf@example.org',
  asksTeam: null,
  walkers: [
    {
      id: '01890000-0000-7000-8000-000000000001' as WalkerId,
      firstName: 'Yusuf',
      slug: 'yusuf',
      participationTypeCode: 'central-40',
      consent: null,
    },
    {
      id: '01890000-0000-7000-8000-000000000002' as WalkerId,
      firstName: 'Amina',
      slug: 'amina',
      participationTypeCode: 'central-20',
      consent: { guardianName: 'Hodan', decision: null },
    },
  ],
  team: { slug: EXAMPLE_TEAM.slug, name: EXAMPLE_TEAM.name, captain: true },
} as const;
const registerView: pages.RegisterPageView = {
  edition,
  now,
  placesLeft: new Map([['central-20', 0]]),
  form: pages.EMPTY_FORM,
  error: null,
  team: null,
  teamMatches: null,
  walkers: 1,
  offer: null,
  offerOver: false,
};
const giveView: pages.GivePageView = {
  edition,
  now,
  target: team,
  progress: null,
  form: pages.EMPTY_FORM,
};
const detailsView: pages.GiveDetailsPageView = { ...giveView, amountMinor: minor(40_00), error: null };

const home = (context: pages.PageContext): string =>
  pages.renderEditionHomePage({ edition, now, total: EXAMPLE_TOTAL, topTeams: EXAMPLE_TEAMS, latestGifts }, context);
const teamPage = (context: pages.PageContext): string =>
  pages.renderTeamPage(
    { edition, now, team: EXAMPLE_TEAM, photo: null, total: EXAMPLE_PAGE_TOTAL, latestGifts },
    context,
  );

/** Every page, by a name for the test. */
const PAGES: Readonly<Record<string, (context: pages.PageContext) => string>> = {
  'edition home': home,
  teams: (context) =>
    pages.renderTeamsPage({ edition, sort: 'name', teams: HARD_TEAMS, nextCursor: 'a b', first: false }, context),
  search: (context) =>
    pages.renderSearchPage({ edition, query: 'zon', teams: EXAMPLE_TEAMS, walkers: EXAMPLE_WALKERS }, context),
  team: teamPage,
  'former team': (context) =>
    pages.renderFormerTeamPage(
      {
        edition,
        team: {
          ...EXAMPLE_TEAM,
          endedAt: now,
          mergedInto: { slug: 'team-maan', name: HARD_NAMES[0] ?? '' },
          walkers: HARD_NAMES.map((name, index) => ({
            slug: `walker-${String(index)}`,
            name,
            team: index % 2 === 0 ? null : { slug: 'team-maan', name: HARD_NAMES[0] ?? '' },
          })),
          walkersBefore: 1,
          moreWalkers: true,
        },
        photo: null,
        total: EXAMPLE_PAGE_TOTAL,
        latestGifts,
      },
      context,
    ),
  walker: (context) =>
    pages.renderWalkerPage(
      { edition, now, walker: EXAMPLE_WALKER, photo: null, total: EXAMPLE_PAGE_TOTAL, latestGifts },
      context,
    ),
  give: (context) => pages.renderGivePage(giveView, context),
  'give details': (context) => pages.renderGiveDetailsPage(detailsView, context),
  register: (context) => pages.renderRegisterPage({ ...registerView, teamMatches: HARD_TEAMS }, context),
  registered: (context) => pages.renderRegisteredPage({ edition, registration, codes: new Map() }, context),
  'how the amount is made': (context) =>
    pages.renderHowTheAmountIsMadePage({ edition, parts, raisedByGroup: EXAMPLE_TOTAL.raisedByGroup }, context),
  privacy: (context) => pages.renderPrivacyPage({ edition }, context),
  rules: (context) => pages.renderRulesPage({ edition }, context),
  'control room': (context) =>
    renderControlRoomPage(
      {
        edition,
        total: EXAMPLE_TOTAL,
        parts,
        giftsToday: 212,
        latestGifts: PAYMENT_STATUSES.map((status) => ({
          id: '01900000-0000-7600-8000-000000000009',
          at: now,
          donor: HARD_NAMES[3],
          anonymous: true,
          target: team,
          method: 'card',
          amountMinor: 40_00,
          status,
        })),
        attention: {
          parkedEvents: 1,
          suspenseMinor: 50_00,
          openItems: 1,
          parked: [{ type: 'charge.refunded', eventId: 'evt_1', error: null }],
          items: ATTENTION_KINDS.map((kind) => ({ id: '7', kind, reference: 'r', detail: {} })),
        },
        webhooks: { state: 'ok', receivedLastHour: 3, waiting: 0, lastReceivedAt: null },
        screenPath: '/screen/2023?proof=x',
        freePlaces: 3,
        starts: [],
        pace: {
          days: [{ from: now, raisedMinor: minor(40_00), gifts: 1 }],
          hours: [],
          before: { edition: '2022', walkOn: '2022-10-09', days: [] },
        },
        ledgerProof: { state: 'ok', checkedAt: now },
        mayChange: true,
      },
      context,
    ),
  mailbox: (context) =>
    renderMailboxPage({ mails: [{ id: '1', to: 'a@example.org', subject: HARD_NAMES[3], sentAt: now }] }, context),
  mail: (context) =>
    renderMailPage(
      { id: '1', to: 'a@example.org', subject: 'S', sentAt: now, text: '<b>', hasHtml: true, unsubscribeUrl: null },
      context,
    ),
};

describe.each(Object.keys(PAGES))('the page %s', (name) => {
  it.each(LANGUAGES)('can be served under a policy without inline script and style, in %s', (language) => {
    const html = PAGES[name]?.(contextOf(language)) ?? '';
    expect(html.startsWith('<!doctype html><html lang=')).toBe(true);
    expect(html).toContain(`<html lang="${language}"`);
    expect(html).not.toMatch(/\sstyle=|<style|\son[a-z]+=|javascript:/i);
    expect(html).not.toMatch(/<script(?![^>]* src="\/assets\/)/);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\/(?!walk\.example)/);
  });

  it('has one main heading, one main part, and no id twice', () => {
    const html = PAGES[name]?.(nl) ?? '';
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html.match(/<main/g)).toHaveLength(1);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a public page', () => {
  it('weighs less than 60 kB compressed, its fonts, style and script included', () => {
    const assets = (['display.woff2', 'text.woff2', 'site.css', 'live.js', 'icon.svg'] as const).map((name) =>
      assetAt(assetPath(name)),
    );
    const shared = assets.reduce(
      (sum, asset) => sum + (asset?.compressed.gzip ?? asset?.body ?? Buffer.alloc(0)).length,
      0,
    );
    for (const html of [home(nl), teamPage(nl)]) expect(shared + gzipSync(html).length).toBeLessThan(60_000);
  });

  it('never takes what a person wrote for markup', () => {
    const html = PAGES['teams']?.(nl) ?? '';
    expect(html).not.toContain('<b>samen</b>');
    expect(html).toContain('&lt;b>samen&lt;/b>');
  });

  it('leads the language switch to the same page', () => {
    expect(teamPage(contextOf('nl', '/teams/team-zonsopgang?x=1&y=2'))).toContain(
      'href="/fr/2023/teams/team-zonsopgang?x=1&amp;y=2"',
    );
  });

  it('says the live total in text and as the name of its route', () => {
    const html = home(contextOf('en'));
    expect(html).toContain('data-live="/live/editions/2023"');
    expect(html).toMatch(/data-live-money="raised">€477,988</);
    expect(html).toContain('aria-label="€477,988 raised, past the goal of €350,000"');
    expect(html).toContain('stroke-dasharray="956 2000"');
  });
});

describe('the form to give', () => {
  it('proposes the amounts of the edition, and names the chosen one on its button without script', () => {
    const html = pages.renderGivePage(giveView, nl);
    expect(html.match(/name="choice"/g)).toHaveLength(edition.suggestedAmounts.length + 1);
    expect(html).toMatch(/<span class="say say-1">Verder met €\u00a040<\/span>/);
  });

  it('loses nothing that was typed, and says what is wrong in the summary and beside the field', () => {
    const html = pages.renderGiveDetailsPage(
      {
        ...detailsView,
        amountMinor: null,
        form: {
          values: { choice: 'other', amount: '0,50', name: 'Marleen "M"', message: 'Hup\n!', anonymous: 'yes' },
          errors: [{ field: 'amount', code: 'AMOUNT_TOO_SMALL', params: { leastMinor: 100 } }],
        },
      },
      nl,
    );
    expect(html).toContain('value="Marleen &quot;M&quot;"');
    expect(html).toContain('value="0,50"');
    expect(html).toContain('Hup\n!</textarea>');
    expect(html).toMatch(/id="anonymous"[^>]* checked/);
    expect(html.match(/Geef minstens €\u00a01/g)).toHaveLength(2);
    expect(html).toContain('<title>Fout: Geef aan Team Zonsopgang');
  });

  it('fills in the amount of its address: a suggested one chosen, any other typed, nonsense left out', () => {
    expect(pages.giveFormFromQuery(edition, 'nl', { amount: '4000' }).values).toEqual({ choice: '4000' });
    expect(pages.giveFormFromQuery(edition, 'nl', { choice: '2000' }).values).toEqual({ choice: '2000' });
    expect(pages.giveFormFromQuery(edition, 'nl', { amount: '1250' }).values).toEqual({
      choice: 'other',
      amount: '12,50',
    });
    expect(pages.giveFormFromQuery(edition, 'nl', { choice: 'other' }).values).toEqual({ choice: 'other' });
    expect(pages.giveFormFromQuery(edition, 'nl', { amount: '-1' }).values).toEqual({});
    expect(pages.giveFormFromQuery(edition, 'nl', { amount: ['4000'] }).values).toEqual({});
  });

  it('is closed when the edition takes no gifts', () => {
    const html = pages.renderGivePage({ ...giveView, now: new Date('2024-02-01T00:00:00Z') }, nl);
    expect(html).not.toContain('<form id="form"');
    const details = pages.renderGiveDetailsPage({ ...detailsView, now: new Date('2024-02-01T00:00:00Z') }, nl);
    expect(details).not.toContain('<form id="form"');
  });

  it('names on its second screen what will be charged, with and without the costs, which nobody ticked', () => {
    const html = pages.renderGiveDetailsPage(detailsView, nl);
    expect(html).toContain('name="choice" value="4000"');
    expect(html).toMatch(/say-bare">Betaal €\s40</);
    expect(html).toMatch(/say-covered">Betaal €\s40,86</);
    expect(html).not.toMatch(/id="coverFee"[^>]* checked/);
    const without = { ...edition, feeCoverBasisPoints: 0, feeCoverFixedMinor: minor(0) };
    expect(pages.renderGiveDetailsPage({ ...detailsView, edition: without }, nl)).not.toContain('coverFee');
  });
});

describe('the page after giving', () => {
  it.each(PAYMENT_STATUSES)('has words for a gift that is %s, in every language', (status) => {
    for (const language of LANGUAGES) {
      const html = pages.renderThanksPage(
        {
          token: 'a-token',
          edition,
          gift: { status, amountMinor: 40_00, name: 'Marleen P', checkoutUrl: null, target: team },
          total: null,
        },
        contextOf(language),
      );
      expect(html).toContain(`data-status="${status}"`);
      expect(html.includes('http-equiv="refresh"')).toBe(status === 'started');
    }
  });
});

describe('the page after registering', () => {
  it('does not tell a free place from a paid one', () => {
    const free = pages.renderRegisteredPage(
      { edition, registration: { ...registration, paymentStatus: 'started' }, codes: new Map() },
      nl,
    );
    const paid = pages.renderRegisteredPage({ edition, registration, codes: new Map() }, nl);
    expect(free).not.toMatch(/gratis/i);
    expect(free).toBe(paid);
  });

  it.each(['held', 'confirmed', 'released', 'needs-decision'] as const)('has words for a place that is %s', (state) => {
    for (const language of LANGUAGES) {
      const html = pages.renderRegisteredPage(
        { edition, registration: { ...registration, state }, codes: new Map() },
        contextOf(language),
      );
      expect(html.match(/<h1/g)).toHaveLength(1);
    }
  });
});

describe('the page of a refusal', () => {
  it.each(ERROR_CODES)('says %s in every language, with and without an edition', (code) => {
    for (const language of LANGUAGES) {
      for (const editionSlug of ['2023', null]) {
        const html = pages.renderProblemPage(
          { status: STATUS_OF_ERROR[code], code, reference: null },
          { ...contextOf(language), editionSlug },
        );
        expect(html).toContain('<h1>');
      }
    }
  });
});

describe('the page that opens the amount', () => {
  it('writes the sum out, so that it can be checked by hand', () => {
    const html = (PAGES['how the amount is made']?.(nl) ?? '').replaceAll('\u00a0', ' ');
    expect(html).toContain('€ 486.120,00 − € 6.912,00 − € 1.220,00 + € 0,00 + € 0,00 = € 477.988,00');
  });
});
