import type { ApiScope } from '../../src/api-keys/index.js';

/**
 * Every route by which a machine acts and reads for organisers, below an edition, and the scope that it needs; the lists of
 * every edition stand with their own. A new one gets its line here, in the order of the addresses.
 */
export const MACHINE_ROUTES: Readonly<Record<string, ApiScope>> = {
  'get /annual-report': 'figures',
  'get /disputes': 'figures',
  'post /donor-merges/{merge}/undo': 'correct-donors',
  'post /donors/{donor}/correct': 'correct-donors',
  'post /donors/{donor}/merge': 'correct-donors',
  'get /edition': 'figures',
  'post /exports': 'exports',
  'get /exports/{file}': 'exports',
  'get /exports/{file}/download': 'exports',
  'get /figures': 'figures',
  'get /gifts/{gift}/acts': 'move-gifts',
  'post /gifts/{gift}/acts/{act}/undo': 'move-gifts',
  'post /gifts/{gift}/certificate': 'correct-donors',
  'post /gifts/{gift}/move': 'move-gifts',
  'post /gifts/{gift}/refund': 'refund-gifts',
  'post /gifts/{gift}/split': 'move-gifts',
  'post /gifts/{gift}/words': 'hide-words',
  'get /matches': 'figures',
  'post /matches': 'matches',
  'post /matches/{match}/close': 'matches',
  'get /milestones': 'figures',
  'post /offline-gifts': 'enter-offline-gifts',
  'post /offline-gifts/{gift}/reject': 'decide-offline-gifts',
  'post /offline-gifts/{gift}/reverse': 'decide-offline-gifts',
  'post /offline-gifts/{gift}/verify': 'decide-offline-gifts',
  'get /snapshots': 'figures',
  'post /snapshots': 'take-snapshots',
  'get /snapshots/{snapshot}': 'figures',
  'get /starts': 'figures',
  'post /walkers/{walker}/participation-type': 'change-walkers',
  'post /windows/{window}/close': 'open-editions',
  'post /windows/{window}/open': 'open-editions',
};
