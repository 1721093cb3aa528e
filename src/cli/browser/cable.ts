import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A cable between a browser and a server. It can be pulled out: what is open breaks off, and nothing new gets through. And
 * it can fall silent, as behind a router that has forgotten: nothing breaks off, and nothing is ever heard again.
 */
export class Cable {
  private readonly ends = new Set<Socket>();
  private pulled = false;
  private silent = false;
  private readonly forgotten = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** Where the browser connects to. */
    readonly url: string,
  ) {}

  /** @param to the address of the server, on this machine */
  static async lay(to: string): Promise<Cable> {
    const { hostname, port } = new URL(to);
    const made: { cable?: Cable } = {};
    const server = createServer((near) => {
      const { cable } = made;
      if (cable === undefined || cable.pulled) {
        near.destroy();
        return;
      }
      if (cable.silent) {
        cable.ends.add(near.on('error', () => near.destroy()).on('close', () => cable.ends.delete(near)));
        cable.forgotten.add(near);
        return;
      }
      const far = connect(Number(port), hostname);
      for (const end of [near, far]) {
        cable.ends.add(end);
        end.on('error', () => end.destroy()).on('close', () => cable.ends.delete(end));
      }
      near.pipe(far).pipe(near);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const cable = new Cable(server, `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    made.cable = cable;
    return cable;
  }

  pull(): void {
    this.pulled = true;
    for (const end of this.ends) end.destroy();
  }

  plugIn(): void {
    this.pulled = false;
    this.silent = false;
    // As a router answers to a flow that it does not know: whoever speaks is told, and whoever only listens is not.
    for (const end of this.forgotten) end.once('data', () => end.destroy()).resume();
    this.forgotten.clear();
  }

  /** What is open says nothing any more, not even after {@link plugIn}; what is new waits. */
  fallSilent(): void {
    this.silent = true;
    for (const end of this.ends) this.forgotten.add(end.unpipe().pause());
  }

  async close(): Promise<void> {
    this.pull();
    this.server.close();
    await once(this.server, 'close');
  }
}
