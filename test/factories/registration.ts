import type { RegistrationOrder, WalkerOrder } from '../../src/registration/index.js';

/** A walker as a form has it. */
export function walkerOrder(changes: Partial<WalkerOrder> = {}): WalkerOrder {
  return {
    participationTypeCode: 'central-20',
    firstName: 'Sarah',
    lastName: 'Peeters',
    birthOn: '1990-04-01',
    distanceKm: null,
    tshirtSize: null,
    startSlot: null,
    ...changes,
  };
}

/** A registration of one walker who walks alone and pays. */
export function registrationOrder(changes: Partial<RegistrationOrder> = {}): RegistrationOrder {
  return {
    walkers: [walkerOrder()],
    team: { kind: 'alone' },
    email: 'sarah@example.org',
    guardian: null,
    emergencyContact: null,
    address: null,
    freePlace: false,
    voucherCode: null,
    offerToken: null,
    acceptsTerms: true,
    newsletter: false,
    language: 'nl',
    ...changes,
  };
}
