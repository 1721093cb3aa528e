export { AnnounceChanges } from './announce-changes.js';
