export { webRoutes } from '../../src/cli/fuzz/web-routes.js';
