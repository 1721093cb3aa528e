export { ReadWalkers, type WalkerDetail, type WalkerSummary } from './read-walkers.js';
export { WalkersModule } from './walkers.module.js';
