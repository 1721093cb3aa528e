import 'reflect-metadata';
import { openBareEndpoint } from './bare-endpoint.js';

/**
 * The bare endpoint as a process of its own, as the platform is one: a peer that shared a thread with the client would be
 * slower than it is. Tells its address to the process that started it, serves the page that it is told, and ends with it.
 */
const endpoint = await openBareEndpoint({ pauseMs: Number(process.argv[2] ?? 0) });
process.on('message', (html) => {
  endpoint.keepPage(String(html));
  process.send?.('kept');
});
process.on('disconnect', () => process.exit());
process.send?.(endpoint.url);
