import type { ListDefinition } from './list.js';

/** A view of a list that every edition has from the beginning, under a name. */
export interface Preset {
  readonly name: 'accountant' | 'crm' | 'thanks' | 'starter-packs' | 'start-list';
  readonly list: ListDefinition['name'];
  /** What it asks of the list, as an address does. */
  readonly asked: readonly (readonly [name: string, value: string])[];
}

const columns = (...keys: readonly string[]) => keys.map((key) => ['column', key] as const);

/** What organisers are asked for every year. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'accountant',
    list: 'donations',
    asked: [
      ['status', 'counted'],
      ['sort', 'oldest'],
      ...columns('paidAt', 'reference', 'status', 'method', 'amount', 'paid', 'refunded', 'disputed', 'raised'),
      ...columns('certificateWanted', 'checkoutSession'),
    ],
  },
  {
    name: 'crm',
    list: 'donations',
    asked: [
      ['status', 'counted'],
      ['sort', 'oldest'],
      ...columns('paidAt', 'donor', 'company', 'email', 'language', 'walker', 'team', 'raised', 'anonymous'),
      ...columns('certificateWanted', 'reference'),
    ],
  },
  {
    name: 'thanks',
    list: 'donors',
    asked: [['sort', 'largest'], ...columns('donor', 'email', 'language', 'gifts', 'raised', 'certificateWanted')],
  },
  {
    name: 'starter-packs',
    list: 'walkers',
    asked: [
      ['place', 'valid'],
      ['toPost', 'yes'],
      ['sort', 'name'],
      ...columns('firstName', 'lastName', 'street', 'postalCode', 'city', 'country', 'team'),
    ],
  },
  {
    name: 'start-list',
    list: 'walkers',
    asked: [
      ['place', 'valid'],
      ['group', 'central'],
      ['sort', 'slot'],
      ...columns('slot', 'participationType', 'lastName', 'firstName', 'team', 'emergencyName', 'emergencyPhone'),
      ...columns('consent'),
    ],
  },
];
