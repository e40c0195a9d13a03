import type { FormField } from '../../../src/xmpp/forms.js';
import { ownerForm, readOwner } from '../../../src/xmpp/muc/owner.js';
import {
  type RoomConfig,
  type RoomConfigOffer,
  readRoomConfig,
  roomConfigForm,
} from '../../../src/xmpp/muc/room-config.js';
import { type ChannelSettings, channelSettings, roomChange, roomConfig } from '../rooms/room-modes.js';
import { withoutCodes } from '../text/mirc.js';
import type { LineOut } from '../wire/serialise.js';
import { byRank, isModerator, modeLines } from './admin.js';
import {
  type Asking,
  EMPTY,
  type Inside,
  insideOf,
  notInRoom,
  type Reply,
  refused,
  refusedBy,
  result,
  said,
} from './asking.js';

/** What the fields are called; those that no channel has are never shown. */
const LABELS: Readonly<Partial<Record<keyof RoomConfig, string>>> = {
  description: 'irc.config.description',
  moderated: 'irc.config.moderated',
  membersOnly: 'irc.config.members-only',
  passwordProtected: 'irc.config.password-protected',
  password: 'irc.config.password',
  listed: 'irc.config.listed',
  mayChangeSubject: 'irc.config.subject',
  mostOccupants: 'irc.config.most',
};

/** Fields of settings that XEP-0045 does not know. */
const OWN: Readonly<Record<keyof ChannelSettings, { readonly name: string; readonly label: string }>> = {
  registeredOnly: { name: 'irc#roomconfig_registered', label: 'irc.config.registered' },
  noExternal: { name: 'irc#roomconfig_noexternal', label: 'irc.config.no-external' },
};

/** The configuration of a room (XEP-0045 10), which on IRC is its modes and its topic. */
export async function owner(asking: Asking): Promise<Reply> {
  const { ask, payload } = asking;
  const request = readOwner(ask.method, payload);
  if (request === undefined) return refused('modify', 'bad-request', 'irc.ask.wrong');
  const inside = insideOf(asking, { joined: false });
  if (inside === undefined) return notInRoom();
  switch (request.kind) {
    case 'cancel':
      return EMPTY;
    case 'destroy':
      return refused('cancel', 'not-allowed', 'irc.room.no-destroy', { room: inside.channel.name });
    case 'form':
    case 'configure':
      break;
  }
  if (!isModerator(inside)) return refused('auth', 'forbidden', 'irc.room.no-operator');
  const problem = await knowModes(asking, inside);
  if (problem !== undefined) return problem;
  const offer = offerOf(asking, inside);
  if (request.kind === 'form') return result(ownerForm(roomConfigForm(offer)));
  return await configure(asking, inside, readRoomConfig(offer, request.form));
}

async function configure({ server }: Asking, inside: Inside, read: ReturnType<typeof readRoomConfig>): Promise<Reply> {
  if (!read.ok) {
    const fields = read.faults.map(({ name }) => name).join(', ');
    return refused('modify', 'not-acceptable', 'irc.config.wrong', { fields });
  }
  const { session, channel } = inside;
  const change = roomChange(channel, { ...read.config, ...ownSettings(read.extra) }, session.place.isupport);
  if (!change.ok) {
    return change.fault === 'bad-key'
      ? refused('modify', 'not-acceptable', 'irc.config.bad-key')
      : refused('cancel', 'feature-not-implemented', 'irc.config.not-offered', { network: session.network });
  }
  const topic: readonly LineOut[] =
    change.topic === undefined ? [] : [{ command: 'TOPIC', params: [channel.name, change.topic] }];
  const problem = await server.perform(session, [...modeLines(inside, change.modes), ...topic]);
  return problem === undefined ? EMPTY : refusedBy(byRank(problem, inside));
}

/** Nothing is offered before the server has told the modes. */
async function knowModes({ server }: Asking, { session, channel }: Inside): Promise<Reply | undefined> {
  if (channel.modesKnown) return undefined;
  const line = { command: 'MODE', params: [channel.name] };
  const told = await server.inquire(session, `modes ${session.place.fold(channel.name)}`, line);
  return told.ok ? undefined : refusedBy(told.problem);
}

function offerOf(asking: Asking, { session, channel }: Inside): RoomConfigOffer {
  const { isupport } = session.place;
  const { description, ...current } = roomConfig(channel, isupport);
  return {
    // A form that is sent back as it came must not take the colours out of a topic.
    current: { ...(description === withoutCodes(description ?? '') ? { description } : {}), ...current },
    label: (key) => said(asking, { key: LABELS[key] ?? 'irc.verbatim', params: { text: key } }),
    title: said(asking, { key: 'irc.config.title', params: { room: channel.name } }),
    extra: ownFields(asking, channelSettings(channel, isupport)),
  };
}

function ownFields(asking: Asking, settings: Partial<ChannelSettings>): readonly FormField[] {
  return ownKeys().flatMap((key) => {
    const value = settings[key];
    if (value === undefined) return [];
    const { name, label } = OWN[key];
    return [{ name, kind: 'boolean', label: said(asking, { key: label }), values: [value ? '1' : '0'] } as const];
  });
}

function ownSettings(values: ReadonlyMap<string, readonly string[]>): Partial<ChannelSettings> {
  const given = ownKeys().flatMap((key) => {
    const value = values.get(OWN[key].name)?.[0];
    return value === undefined ? [] : [[key, value === 'true'] as const];
  });
  return Object.fromEntries(given);
}

function ownKeys(): readonly (keyof ChannelSettings)[] {
  return ['registeredOnly', 'noExternal'];
}
