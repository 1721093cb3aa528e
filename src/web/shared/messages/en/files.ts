import type { files as dutch } from '../nl/files.js';

/** Lists as files that are made in the background. */
export const files = {
  'files.title': 'Files',
  'files.intro':
    'Long lists are made in the background. You get a mail when the file is ready; it stays for {hours} hours.',
  'files.none': 'No files yet. You ask for a long list at the top of the list itself.',
  'files.all': 'All files',
  'files.state.waiting': 'waiting',
  'files.state.making': 'being made',
  'files.state.ready': 'ready',
  'files.state.failed': 'failed',
  'files.state.gone': 'removed',
  'files.heading.waiting': 'The file waits for its turn',
  'files.heading.making': 'The file is being made',
  'files.heading.ready': 'The file is ready',
  'files.heading.failed': 'This file could not be made',
  'files.heading.gone': 'This file is not there any more',
  'files.progress': 'How far the file is',
  'files.counting': 'The rows are being counted.',
  'files.rows': '{done} of {all} rows · {part}',
  'files.away': 'No need to wait here. This page keeps itself up to date.',
  'files.count': 'Rows and sum',
  'files.asked': 'Asked at',
  'files.until': 'To be fetched until',
  'files.fetch': 'Fetch the file ({size})',
  'files.stop': 'Not after all',
  'files.remove': 'Remove it now',
  'list.exportLong': 'Long list: make the file in the background',
  'log.action.fetch-export': 'fetched a file',
  'log.action.remove-export': 'removed a file',
  'attention.kind.export-failed': 'A file of a list could not be made',
  'attention.hint.export-failed':
    'Narrow the list or choose CSV, and ask for the file again. If it still fails, see whether the storage is full or away.',
} as const satisfies Record<keyof typeof dutch, string>;
