import type { Role } from '../../src/domain/roles.js';
import { webRoutes } from './web-routes.js';

/**
 * Who may use a route of the organisers: whoever has this role in the edition, or in all editions, or any role at all and
 * is signed in by name; `anybody` needs none.
 */
export interface RouteRule {
  readonly role: Role | 'any-organiser' | 'anybody';
  readonly everywhere?: true;
  /** Only once an app is enrolled, which nobody of the test has done. */
  readonly enrolled?: true;
}

const viewer: RouteRule = { role: 'viewer' };
const editor: RouteRule = { role: 'editor' };
const finance: RouteRule = { role: 'finance' };
const admin: RouteRule = { role: 'admin' };
const adminEverywhere: RouteRule = { role: 'admin', everywhere: true };
const anyOrganiser: RouteRule = { role: 'any-organiser' };

/** The answer that each route of the organisers owes to each role. A new route gets its line here. */
export const ORGANISER_ROUTES: Readonly<Record<string, RouteRule>> = {
  'GET /organise': viewer,
  'POST /organise/screen-links/end': editor,
  'GET /organise/sign-in': { role: 'anybody' },
  'GET /organise/lists/:list': viewer,
  'GET /organise/exports/:file': viewer,
  'GET /organise/files': viewer,
  'POST /organise/files': viewer,
  'GET /organise/files/:file': viewer,
  'GET /organise/files/:file/download': viewer,
  'POST /organise/files/:file/remove': viewer,
  'GET /organise/export-schedules': viewer,
  'POST /organise/export-schedules': viewer,
  'POST /organise/export-schedules/:schedule/stop': viewer,
  'GET /organise/find': viewer,
  'GET /organise/views': viewer,
  'POST /organise/views': viewer,
  'POST /organise/views/:view/remove': viewer,
  'GET /organise/gifts/:gift': editor,
  'POST /organise/gifts/:gift/move': editor,
  'POST /organise/gifts/:gift/refund': finance,
  'GET /organise/gifts/:gift/split': editor,
  'POST /organise/gifts/:gift/split': editor,
  'POST /organise/gifts/:gift/acts/:act/undo': editor,
  'POST /organise/gifts/:gift/texts': editor,
  'POST /organise/gifts/:gift/certificate': editor,
  'GET /organise/bulk': editor,
  'POST /organise/bulk': editor,
  'GET /organise/bulk/:run': editor,
  'POST /organise/bulk/:run/stop': editor,
  'GET /organise/donors/:donor': editor,
  'POST /organise/donors/:donor/correct': editor,
  'POST /organise/donors/:donor/merge': editor,
  'POST /organise/donors/:donor/merges/:merge/undo': editor,
  'GET /organise/walkers/:walker': viewer,
  'POST /organise/walkers/:walker/correct': editor,
  'POST /organise/walkers/:walker/page': editor,
  'POST /organise/walkers/:walker/hide': editor,
  'POST /organise/walkers/:walker/team': editor,
  'POST /organise/walkers/:walker/type': editor,
  'POST /organise/walkers/:walker/mails': editor,
  'POST /organise/walkers/:walker/check-in': editor,
  'POST /organise/walkers/:walker/check-in/undo': editor,
  'GET /organise/check-in': viewer,
  'GET /organise/check-in/labels': editor,
  'POST /organise/check-in/links/end': editor,
  'GET /organise/registrations/:registration': viewer,
  'GET /organise/teams/:team': viewer,
  'POST /organise/teams/:team/page': editor,
  'POST /organise/teams/:team/hide': editor,
  'POST /organise/teams/:team/captain': editor,
  'POST /organise/teams/:team/merge': editor,
  'POST /organise/teams/:team/dissolve': editor,
  'GET /organise/offline-gifts': viewer,
  'GET /organise/offline-gifts/new': editor,
  'POST /organise/offline-gifts/new': editor,
  'GET /organise/offline-gifts/:gift': viewer,
  'POST /organise/offline-gifts/:gift/verify': finance,
  'POST /organise/offline-gifts/:gift/reject': finance,
  'POST /organise/offline-gifts/:gift/reverse': finance,
  'GET /organise/matches': viewer,
  'POST /organise/matches': finance,
  'POST /organise/matches/:match/close': finance,
  'GET /organise/mailings': viewer,
  'GET /organise/mailings/new': editor,
  'POST /organise/mailings': editor,
  'GET /organise/mailings/:mailing': viewer,
  'GET /organise/mailings/:mailing/text': editor,
  'POST /organise/mailings/:mailing/text': editor,
  'POST /organise/mailings/:mailing/test': editor,
  'POST /organise/mailings/:mailing/schedule': editor,
  'POST /organise/mailings/:mailing/stop': editor,
  'GET /organise/disputes': viewer,
  'GET /organise/charts/:chart': viewer,
  'GET /organise/report': viewer,
  'GET /organise/report.csv': viewer,
  'GET /organise/snapshots': viewer,
  'POST /organise/snapshots': editor,
  'GET /organise/snapshots/:snapshot': viewer,
  'GET /organise/snapshots/:snapshot/figures.csv': viewer,
  'GET /organise/attention/:item': editor,
  'POST /organise/attention/:item': editor,
  'GET /organise/second-factor': anyOrganiser,
  'POST /organise/second-factor': anyOrganiser,
  'POST /organise/second-factor/enrol': anyOrganiser,
  'POST /organise/second-factor/recovery-codes': { role: 'any-organiser', enrolled: true },
  'GET /organise/editions': viewer,
  'GET /organise/editions/:slug': viewer,
  'GET /organise/editions/:slug/milestones': viewer,
  'POST /organise/editions/:slug/milestones': admin,
  'POST /organise/editions/:slug/milestones/:milestone': admin,
  'POST /organise/editions/:slug/milestones/:milestone/remove': admin,
  'POST /organise/editions/:slug/windows': admin,
  'POST /organise/editions/:slug/archive': admin,
  'POST /organise/editions/:slug/tell': admin,
  'POST /organise/editions/:slug/reminders': admin,
  'POST /organise/editions/:slug/reminders/:schedule/cancel': admin,
  'GET /organise/editions/:slug/clone': admin,
  'POST /organise/editions/:slug/clone': admin,
  'GET /organise/editions/:slug/rules': admin,
  'POST /organise/editions/:slug/rules': admin,
  'GET /organise/editions/:slug/types/:type': admin,
  'POST /organise/editions/:slug/types/:type': admin,
  'GET /organise/people': admin,
  'POST /organise/people': admin,
  'POST /organise/people/:account/dismiss': admin,
  'POST /organise/people/:account/sessions': adminEverywhere,
  'POST /organise/people/:account/second-factor': adminEverywhere,
  'GET /organise/api-keys': admin,
  'POST /organise/api-keys': admin,
  'POST /organise/api-keys/:key/revoke': admin,
  'GET /organise/webhooks': admin,
  'POST /organise/webhooks': admin,
  'POST /organise/webhooks/:endpoint/close': admin,
  'GET /organise/webhooks/deliveries/:delivery': admin,
  'POST /organise/webhooks/deliveries/:delivery/replay': admin,
  'GET /organise/queues': adminEverywhere,
  'GET /organise/queues/queue/:queue': adminEverywhere,
  'GET /organise/queues/api/queues': adminEverywhere,
  'GET /organise/queues/static/favicon-32x32.png': adminEverywhere,
  'GET /organise/log': admin,
  'GET /organise/log.csv': admin,
};

/** Of the board of queues, which is no controller: one route of each kind; all stand behind the one door of its scope. */
const BOARD_ROUTES = [
  'GET /organise/queues',
  'GET /organise/queues/queue/:queue',
  'GET /organise/queues/api/queues',
  'GET /organise/queues/static/favicon-32x32.png',
] as const;

/** Every route below `/organise` that the web process has, as `GET /organise/lists/:list`. */
export function organiserRoutes(): string[] {
  return [...webRoutes().filter((route) => / \/organise(?:\/|$|\.)/.test(route)), ...BOARD_ROUTES].sort();
}
