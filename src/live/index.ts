export { AnnounceChanges } from './announce-changes.js';
export { LiveModule } from './live.module.js';
export { LiveStreams } from './live-streams.js';
export { LiveStreamsModule } from './live-streams.module.js';
export { THROTTLE_MS, WRITING_PART, type WatchedSubject } from './live-hub.js';
export { placesTopic } from './topics.js';
