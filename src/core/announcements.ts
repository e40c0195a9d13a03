import { ENVELOPE_VERSION, type Envelope, newEnvelopeId } from '../lanes/envelope.js';
import type { Outcome } from '../lanes/outcome.js';
import { chatMessage } from '../xmpp/messages.js';
import { serialise } from '../xmpp/serialise.js';
import { Replies } from './replies.js';
import type { Site } from './site.js';
import { xmppLanes } from './xmpp-lanes.js';

/** A message of an admin to many users. */
interface Announcement {
  readonly type: 'announcement';
  readonly to: 'online' | 'registered';
  readonly text: string;
  /** It is the message of the day with this id: who is told it now is not told it at the next login. */
  readonly motd?: string;
}

/** About so many users are told, then the next after so many ms: live messages pass between. */
const PAGE = 50;
const PAUSE_MS = 1000;
/** Where the users end. */
const END = 'end';
/** Longer than it takes to tell everybody, seconds. */
const REMEMBERED = 7 * 86_400;

/**
 * Puts an announcement into the first lane to XMPP. Whoever holds it tells the users, page after page; how far it came is in
 * Redis, so that it goes on after a crash.
 */
export async function announce(site: Site, announcement: Announcement): Promise<void> {
  const { gateway, lanes, clock } = site;
  const [lane = ''] = xmppLanes(gateway.domain, 1);
  const id = newEnvelopeId();
  const envelope: Envelope<Announcement> = {
    v: ENVELOPE_VERSION,
    id,
    gateway: gateway.name,
    account: '',
    rev: 0,
    conversation: `announcement ${id}`,
    kind: 'message',
    event: announcement,
    at: clock.now(),
  };
  await lanes.add(lane, envelope);
}

/** Whether it is an announcement on its way to all users. */
export function isAnnouncement(event: unknown): event is Announcement {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'announcement';
}

/** Tells the next page of users. `retry` while there are more; after a crash a page may be told again from its middle. */
export async function tellPage(site: Site, envelope: Envelope, announcement: Announcement): Promise<Outcome> {
  const { gateway, stores, log } = site;
  const kv = stores.kv(`core.${gateway.name}`);
  const key = `announcement ${envelope.id}`;
  try {
    const from = (await kv.get<string>(key)) ?? '0';
    if (from === END || !(await stillCounts(site, announcement))) return { kind: 'accepted', parts: [] };
    const { jids, next } = await pageOf(site, announcement, from);
    await tell(site, envelope.id, jids, announcement);
    await kv.set(key, next ?? END, REMEMBERED);
    if (next === undefined) return { kind: 'accepted', parts: [] };
  } catch (error) {
    log.warn({ error: String(error) }, 'an announcement waits: the store does not answer');
  }
  return { kind: 'retry', after: PAUSE_MS, reason: 'more users' };
}

/** A message of the day that was removed or replaced meanwhile is told nobody else. */
async function stillCounts({ gateway, stores }: Site, { motd }: Announcement): Promise<boolean> {
  return motd === undefined || (await stores.notices.get('motd', gateway.name))?.id === motd;
}

async function pageOf({ gateway, stores }: Site, { to }: Announcement, from: string) {
  if (to === 'online') return stores.presence.page(gateway.name, from, PAGE);
  const { accounts, next } = await stores.accounts.page(gateway.name, from, PAGE);
  return { jids: accounts.map(({ jid }) => jid), next };
}

/** A walk over the users may bring one twice; each is told once. */
async function tell(site: Site, id: string, jids: readonly string[], { text, motd }: Announcement): Promise<void> {
  const { gateway, stores } = site;
  const allowed = [...new Set(jids)].filter((jid) => site.access(jid) === undefined);
  const told = motd === undefined ? [] : await stores.notices.told(gateway.name, motd, allowed);
  const users = allowed.filter((_, index) => told[index] !== true);
  const keys = users.map((jid) => `${gateway.name}:announcement ${id} ${jid}`);
  const seen = await stores.dedupe.seen(keys);
  const fresh = users.filter((_, index) => seen[index] !== true);
  const replies = new Replies(site);
  await Promise.all(
    fresh.map((jid) => {
      const own = newEnvelopeId();
      return replies.enqueue(own, jid, serialise(chatMessage({ from: gateway.domain, to: jid, id: own }, text)));
    }),
  );
  if (motd !== undefined) await stores.notices.markTold(gateway.name, motd, users);
  await stores.dedupe.mark(keys, REMEMBERED);
}
