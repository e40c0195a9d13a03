import type { Transport, TransportEvents } from '../../../src/xmpp/transport.js';

/** What the server of a component gw.test begins with. */
export const HEADER =
  "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='gw.test' id='s1'>";

/** The server's end of a stream in the hands of a test. */
export class FakeTransport implements Transport {
  readonly written: string[] = [];
  readonly calls: string[] = [];
  full = false;
  #events: TransportEvents | undefined;

  attach(events: TransportEvents): void {
    this.#events = events;
  }
  write(text: string): boolean {
    this.written.push(text);
    return !this.full;
  }
  pause(): void {
    this.calls.push('pause');
  }
  resume(): void {
    this.calls.push('resume');
  }
  end(): void {
    this.calls.push('end');
  }
  destroy(): void {
    this.calls.push('destroy');
  }
  receive(text: string): void {
    this.#events?.data(Buffer.from(text));
  }
  lose(error?: Error): void {
    this.#events?.closed(error);
  }
  drain(): void {
    this.full = false;
    this.#events?.drained();
  }
  /** What was written since the last look, in one text. */
  take(): string {
    return this.written.splice(0).join('');
  }
}
