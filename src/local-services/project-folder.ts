import { fileURLToPath } from 'node:url';

/** The root of the project, from `src/local-services` and from `dist/local-services` alike. */
export const PROJECT_DIR = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
