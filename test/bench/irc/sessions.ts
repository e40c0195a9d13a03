import { setTimeout as delay } from 'node:timers/promises';
import type { HonestIrcd } from '../../../sandbox/ircd/index.js';
import { rssMb } from '../../support/process-use.js';
import { MarkCounter } from '../../support/raw-component.js';
import { settle } from '../drive.js';
import { percentiles } from '../measure.js';
import { type Contender, roomOf } from './contender.js';
import type { Crowd } from './crowd.js';
import { join, nickOf, type Place } from './joining.js';

/** What many sessions cost. */
export interface Cost {
  /** Seconds from the first presence that was sent to the last self-presence that came. */
  readonly seconds: number;
  /** Kilobytes (10^3 octets) of resident memory a session, over what the process had before. */
  readonly kilobytes: number;
}

/** Opens a session for each user of a crowd, `together` of them in each channel. */
export async function manyJoin(
  crowd: Crowd,
  contender: Contender,
  network: string,
  together: number,
  timeoutMs = 60_000,
): Promise<Cost> {
  const users = Array.from({ length: crowd.size }, (_, user) => user);
  await contender.prepare(crowd, users);
  const places = users.map((user): Place => {
    return { user, contender, network, channel: `#room${Math.floor(user / together)}` };
  });
  const pid = contender.pids.gateway ?? 0;
  const before = rssMb(pid);
  const ms = await join(crowd, places, timeoutMs);
  // What comes behind the self-presence, the subject and the rest of the welcome, belongs to the session.
  await delay(1000);
  return { seconds: ms / 1000, kilobytes: ((rssMb(pid) - before) * 1000) / crowd.size };
}

/** Pings every session from the IRC side at once; milliseconds until the answers came, NaN for one that did not. */
export async function pingAll(ircd: HonestIrcd): Promise<ReturnType<typeof percentiles>> {
  const { peers } = ircd;
  const begin = performance.now();
  const answers = peers.map(async (peer) => {
    peer.send('PING :bench');
    return await peer.expect('PONG', 10_000).then(
      () => performance.now() - begin,
      () => Number.NaN,
    );
  });
  const times = await Promise.all(answers);
  return percentiles(times.map((time) => (Number.isNaN(time) ? Number.POSITIVE_INFINITY : time)));
}

/** How a crowded channel was joined. */
export interface Crowded {
  /** From the presence that was sent to the subject, which ends the joining. */
  readonly seconds: number;
  /** Presences of occupants, the own one among them. */
  readonly presences: number;
  /** The own presence came behind all others, and the subject behind it (XEP-0045, 7.1). */
  readonly ordered: boolean;
}

/** Joins user 0 of a crowd to a channel. */
export async function joinCrowded(
  crowd: Crowd,
  contender: Contender,
  network: string,
  channel: string,
): Promise<Crowded> {
  await contender.prepare(crowd, [0]);
  const room = roomOf(contender, network, channel);
  const nick = nickOf({ user: 0, contender });
  const chunks: Buffer[] = [];
  const subject = new MarkCounter('<subject');
  let over = 0;
  const begin = performance.now();
  crowd.onData = (chunk) => {
    chunks.push(chunk);
    if (subject.push(chunk) > 0) over ||= performance.now();
  };
  crowd.send(0, `<presence to='${room}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`);
  const ended = await settle(() => over > 0, 60_000);
  crowd.onData = () => {};
  const text = Buffer.concat(chunks).toString('utf8');
  const tags = [...text.matchAll(/<(?:presence\s[^>]*from=(['"])[^'"]*\/([^'"]+)\1|subject)/g)].map(([, , who]) => who);
  const presences = tags.filter((who) => who !== undefined).length;
  const ordered = ended && tags.indexOf(nick) === presences - 1 && tags.indexOf(undefined) === presences;
  return { seconds: ended ? (over - begin) / 1000 : Number.NaN, presences, ordered };
}
