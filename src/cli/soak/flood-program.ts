import { connect, type Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Asked, FloodTally } from './flood-tally.js';
import type { FloodPlan } from './flood-plan.js';

/**
 * Asks as its plan says until the process that started it ends it, and tells what it was answered when it is asked. A process of
 * its own, so that its work is not taken for the server's; requests are bytes that were made once, and of an answer nothing is
 * read but its head. With a rate it keeps to it whatever is answered, up to a bound on what waits; without one it asks again
 * on each connection as soon as it is answered.
 */

const OPENED_AT_ONCE = 20;
const OPENED_EVERY_MS = 20;
const AGAIN_AFTER_MS = 50;
const TICK_MS = 5;
/** As many wait on one connection, in the order in which they were asked. */
const MOST_ON_ONE = 16;
/** As many connections are looked at for one on which there is room. */
const LOOKED_AT = 32;
/** Half a head: what comes of a connection that is begun and not gone on with. */
const HALF_A_HEAD = 'GET /nl/2023 HTTP/1.1\r\nhost: ';

const plan = JSON.parse(process.argv[2] ?? '{}') as FloodPlan;
const { hostname, port, host } = new URL(plan.url);
const requests = plan.requests.map(({ method, path, accept, body = '' }) => ({
  bytes: Buffer.from(
    [
      `${method} ${path} HTTP/1.1`,
      `host: ${host}`,
      ...(accept === 'bytes' ? ['accept-encoding: gzip, br'] : []),
      ...(body === ''
        ? []
        : [
            `content-type: ${body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded'}`,
            `content-length: ${String(Buffer.byteLength(body))}`,
          ]),
      '',
      body,
    ].join('\r\n'),
  ),
  isRead: accept === 'words',
}));
const tally = new FloodTally();
const loop = monitorEventLoopDelay({ resolution: TICK_MS });
loop.enable();
let [turn, given, begunAt] = [0, 0, performance.now()];

/** A connection, and what was asked on it and is not answered yet, in its order. */
class Lane {
  private socket: Socket | undefined;
  private readonly waiting: Asked[] = [];

  constructor(private readonly onRoom: (lane: Lane) => void) {
    this.open();
  }

  get hasRoom(): boolean {
    return this.socket?.readyState === 'open' && this.waiting.length < MOST_ON_ONE;
  }

  ask(): void {
    const { bytes, isRead } = requests[turn % requests.length] ?? { bytes: Buffer.alloc(0), isRead: false };
    turn += 1;
    this.waiting.push(tally.asked(isRead));
    this.socket?.write(bytes);
  }

  private open(): void {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const answers = tally.reader(this.waiting, () => {
      if (this.waiting.length === 0) this.onRoom(this);
    });
    this.socket = socket;
    socket.once('connect', () => {
      this.onRoom(this);
    });
    socket.on('data', answers);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      tally.cutOff(this.waiting.splice(0));
      setTimeout(() => {
        this.open();
      }, AGAIN_AFTER_MS);
    });
  }
}

/** Sends half a head and nothing more, and begins anew when it is let go. */
function stayed(): void {
  const since = performance.now();
  const socket = connect({ host: hostname, port: Number(port) });
  socket.once('connect', () => socket.write(HALF_A_HEAD));
  socket.on('data', () => undefined);
  socket.on('error', () => undefined);
  socket.once('close', () => {
    tally.letGo(performance.now() - since);
    setTimeout(stayed, AGAIN_AFTER_MS);
  });
}

/** Somebody new: a connection for one request. */
function newcomer(): void {
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const waiting = [tally.asked(false, true)];
  turn += 1;
  const { bytes } = requests[turn % requests.length] ?? { bytes: Buffer.alloc(0) };
  socket.once('connect', () => socket.write(bytes));
  socket.on(
    'data',
    tally.reader(waiting, () => socket.end()),
  );
  socket.on('error', () => undefined);
  socket.once('close', () => {
    tally.cutOff(waiting);
  });
}

/** In the order in which they came to have nothing to wait for. */
const idle: Lane[] = [];
const lanes: Lane[] = [];
let looked = 0;

function laneWithRoom(): Lane | undefined {
  for (let lane = idle.shift(); lane !== undefined; lane = idle.shift()) if (lane.hasRoom) return lane;
  for (let tried = 0; tried < Math.min(LOOKED_AT, lanes.length); tried += 1) {
    looked += 1;
    const lane = lanes[looked % lanes.length];
    if (lane?.hasRoom === true) return lane;
  }
  return undefined;
}

function keepTo(perSecond: number): void {
  setInterval(() => {
    const due = Math.floor(((performance.now() - begunAt) / 1_000) * perSecond) - given;
    given += due;
    for (let left = due; left > 0; left -= 1) {
      const lane = laneWithRoom();
      if (lane === undefined) {
        tally.heldBack += left;
        return;
      }
      lane.ask();
    }
  }, TICK_MS);
}

const onRoom = plan.perSecond === null ? (lane: Lane): void => lane.ask() : (lane: Lane): unknown => idle.push(lane);
const opening = setInterval(() => {
  for (let opened = 0; opened < OPENED_AT_ONCE && lanes.length < plan.connections; opened += 1)
    lanes.push(new Lane(onRoom));
  if (lanes.length < plan.connections) return;
  clearInterval(opening);
  for (let number = 0; number < plan.silent; number += 1) stayed();
  if (plan.newcomersPerSecond > 0) setInterval(newcomer, 1_000 / plan.newcomersPerSecond);
  begunAt = performance.now();
  if (plan.perSecond !== null) keepTo(plan.perSecond);
}, OPENED_EVERY_MS);

process.on('message', (message) => {
  if (message === 'begin') {
    tally.begin();
    loop.reset();
  }
  process.send?.(tally.answers(loop.percentile(99) / 1e6));
});
process.on('disconnect', () => process.exit());
