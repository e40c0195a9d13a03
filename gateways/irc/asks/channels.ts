import { discoItemsQuery } from '../../../src/xmpp/disco.js';
import { escapeLocal } from '../../../src/xmpp/jid.js';
import { type PagePlace, type PageRequest, pageResult, readPageRequest } from '../../../src/xmpp/rsm.js';
import type { ListedChannel } from '../channel-list.js';
import { problemOf } from '../rooms/place.js';
import type { Session } from '../session.js';
import { type Asking, type Reply, refused, refusedBy, result } from './asking.js';

/** Channels of one page where the client leaves it to us, and at most. */
const USUAL_PAGE = 100;
const MOST = 500;
/** How long a request may take that has to connect first, ms: less than the 20 s after which nobody waits for the answer. */
const DEADLINE_MS = 17_000;

/** The channels of a network (XEP-0030, paged by XEP-0059). Who is not connected is, for as long as that takes. */
export async function channels(asking: Asking): Promise<Reply> {
  const { payload, parts } = asking;
  const { clock } = parts.context;
  if ((payload.attrs.node ?? '') !== '') return refused('cancel', 'item-not-found', 'irc.ask.no-node');
  const read = readPageRequest(payload);
  if (!read.ok) return refused('modify', 'bad-request', 'irc.ask.page');
  const until = clock.monotonic() + DEADLINE_MS;
  const session = await connected(asking);
  if ('kind' in session) return session;
  const { place } = read.page;
  const listed = await inTime(asking, until - clock.monotonic(), session.list.get(place.at === 'first'));
  if (listed === undefined) return refused('wait', 'remote-server-timeout', 'irc.list.slow');
  if (listed === 'busy') {
    return session.up
      ? refused('wait', 'service-unavailable', 'irc.list.busy', { network: session.network })
      : refusedBy(session.standing.unavailable());
  }
  return page(asking, session, listed, read.page);
}

/** A session that is up; why there is none otherwise. */
async function connected(asking: Asking): Promise<Session | Reply> {
  const { parts, user, network, account } = asking;
  const known = asking.session;
  const session = known ?? (await parts.open(user, network, account));
  if ('condition' in session) return refusedBy(session);
  if (session.up) return session;
  session.start();
  const up = await new Promise<unknown>((resolve) => {
    session.asked.wait('up', resolve);
  });
  if (up === true) return session;
  const reply = refusedBy(session.standing.unavailable());
  // Nobody else wants it.
  if (known === undefined && !session.up && session.rooms.size === 0) void session.stop('', '');
  return reply;
}

function page(asking: Asking, { names }: Session, listed: readonly ListedChannel[], wanted: PageRequest): Reply {
  const { addresses } = asking.parts;
  const all = listed.flatMap(({ name, members }) => {
    const contact = names.contact(name);
    // Some channels have names that no address can hold.
    return addresses.parse(contact).ok && escapeLocal(contact) !== undefined
      ? [{ id: contact, jid: names.jid(contact), name: `${name} (${members})` }]
      : [];
  });
  const max = Math.min(wanted.max ?? USUAL_PAGE, MOST);
  const from = startOf(all, wanted.place, max);
  if (from === undefined) return refusedBy(problemOf('cancel', 'item-not-found', 'irc.list.no-such'));
  const { start, end } = from;
  const items = all.slice(start, end);
  const first = items[0]?.id;
  const last = items.at(-1)?.id;
  const query = discoItemsQuery(items.map(({ jid, name }) => ({ jid, name })));
  query.add(
    pageResult({
      ...(first === undefined || last === undefined ? {} : { first: { id: first, index: start }, last }),
      count: all.length,
    }),
  );
  return result(query);
}

/** Which of the items a page holds; undefined where it is to begin at one that there is not. */
function startOf(
  all: readonly { readonly id: string }[],
  place: PagePlace,
  max: number,
): { readonly start: number; readonly end: number } | undefined {
  const onward = (start: number) => ({ start, end: Math.min(start + max, all.length) });
  const back = (end: number) => ({ start: Math.max(0, end - max), end });
  switch (place.at) {
    case 'first':
      return onward(0);
    case 'last':
      return back(all.length);
    case 'index':
      return place.index <= all.length ? onward(place.index) : undefined;
    case 'after':
    case 'before': {
      const at = all.findIndex(({ id }) => id === place.id);
      if (at < 0) return undefined;
      return place.at === 'after' ? onward(at + 1) : back(at);
    }
  }
}

/** Undefined: the time was over first. */
function inTime<T>({ parts }: Asking, ms: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = parts.context.clock.after(Math.max(1, ms), () => resolve(undefined));
    promise.then((value) => {
      timer.cancel();
      resolve(value);
    }, reject);
  });
}
