export {
  API_KEY_BOUNDS,
  API_KEY_ROLES,
  API_SCOPES,
  type ApiKey,
  type ApiKeyOrder,
  type ApiKeyRole,
  ApiKeys,
  type ApiScope,
  type KnownKey,
} from './api-keys.js';
export { ApiKeysModule } from './api-keys.module.js';
