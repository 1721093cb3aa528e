export { NextEditionWishes } from './next-edition-wishes.js';
export { ReadWalkers, type WalkerDetail, type WalkerSummary } from './read-walkers.js';
export { type DistanceSource, parseWalkedMetres, WalkedKilometres, type WalkedDistance } from './walked-kilometres.js';
export { WalkersModule } from './walkers.module.js';
