import { MarkCounter } from '../../support/raw-component.js';
import { settle } from '../drive.js';
import type { Contender } from './contender.js';
import { roomOf } from './contender.js';
import type { Crowd } from './crowd.js';

/** Who goes where. */
export interface Place {
  readonly user: number;
  readonly contender: Contender;
  /** Name of the network in JIDs. */
  readonly network: string;
  readonly channel: string;
}

/** Presences in which users see themselves: those have the status 110 (XEP-0045, 15.6.2), in either kind of quotes. */
class SelfPresences {
  readonly #counters = new Map<number | undefined, readonly MarkCounter[]>();
  count = 0;

  push(chunk: Buffer, n: number | undefined): void {
    const counters = this.#counters.get(n) ?? [new MarkCounter(`code='110'`), new MarkCounter(`code="110"`)];
    this.#counters.set(n, counters);
    for (const counter of counters) this.count += counter.push(chunk);
  }
}

/** The nick of a user of the bench; each contender has others, as they meet on one network. */
export function nickOf({ user, contender }: Pick<Place, 'user' | 'contender'>): string {
  return `${contender.letter}${user}`;
}

/** Joins users to rooms, all at once; resolves with the milliseconds until each has its own presence. */
export async function join(crowd: Crowd, places: readonly Place[], timeoutMs = 60_000): Promise<number> {
  const join = `<x xmlns='http://jabber.org/protocol/muc'/>`;
  return await move(crowd, places, (to) => `<presence to='${to}'>${join}</presence>`, timeoutMs);
}

/** The same out of the rooms. */
export async function leave(crowd: Crowd, places: readonly Place[], timeoutMs = 60_000): Promise<number> {
  return await move(crowd, places, (to) => `<presence type='unavailable' to='${to}'/>`, timeoutMs);
}

async function move(
  crowd: Crowd,
  places: readonly Place[],
  stanza: (to: string) => string,
  timeoutMs: number,
): Promise<number> {
  const seen = new SelfPresences();
  crowd.onData = (chunk, n) => seen.push(chunk, n);
  const begin = performance.now();
  for (const place of places) {
    crowd.send(place.user, stanza(`${roomOf(place.contender, place.network, place.channel)}/${nickOf(place)}`));
  }
  const all = await settle(() => seen.count >= places.length, timeoutMs);
  const took = performance.now() - begin;
  crowd.onData = () => {};
  if (!all) throw new Error(`${seen.count} of ${places.length} have seen themselves within ${timeoutMs} ms`);
  return took;
}
