import type { RawInput } from '../../platform/http/input.js';
import { MOST_WALKERS, type PlacesLeft, walkerField, type WalkerField } from '../../registration/index.js';
import type { FormState } from '../shared/components/form-fields.js';

const FIELDS: readonly WalkerField[] = [
  'participationType',
  'firstName',
  'lastName',
  'birthDate',
  'distanceKm',
  'tshirtSize',
  'startSlot',
];

/** The buttons that change the form rather than send it. */
const CHANGES = ['findTeam', 'addWalker', 'removeWalker'] as const;

/** Whether a button was pressed that changes the form: nobody is registered, and nothing is paid. */
export function changesForm(input: RawInput): boolean {
  return CHANGES.some((button) => input[button] !== undefined);
}

/**
 * The form with fields for one walker more, who takes part as the first one does and bears their name: so it mostly is
 * in a family, and either can be typed over.
 */
export function withWalker(form: FormState, walkers: number): FormState {
  if (walkers >= MOST_WALKERS) return form;
  const values: Record<string, string> = { ...form.values, walkers: String(walkers + 1) };
  for (const field of ['participationType', 'lastName'] as const) {
    const first = form.values[walkerField(0, field)];
    if (first !== undefined) values[walkerField(walkers, field)] = first;
  }
  return { ...form, values };
}

/** The form without one of its further walkers: who stood behind them moves up. @param number 2 is the second walker */
export function withoutWalker(form: FormState, walkers: number, number: number): FormState {
  if (!Number.isInteger(number) || number < 2 || number > walkers) return form;
  const values: Record<string, string> = { ...form.values, walkers: String(walkers - 1) };
  for (let index = number - 1; index < walkers; index += 1) {
    for (const field of FIELDS) {
      const next = form.values[walkerField(index + 1, field)];
      const name = walkerField(index, field);
      if (next === undefined || index === walkers - 1) Reflect.deleteProperty(values, name);
      else values[name] = next;
    }
  }
  return { ...form, values };
}

/** Places left of what has a limit, by the code of the participation type: what the form's script is told. */
export function countedPlaces(left: PlacesLeft): Readonly<Record<string, number>> {
  return Object.fromEntries([...left].flatMap(([code, count]) => (count === null ? [] : [[code, count] as const])));
}
