import type { views as dutch } from '../nl/views.js';

/** Lists under a name: ready-made ones, and those that organisers saved. */
export const views = {
  'views.title': 'Saved lists',
  'views.presets': 'Ready-made lists',
  'views.saved': 'Saved by you and shared with you',
  'views.none': 'Nothing saved yet. Narrow a list, and choose “Save this list” there.',
  'views.save': 'Save this list',
  'views.name': 'Name',
  'views.share': 'For the other organisers too',
  'views.saveButton': 'Save',
  'views.remove': 'Remove',
  'views.removeNamed': 'Remove {name}',
  'views.isShared': 'shared',
  'views.isOwn': 'for you only',
  'views.preset.accountant': 'Accountant',
  'views.preset.accountant.text': 'every gift that counts, with what was given back of it, without names',
  'views.preset.crm': 'CRM',
  'views.preset.crm.text': 'every gift that counts, with who gave it and to whom',
  'views.preset.thanks': 'Thank-you mail merge',
  'views.preset.thanks.text': 'every donor once, the largest first',
  'views.preset.starter-packs': 'Starter packs to post',
  'views.preset.starter-packs.text': 'who walks a route of their own, with the address',
  'views.preset.start-list': 'Start list by slot',
  'views.preset.start-list.text': 'who leaves from the central start, with whom to call',
} as const satisfies Readonly<Record<keyof typeof dutch, string>>;
