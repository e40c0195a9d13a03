import { setTimeout as delay } from 'node:timers/promises';
import type { Smsc } from '../../sandbox/smsc/index.js';
import { MarkCounter, numberAt, type RawComponent } from '../support/raw-component.js';
import { drive, driveOpen, type Loop, settle } from './drive.js';
import { startHttpSink } from './http-load.js';
import { Meter, percentiles } from './measure.js';
import { type Span, stampUs, TEXT, type Timed } from './rivals.js';

type Pids = Readonly<Record<string, number>>;

/** How many phones are written to, and how many users write. */
export interface Spread {
  readonly phones: number;
  readonly users: number;
  /** The first phone; phones that answer must have heard of one user only. Default 0. */
  readonly first?: number;
}

/** Phone number `n` as digits. */
export const phone = (n: number) => String(15551000000 + n);

/** A text of one of the users to a phone. */
export function textStanza(load: RawComponent, n: number, spread: Spread, receipt: boolean): string {
  const ask = receipt ? `<request xmlns='urn:xmpp:receipts'/>` : '';
  const user = n % spread.users;
  return (
    `<message from='u${user}@${load.domain}/r' to='+${phone((spread.first ?? 0) + (user % spread.phones))}@sms.localhost' type='chat' ` +
    `id='m${n}'><body>${stampUs()} ${TEXT}</body>${ask}</message>`
  );
}

/**
 * XMPP users, as a component beside the server, text phones. Done is what has arrived at the SMSC, or with `receipts`
 * what came back as an XEP-0184 receipt.
 */
export async function xmppToPhones(
  load: RawComponent,
  smsc: Smsc,
  span: Span & { readonly receipts: boolean; readonly spread: Spread },
  pids: Pids,
): Promise<Timed & { readonly errors: number }> {
  const received = new MarkCounter('<received');
  const errors = new MarkCounter('<error');
  smsc.reset();
  let pumpNow = () => {};
  load.onData = (chunk) => {
    errors.push(chunk);
    if (received.push(chunk) > 0 && span.receipts) pumpNow();
  };
  const figures = await drive({
    ...span,
    pids,
    send: (n) => load.send(textStanza(load, n, span.spread, span.receipts)),
    done: () => (span.receipts ? received.count : smsc.counts.submits) + errors.count,
    onProgress: (pump) => {
      pumpNow = pump;
      smsc.onActivity = span.receipts ? undefined : pump;
    },
    onMeasure: () => {
      smsc.latencies = [];
    },
  });
  smsc.onActivity = undefined;
  return { ...figures, latency: percentiles(smsc.latencies), errors: errors.count };
}

/** The same at fixed times; latencies are from the sending of the stanza to the arrival of the PDU. */
export async function xmppToPhonesOpen(
  load: RawComponent,
  smsc: Smsc,
  span: { readonly warmMs: number; readonly ms: number; readonly perSecond: number; readonly spread: Spread },
  pids: Pids,
): Promise<Timed> {
  smsc.reset();
  load.onData = () => {};
  const loop: Omit<Loop, 'window' | 'ready' | 'onProgress'> = {
    ...span,
    pids,
    send: (n) => load.send(textStanza(load, n, span.spread, false)),
    done: () => smsc.counts.submits,
    onMeasure: () => {
      smsc.latencies = [];
    },
  };
  const figures = await driveOpen({ ...loop, perSecond: span.perSecond });
  return { ...figures, latency: percentiles(smsc.latencies) };
}

/** Phones write, at most `window` texts between sending and arrival; `arrive` is told the octets in which they arrive. */
async function phonesWrite(
  smsc: Smsc,
  span: Span & { readonly spread: number; readonly first: number },
  pids: Pids,
  arrive: (count: (chunk: Buffer) => void) => void,
  mark: string,
): Promise<Timed> {
  const arrived = new MarkCounter(mark);
  let latencies: number[] = [];
  arrive((chunk) => {
    const now = stampUs();
    arrived.push(chunk, (buffer, behind) => {
      const sent = numberAt(buffer, behind);
      if (sent !== undefined) latencies.push(now - sent);
    });
    smsc.pump();
  });
  smsc.reset();
  const flood = smsc.flood({
    count: Number.POSITIVE_INFINITY,
    from: phone(span.first),
    spread: span.spread,
    to: ['15550001111'],
    text: TEXT,
    more: () => smsc.counts.deliveriesSent - arrived.count < span.window,
  });
  await delay(span.warmMs);
  latencies = [];
  const meter = new Meter({ ...pids, driver: process.pid });
  const from = performance.now();
  const before = arrived.count;
  await delay(span.ms);
  const count = arrived.count - before;
  const rate = (count * 1000) / (performance.now() - from);
  const use = meter.read(count);
  smsc.endFlood();
  const ended = await Promise.race([flood.then(() => true), delay(10_000).then(() => false)]);
  const sent = smsc.counts.messagesAnswered;
  await settle(() => arrived.count >= sent, 10_000);
  const lost = ended ? sent - arrived.count : Number.NaN;
  return { rate, sent, lost, use, latency: percentiles(latencies) };
}

/** Phones text an XMPP user; `onData` takes the function that is to see the user's stream. */
export function phonesToXmpp(
  smsc: Smsc,
  span: Span & { readonly spread: number; readonly first: number },
  pids: Pids,
  onData: (count: (chunk: Buffer) => void) => void,
): Promise<Timed> {
  return phonesWrite(smsc, span, pids, onData, '<body>');
}

/** Phones text Kannel, which calls an HTTP server: `makeKannel` gets its URL. */
export async function phonesToHttp(
  smsc: Smsc,
  span: Span & { readonly spread: number; readonly first: number },
  makeKannel: (getUrl: string) => Promise<{ pids: Pids; stop(): Promise<void> }>,
): Promise<Timed> {
  let count: (chunk: Buffer) => void = () => {};
  // The query has a plus where the text has a space.
  const sink = await startHttpSink((line) => count(Buffer.from(line.replaceAll('+', ' '))));
  const kannel = await makeKannel(`http://127.0.0.1:${sink.port}/mo?from=%p&to=%P&text=%b`);
  const set = (run: (chunk: Buffer) => void) => {
    count = run;
  };
  const figures = await phonesWrite(smsc, span, kannel.pids, set, 'text=');
  await kannel.stop();
  sink.server.close();
  return figures;
}
