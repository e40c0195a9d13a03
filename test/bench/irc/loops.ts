import { MarkCounter, numberAt } from '../../support/raw-component.js';
import { drive } from '../drive.js';
import { percentiles } from '../measure.js';
import { type Span, stampUs, TEXT, type Timed } from '../rivals.js';
import type { Crowd } from './crowd.js';
import type { RawIrc } from './listener.js';

type Pids = Readonly<Record<string, number>>;

/** Every text of a bench begins with it, so that nothing else is counted. */
const MARK = '~';
const IN_BODY = `<body>${MARK}`;
const IN_LINE = ` :${MARK}`;

const text = () => `${MARK}${stampUs()} ${TEXT}`;

/** Counts copies at the users of a crowd, and their ages. */
class Copies {
  count = 0;
  latencies: number[] = [];
  readonly #counters = new Map<number | undefined, MarkCounter>();

  /** Returns whether there were new ones. */
  push(chunk: Buffer, n: number | undefined): boolean {
    const now = stampUs();
    const counter = this.#counters.get(n) ?? new MarkCounter(IN_BODY);
    this.#counters.set(n, counter);
    const found = counter.push(chunk, (buffer, behind) => {
      const sent = numberAt(buffer, behind);
      if (sent !== undefined) this.latencies.push(now - sent);
    });
    this.count += found;
    return found > 0;
  }
}

/**
 * Users write into their room in turn. A message is done when it was reflected to each of the `users` and has reached the
 * listener on the IRC side; latencies are those of the reflections.
 */
export async function xmppToIrc(
  crowd: Crowd,
  users: number,
  room: string,
  listener: RawIrc,
  span: Span,
  pids: Pids,
): Promise<Timed> {
  const copies = new Copies();
  const lines = new MarkCounter(IN_LINE);
  const figures = await drive({
    ...span,
    pids,
    send: (n) =>
      crowd.send(n % users, `<message to='${room}' type='groupchat' id='m${n}'><body>${text()}</body></message>`),
    done: () => Math.min(Math.floor(copies.count / users), lines.count),
    onProgress: (pump) => {
      crowd.onData = (chunk, n) => {
        if (copies.push(chunk, n)) pump();
      };
      listener.onData = (chunk) => {
        if (lines.push(chunk) > 0) pump();
      };
    },
    onMeasure: () => {
      copies.latencies = [];
    },
  });
  return { ...figures, latency: percentiles(copies.latencies) };
}

/** Somebody on the IRC side writes into the channel; a line is done when it has arrived at each of the `users`. */
export async function ircToXmpp(
  crowd: Crowd,
  users: number,
  channel: string,
  writer: RawIrc,
  span: Span,
  pids: Pids,
): Promise<Timed> {
  const copies = new Copies();
  const figures = await drive({
    ...span,
    pids,
    send: () => writer.send(`PRIVMSG ${channel} :${text()}`),
    done: () => Math.floor(copies.count / users),
    onProgress: (pump) => {
      crowd.onData = (chunk, n) => {
        if (copies.push(chunk, n)) pump();
      };
    },
    onMeasure: () => {
      copies.latencies = [];
    },
  });
  return { ...figures, latency: percentiles(copies.latencies) };
}
