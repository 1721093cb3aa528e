import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';

/**
 * Connections that a process holds at once: those of all who watch, and as many again as a rush of visitors brings. One
 * more is ended as soon as it is accepted. `LimitNOFILE` in deploy/ leaves room for files and databases beside them.
 */
const MOST_CONNECTIONS = 24_000;
/** Whoever has not sent a whole head by then is cut off; ms. A phone in a train needs a few seconds. */
const HEAD_WITHIN_MS = 20_000;
/** How often it is looked who that is; ms. */
const LOOKED_EVERY_MS = 5_000;
/** A connection on which nothing moves is ended; ms. */
const STILL_FOR_MS = 30_000;
/** A photo of 15 MB from a phone in a train; a body that stands still is ended by the time-out above; ms. */
const REQUEST_WITHIN_MS = 180_000;
/** Between two requests; ms. More than proxies keep a connection for, so that none is closed under a request of theirs. */
const KEPT_FOR_MS = 72_000;

/** Says whether a request is let in; whoever is not has been answered when this returns. */
export interface Doorkeeper {
  admit(request: IncomingMessage, response: ServerResponse): boolean;
}

/** What comes before pages: it is asked first, and bounds itself. */
export interface Deliveries {
  /** Whether a request is one of these. */
  takes(request: IncomingMessage): boolean;
  /** Answers it. */
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * The listener of a process. A request that is turned away is answered here, before anything else sees it: no router, no hook, no
 * logger. In a flood most are, and what each costs is what webhooks and pages are left without.
 */
export class FrontDoor {
  private keeper: Doorkeeper | undefined;
  private deliveries: Deliveries | undefined;

  /** Who stands here from now on. */
  keptBy(keeper: Doorkeeper): void {
    this.keeper = keeper;
  }

  /** Who is handed deliveries from now on, before anybody is turned away. */
  handsTo(deliveries: Deliveries): void {
    this.deliveries = deliveries;
  }

  /** @param handle what is done with those who are let in */
  readonly open = (handle: RequestListener): Server => {
    const server = createServer(
      {
        headersTimeout: HEAD_WITHIN_MS,
        requestTimeout: REQUEST_WITHIN_MS,
        connectionsCheckingInterval: LOOKED_EVERY_MS,
        keepAliveTimeout: KEPT_FOR_MS,
      },
      (request, response) => {
        if (this.deliveries?.takes(request) === true) this.deliveries.handle(request, response);
        else if (this.keeper?.admit(request, response) ?? true) handle(request, response);
      },
    );
    server.setTimeout(STILL_FOR_MS);
    server.maxConnections = MOST_CONNECTIONS;
    return server;
  };
}
