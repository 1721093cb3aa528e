export { NextEditionModule } from './next-edition.module.js';
export { TellNextEdition } from './tell-next-edition.js';
