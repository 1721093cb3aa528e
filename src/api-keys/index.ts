export { ApiActs } from './api-acts.js';
export {
  API_KEY_BOUNDS,
  API_KEY_ROLES,
  type ApiKey,
  type ApiKeyOrder,
  type ApiKeyRole,
  ApiKeys,
  type KnownKey,
} from './api-keys.js';
export { ApiKeysModule } from './api-keys.module.js';
export { API_SCOPE_GROUPS, API_SCOPES, type ApiScope, roleOfScope } from './api-scopes.js';
