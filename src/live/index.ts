export { AnnounceChanges } from './announce-changes.js';
export { LiveModule } from './live.module.js';
export { LiveStreamsModule } from './live-streams.module.js';
export { THROTTLE_MS } from './live-hub.js';
