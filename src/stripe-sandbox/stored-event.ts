/** An event as it is kept: ready to be sent, and with what a list asks for. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly json: string;
  /** The endpoints that have not taken it yet; it is delivered when there are none. */
  awaiting: readonly string[];
}
