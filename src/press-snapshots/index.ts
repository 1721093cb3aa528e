export { type Figure, FIGURES, type Figures } from './figures.js';
export { type FiguresNow, type PressSnapshot, PressSnapshots, SNAPSHOT_BOUNDS } from './press-snapshots.js';
export { PressSnapshotsModule } from './press-snapshots.module.js';
