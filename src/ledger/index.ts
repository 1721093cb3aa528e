export { postEntries, type Attribution, type Entry, type PostedEntry } from './post-entries.js';
