import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 on which nothing listens at the moment: `preferred` when that one is free, else any.
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
  return listenBriefly(0, '127.0.0.1');
}

/** Whether a program could listen on the port of that address now. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  try {
    await listenBriefly(port, host);
    return true;
  } catch {
    return false;
  }
}

async function listenBriefly(port: number, host: string): Promise<number> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');
  return address.port;
}
