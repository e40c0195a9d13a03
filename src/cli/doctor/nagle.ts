import { connect } from 'node:net';
import { handshakeDigest } from '../../xmpp/component-stream.js';
import { NS } from '../../xmpp/namespaces.js';

/** Rounds in which nothing is sent meanwhile, and then such in which each piece is acknowledged at once: on a busy machine both are slow. */
const BARE_ROUNDS = 8;
const ROUNDS = 14;
const LEAST_HELD = 5;
const MOST_HELD_ANYWAY = 1;
/** Pings of one round, in one piece: more octets than a server reads at once, so that it answers in two. */
const PINGS = 120;
/** A gap between two answers around the 40 ms for which a kernel keeps an acknowledgement back. */
const HELD_MS = { from: 30, to: 60 };

interface NagleTrial {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
  readonly serverDomain: string;
  /** For the whole trial, ms. */
  readonly patience: number;
}

/**
 * Whether the server keeps an answer back until the one before is acknowledged (Nagle's algorithm): many pings at once, over a plain
 * stream of its own, without the spaces by which Isthmus works around it. Undefined: it could not be tried.
 */
export function holdsAnswersBack(trial: NagleTrial): Promise<boolean | undefined> {
  const { host, port, domain, secret, serverDomain, patience } = trial;
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    let rounds = 0;
    let held = 0;
    let heldAnyway = 0;
    let gap = 0;
    let lastAt = Number.POSITIVE_INFINITY;
    let heard = '';
    let attached = false;
    const finish = (result: boolean | undefined): void => {
      clearTimeout(timer);
      socket.removeAllListeners('data');
      socket.end('</stream:stream>');
      setTimeout(() => socket.destroy(), 200).unref();
      resolve(result);
    };
    const timer = setTimeout(() => finish(undefined), patience);
    const round = (): void => {
      heard = '';
      gap = 0;
      lastAt = Number.POSITIVE_INFINITY;
      const ping = (count: number): string =>
        `<iq type='get' from='${domain}' to='${serverDomain}' id='n${rounds}-${count}'><ping xmlns='${NS.ping}'/></iq>`;
      socket.write(Array.from({ length: PINGS }, (_, index) => ping(index + 1)).join(''));
    };
    socket.on('error', () => finish(undefined));
    socket.on('close', () => finish(undefined));
    socket.once('connect', () =>
      socket.write(
        `<?xml version='1.0'?><stream:stream xmlns='${NS.component}' xmlns:stream='${NS.streams}' to='${domain}'>`,
      ),
    );
    socket.on('data', (octets: Buffer) => {
      heard = (heard + octets.toString('latin1')).slice(-8192);
      if (!attached) {
        const id = /<stream:stream\b[^>]*?\sid=["']([^"']+)["']/.exec(heard)?.[1];
        if (/<handshake\s*\/>|<handshake><\/handshake>/.test(heard)) {
          attached = true;
          round();
        } else if (heard.includes('stream:error')) finish(undefined);
        else if (id !== undefined && !heard.includes('handshake')) {
          socket.write(`<handshake>${handshakeDigest(id, secret)}</handshake>`);
        }
        return;
      }
      const now = performance.now();
      gap = Math.max(gap, now - lastAt);
      lastAt = now;
      if (!heard.includes(`n${rounds}-${PINGS}`)) {
        // Carries the acknowledgement that the server waits for.
        if (rounds >= BARE_ROUNDS) socket.write(' ');
        return;
      }
      if (gap >= HELD_MS.from && gap <= HELD_MS.to) {
        if (rounds < BARE_ROUNDS) held += 1;
        else heldAnyway += 1;
      }
      rounds += 1;
      if (rounds === BARE_ROUNDS && held < LEAST_HELD) finish(false);
      else if (rounds < ROUNDS) round();
      else finish(heldAnyway <= MOST_HELD_ANYWAY);
    });
  });
}
