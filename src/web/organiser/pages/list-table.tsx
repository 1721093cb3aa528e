import type { VNode } from 'preact';
import type { Edition } from '../../../domain/edition.js';
import type { Language } from '../../../domain/language.js';
import type { Cell, ListColumn, ListDefinition, ListPage } from '../../../lists/index.js';
import { formatMoney, formatNumber, formatShortDayAndTime } from '../../../platform/i18n/index.js';
import { translatorOf } from '../../shared/messages/translators.js';
import { columnTitle, wordOf } from '../list-words.js';
import { statusTone } from '../status-tone.js';

interface ListTableProps {
  readonly list: ListDefinition;
  readonly columns: readonly ListColumn[];
  readonly rows: ListPage['rows'];
  readonly edition: Edition;
  readonly language: Language;
  /** Whether rows can be chosen, in a form around the table. */
  readonly choosable?: boolean;
}

/** Where the rows of a list lead. */
const DESKS: Partial<Record<ListDefinition['name'], string>> = {
  donations: 'gifts',
  donors: 'donors',
  walkers: 'walkers',
  teams: 'teams',
  registrations: 'registrations',
};

/** The rows of a list as a table; each leads to its desk. */
export function ListTable({ list, columns, rows, edition, language, choosable = false }: ListTableProps): VNode {
  const t = translatorOf(language);
  const desk = DESKS[list.name];
  return (
    <div class="sideways" tabIndex={0} role="group" aria-label={t('list.table')}>
      <table>
        <thead>
          <tr>
            {choosable ? (
              <th scope="col">
                <span class="unseen">{t('bulk.choose')}</span>
              </th>
            ) : null}
            {columns.map((column) => (
              <th key={column.key} scope="col" class={isNumeric(column) ? 'r' : undefined}>
                {columnTitle(language, column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              {choosable ? (
                <td>
                  <input
                    type="checkbox"
                    name="gift"
                    value={id}
                    aria-label={`${t('bulk.pick')} ${labelOf(columns, cells)}`}
                  />
                </td>
              ) : null}
              {columns.map((column, index) => (
                <td key={column.key} class={isNumeric(column) ? 'r num' : column.kind === 'time' ? 'num' : undefined}>
                  {index === 0 && desk !== undefined ? (
                    <a href={`/organise/${desk}/${id}?language=${language}&edition=${edition.slug}`}>
                      <CellOf cell={cells[index] ?? null} column={column} edition={edition} language={language} />
                    </a>
                  ) : (
                    <CellOf cell={cells[index] ?? null} column={column} edition={edition} language={language} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What tells a row from others: its texts. */
function labelOf(columns: readonly ListColumn[], cells: readonly Cell[]): string {
  return cells
    .filter((cell, index) => typeof cell === 'string' && columns[index]?.kind === 'text')
    .slice(0, 3)
    .join(', ');
}

interface CellProps {
  readonly cell: Cell;
  readonly column: ListColumn;
  readonly edition: Edition;
  readonly language: Language;
}

function CellOf({ cell, column, edition, language }: CellProps): VNode | null {
  if (cell === null || cell === '') return null;
  const t = translatorOf(language);
  switch (column.kind) {
    case 'money':
      return <>{formatMoney(language, Number(cell), edition.currency, 'always')}</>;
    case 'number':
      return <>{formatNumber(language, Number(cell))}</>;
    case 'time':
      return cell instanceof Date ? (
        <time dateTime={cell.toISOString()}>{formatShortDayAndTime(language, cell)}</time>
      ) : null;
    case 'yes-no':
      return <>{t(cell === true ? 'list.yes' : 'list.no')}</>;
    case 'word': {
      const tone = column.key === 'status' ? statusTone(String(cell)) : null;
      return tone === null ? (
        <>{wordOf(language, String(cell))}</>
      ) : (
        <span class={`chip ${tone}`}>{wordOf(language, String(cell))}</span>
      );
    }
    case 'text':
      return <bdi>{String(cell)}</bdi>;
  }
}

function isNumeric({ kind }: ListColumn): boolean {
  return kind === 'money' || kind === 'number';
}
