import type { LaneStatus } from '../../lanes/status.js';
import { contactJid } from '../addresses.js';
import type { Registration } from '../registration.js';
import type { Site } from '../site.js';
import { xmppLanes } from '../xmpp-lanes.js';
import type { Call, Command, Done } from './command.js';
import { inSentence } from './moment.js';

/** How things stand: for a user, and for the admins with every lane. */
export function stateCommands(registration: Registration): readonly Command[] {
  return [
    {
      node: 'status',
      word: 'status',
      name: { key: 'command.status' },
      about: { key: 'command.status-about' },
      audience: 'anyone',
      steps: [],
      run: (call) => status(registration, call),
    },
    {
      node: 'waiting',
      word: 'waiting',
      under: 'status',
      name: { key: 'command.waiting' },
      about: { key: 'command.waiting-about' },
      audience: 'registered',
      steps: [],
      run: waiting,
    },
    {
      node: 'lanes',
      word: 'lanes',
      name: { key: 'command.lanes' },
      about: { key: 'command.lanes-about' },
      audience: 'admin',
      steps: [],
      run: lanes,
    },
  ];
}

async function status(registration: Registration, { jid, say, site }: Call): Promise<Done> {
  const [account, states] = await Promise.all([registration.account(jid.bare), statesOf(site, site.gateway.lanes)]);
  const registered =
    account === undefined
      ? say({ key: 'command.not-registered' })
      : say({ key: 'command.since', params: { since: inSentence(account.since) } });
  return {
    title: say({ key: 'command.status' }),
    fields: [
      { name: 'network', kind: 'text-single', label: say({ key: 'command.network' }), values: [network(states, say)] },
      { name: 'registered', kind: 'text-single', label: say({ key: 'command.registration' }), values: [registered] },
    ],
  };
}

/** The connections to the network in one word: each lane needs a holder, and the holder its connection. */
function network(states: ReadonlyMap<string, LaneStatus>, say: Call['say']): string {
  const all = [...states.values()];
  const down = all.filter(({ held, state }) => !held || state === 'down');
  if (down.length === 0) {
    const troubled = all.some(({ reason }) => reason !== '');
    return say({ key: troubled ? 'command.network-troubled' : 'command.network-up' });
  }
  if (down.length < all.length) return say({ key: 'command.network-partly' });
  const since = Math.max(...down.map((lane) => lane.unheldSince ?? lane.since));
  return say({ key: 'command.network-down', params: { since: inSentence(since) } });
}

async function waiting({ jid, say, site }: Call): Promise<Done> {
  const { gateway, lanes: all } = site;
  const found = await Promise.all(gateway.lanes.map((lane) => all.waiting(lane, jid.bare)));
  const counts = new Map<string, number>();
  for (const [conversation, more] of found.flatMap(({ conversations }) => [...conversations])) {
    const contact = contactJid(gateway, conversation.slice(conversation.indexOf('>') + 1));
    counts.set(contact, (counts.get(contact) ?? 0) + more);
  }
  const count = [...counts.values()].reduce((sum, more) => sum + more, 0);
  const complete = found.every((lane) => lane.complete);
  const text = complete
    ? say({ key: 'command.waiting-count', params: { count } })
    : say({ key: 'command.waiting-at-least', params: { count } });
  const notes = [{ type: 'info' as const, text }];
  if (count === 0) return { notes };
  return {
    notes,
    title: say({ key: 'command.waiting' }),
    table: {
      columns: [
        { name: 'contact', kind: 'jid-single', label: say({ key: 'command.contact' }) },
        { name: 'messages', kind: 'text-single', label: say({ key: 'command.messages' }) },
      ],
      rows: [...counts].map(([contact, messages]) => ({ contact: [contact], messages: [String(messages)] })),
    },
  };
}

async function lanes({ say, site }: Call): Promise<Done> {
  const { gateway, streams } = site;
  const states = await statesOf(site, [...xmppLanes(gateway.domain, streams), ...gateway.lanes]);
  const column = (name: string, key: string) => ({ name, kind: 'text-single' as const, label: say({ key }) });
  return {
    title: say({ key: 'command.lanes' }),
    table: {
      columns: [
        column('lane', 'command.lane'),
        column('depth', 'command.lane-depth'),
        column('held', 'command.lane-held'),
        column('state', 'command.lane-state'),
        column('since', 'command.lane-since'),
        column('reason', 'command.lane-reason'),
      ],
      rows: [...states].map(([lane, { depth, held, unheldSince, state, since, reason }]) => ({
        lane: [lane],
        depth: [String(depth)],
        held: [say({ key: held ? 'command.yes' : 'command.no' })],
        state: [state],
        since: [since === 0 && unheldSince === undefined ? '' : new Date(unheldSince ?? since).toISOString()],
        reason: [reason],
      })),
    },
  };
}

async function statesOf(site: Site, names: readonly string[]): Promise<ReadonlyMap<string, LaneStatus>> {
  return new Map(await Promise.all(names.map(async (lane) => [lane, await site.lanes.statusNow(lane)] as const)));
}
