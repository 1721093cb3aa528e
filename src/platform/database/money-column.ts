import { Column } from 'typeorm';
import { type Minor, minor } from '../../domain/money.js';

const toMinor = (value: string | number | null): Minor | null => (value === null ? null : minor(Number(value)));

/** The one declaration of an amount in an entity: `bigint` minor units, which Postgres sends as text. */
export function MoneyColumn(name: string): PropertyDecorator {
  return Column('bigint', { name, transformer: { from: toMinor, to: (value: Minor) => value } });
}

/** A list of amounts. */
export function MoneyListColumn(name: string): PropertyDecorator {
  return Column('bigint', {
    name,
    array: true,
    transformer: {
      from: (values: (string | number)[]) => values.map((value) => minor(Number(value))),
      to: (values: Minor[]) => values,
    },
  });
}
