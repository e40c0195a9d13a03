import { type AdminRequest, adminList } from '../../../src/xmpp/muc/admin.js';
import type { Item } from '../../../src/xmpp/muc/user.js';
import { outcastName } from '../rooms/ban-masks.js';
import { standingOf } from '../rooms/roles.js';
import type { Session } from '../session.js';
import type { MaskListEvent } from '../state/events.js';
import type { ListEntry } from '../state/views.js';
import { type Inside, type Reply, refusedBy, result } from './asking.js';
import type { Server, Told } from './server.js';

/** People of one list: beyond that an answer is larger than a stanza may be. */
const MOST_ITEMS = 1000;

/** Who has a role or an affiliation (XEP-0045 8.5, 9.2 and the like). Outcasts are the masks of the channel's ban list. */
export async function list(
  server: Server,
  inside: Inside,
  wanted: Extract<AdminRequest, { kind: 'list' }>,
): Promise<Reply> {
  if ('role' in wanted) return result(adminList(members(inside, ({ role }) => role === wanted.role)));
  if (wanted.affiliation !== 'outcast') {
    return result(adminList(members(inside, ({ affiliation }) => affiliation === wanted.affiliation)));
  }
  const told = await banList(server, inside.session, inside.channel.name);
  if (!told.ok) return refusedBy(told.problem);
  const { names } = inside.session;
  const outcasts = told.value
    .slice(0, MOST_ITEMS)
    .map(({ mask }): Item => ({ affiliation: 'outcast', jid: names.jid(names.contact(outcastName(mask))) }));
  return result(adminList(outcasts));
}

/** The ban list of a channel, as the server tells it now. */
export async function banList(server: Server, session: Session, channel: string): Promise<Told<readonly ListEntry[]>> {
  const line = { command: 'MODE', params: [channel, 'b'] };
  const told = await server.inquire<MaskListEvent>(session, `ban ${session.place.fold(channel)}`, line);
  return told.ok ? { ok: true, value: told.value?.entries ?? [] } : told;
}

function members(
  { session, channel }: Inside,
  counts: (standing: ReturnType<typeof standingOf>) => boolean,
): readonly Item[] {
  const ranking = { prefix: session.place.isupport.prefix, moderated: channel.modes.has('m') };
  const items: Item[] = [];
  for (const [{ nick, user, host }, signs] of channel.members) {
    const standing = standingOf(signs, ranking);
    if (!counts(standing)) continue;
    items.push({ ...standing, jid: session.names.real(nick, user, host), nick });
    if (items.length >= MOST_ITEMS) break;
  }
  return items;
}
