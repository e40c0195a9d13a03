/** What a transport tells the stream on it. */
export interface TransportEvents {
  data(bytes: Uint8Array): void;
  /** No more will come or go. Called once. */
  closed(error?: Error): void;
  /** After a `write` that returned false: there is room again. */
  drained(): void;
}

/** An open, ordered connection of bytes, such as a TCP socket; given to a stream by whoever connected it. */
export interface Transport {
  /** Must be called once, before anything else. */
  attach(events: TransportEvents): void;
  /** Sends text as UTF-8; false when more is buffered than should be. Nothing is ever refused before `closed`. */
  write(text: string): boolean;
  /** Stops and continues reading. */
  pause(): void;
  resume(): void;
  /** Sends what is buffered, then closes our direction. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}
