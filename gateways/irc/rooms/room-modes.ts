import type { RoomDescription } from '../../../src/xmpp/muc/info.js';
import type { RoomConfig } from '../../../src/xmpp/muc/room-config.js';
import type { ChannelView } from '../state/views.js';
import type { ChannelModes, Isupport } from '../wire/isupport.js';
import type { ModeChange } from '../wire/modes.js';

type Modes = Pick<Isupport, 'chanmodes' | 'keylen'>;
type Channel = Pick<ChannelView, 'modes' | 'topic'>;

/** What the modes of a channel make of the room (features of XEP-0045 15.3). */
type RoomKind = Required<
  Pick<RoomDescription, 'moderated' | 'membersOnly' | 'passwordProtected' | 'hidden' | 'persistent' | 'nonAnonymous'>
>;

/** What kind of room a channel is. Everybody sees everybody's host, so that no channel is anonymous. */
export function roomKind({ modes }: Channel, isupport: Modes): RoomKind {
  return {
    moderated: modes.has('m'),
    membersOnly: modes.has('i'),
    passwordProtected: modes.has('k'),
    hidden: modes.has('s') || modes.has('p'),
    persistent: isPermanent(modes, isupport),
    nonAnonymous: true,
  };
}

/** The channel stays when all have left: it is registered at the services, or kept by the network (P). */
function isPermanent(modes: ReadonlyMap<string, string>, isupport: Modes): boolean {
  if (modes.has('P') && isupport.chanmodes.never.includes('P')) return true;
  const registered = registeredOnlyMode(isupport) === 'R' ? 'r' : undefined;
  return registered !== undefined && modes.has(registered);
}

/**
 * The mode that lets in only those who are logged in. It is `R` on networks where `r` marks a registered channel, and `r`
 * where quiets are a list (there `R` is about speaking), where there is no `R`, and on the ircu family (delayed joins by
 * `D`, and no list but bans). Undefined where there is none.
 */
export function registeredOnlyMode({ chanmodes: { list, never } }: Pick<Modes, 'chanmodes'>): 'r' | 'R' | undefined {
  const ircu = list === 'b' && never.includes('D');
  if (never.includes('R') && !list.includes('q') && !ircu) return 'R';
  return never.includes('r') ? 'r' : undefined;
}

/** Settings of channels for which XEP-0045 has no fields. */
export interface ChannelSettings {
  /** Only those who are logged in may enter. */
  readonly registeredOnly: boolean;
  /** Only those who are inside may speak (n). */
  readonly noExternal: boolean;
}

/**
 * The settings of a room that the network lets its operators change, as they are now. A key that we were not shown is
 * `*`; it stays as long as no other one is wanted.
 */
export function roomConfig({ modes, topic }: Channel, isupport: Modes): Partial<RoomConfig> {
  const { always, whenSet, never } = isupport.chanmodes;
  const limit = modes.get('l') ?? '';
  return {
    description: topic?.text ?? '',
    ...(never.includes('m') ? { moderated: modes.has('m') } : {}),
    ...(never.includes('i') ? { membersOnly: modes.has('i') } : {}),
    ...(always.includes('k') || whenSet.includes('k')
      ? { passwordProtected: modes.has('k'), password: modes.has('k') ? modes.get('k') || UNSEEN : '' }
      : {}),
    ...(hidingMode(isupport.chanmodes) === undefined ? {} : { listed: !modes.has('s') && !modes.has('p') }),
    ...(never.includes('t') ? { mayChangeSubject: !modes.has('t') } : {}),
    ...(whenSet.includes('l') || always.includes('l')
      ? { mostOccupants: /^[1-9]\d{0,8}$/.test(limit) ? Number(limit) : undefined }
      : {}),
  };
}

/** The further settings that the network has, as they are now. */
export function channelSettings({ modes }: Channel, isupport: Modes): Partial<ChannelSettings> {
  const registered = registeredOnlyMode(isupport);
  return {
    ...(registered === undefined ? {} : { registeredOnly: modes.has(registered) }),
    ...(isupport.chanmodes.never.includes('n') ? { noExternal: modes.has('n') } : {}),
  };
}

/** The modes that bring a channel to the configuration that an owner wants, or why there are none. */
export type RoomChange =
  | {
      readonly ok: true;
      /** In an order in which they hold; none where all is as wanted. */
      readonly modes: readonly ModeChange[];
      /** To be set with TOPIC. */
      readonly topic?: string;
    }
  /** The network has no mode for it. */
  | { readonly ok: false; readonly fault: 'not-offered'; readonly key: keyof RoomConfig | keyof ChannelSettings }
  /** A key holds no spaces, commas, colons or control characters, does not begin with `-`, and has a longest length. */
  | { readonly ok: false; readonly fault: 'bad-key' };

/** What makes a channel as it is wanted. What is not wanted otherwise stays. */
export function roomChange(
  channel: Channel,
  wanted: Partial<RoomConfig> & Partial<ChannelSettings>,
  isupport: Modes,
): RoomChange {
  const { modes } = channel;
  const { chanmodes } = isupport;
  const changes: ModeChange[] = [];
  const flags: readonly (readonly [Flag, string | undefined, boolean | undefined])[] = [
    ['moderated', 'm', wanted.moderated],
    ['membersOnly', 'i', wanted.membersOnly],
    ['mayChangeSubject', 't', wanted.mayChangeSubject === undefined ? undefined : !wanted.mayChangeSubject],
    ['registeredOnly', registeredOnlyMode(isupport), wanted.registeredOnly],
    ['noExternal', 'n', wanted.noExternal],
  ];
  for (const [key, mode, set] of flags) {
    if (set === undefined || (mode !== undefined && set === modes.has(mode))) continue;
    if (mode === undefined || !chanmodes.never.includes(mode)) {
      if (set) return { ok: false, fault: 'not-offered', key };
    } else changes.push({ sign: set ? '+' : '-', mode });
  }
  const hiding = hidingChanges(modes, wanted.listed, chanmodes);
  const limiting = limitChanges(modes, 'mostOccupants' in wanted, wanted.mostOccupants, chanmodes);
  if (hiding === undefined) return { ok: false, fault: 'not-offered', key: 'listed' };
  if (limiting === undefined) return { ok: false, fault: 'not-offered', key: 'mostOccupants' };
  const key = keyChanges(modes, wanted, isupport);
  if (key === 'bad-key') return { ok: false, fault: 'bad-key' };
  if (key === undefined) return { ok: false, fault: 'not-offered', key: 'passwordProtected' };
  const topic = topicChange(channel, wanted.description);
  return {
    ok: true,
    modes: [...changes, ...hiding, ...limiting, ...key],
    ...(topic === undefined ? {} : { topic }),
  };
}

/** Stands for a key that is set and was not shown to us. */
const UNSEEN = '*';

type Flag = 'moderated' | 'membersOnly' | 'mayChangeSubject' | 'registeredOnly' | 'noExternal';
type ModeMap = ReadonlyMap<string, string>;

function hidingMode({ never }: ChannelModes): 's' | 'p' | undefined {
  return never.includes('s') ? 's' : never.includes('p') ? 'p' : undefined;
}

/** Undefined where the network cannot. */
function hidingChanges(
  modes: ModeMap,
  listed: boolean | undefined,
  chanmodes: ChannelModes,
): readonly ModeChange[] | undefined {
  if (listed === undefined) return [];
  const hidden = ['s', 'p'].filter((mode) => modes.has(mode));
  if (listed) return hidden.map((mode) => ({ sign: '-', mode }));
  if (hidden.length > 0) return [];
  const mode = hidingMode(chanmodes);
  return mode === undefined ? undefined : [{ sign: '+', mode }];
}

/** Undefined where the network cannot. */
function limitChanges(
  modes: ModeMap,
  given: boolean,
  most: number | undefined,
  { always, whenSet }: ChannelModes,
): readonly ModeChange[] | undefined {
  const now = modes.get('l');
  if (!given || now === (most === undefined ? undefined : String(most))) return [];
  if (most === undefined) {
    return [always.includes('l') ? { sign: '-', mode: 'l', param: now ?? '*' } : { sign: '-', mode: 'l' }];
  }
  if (!always.includes('l') && !whenSet.includes('l')) return undefined;
  return [{ sign: '+', mode: 'l', param: String(most) }];
}

/** Undefined where the network cannot. */
function keyChanges(
  modes: ModeMap,
  { passwordProtected, password }: Partial<RoomConfig>,
  { chanmodes, keylen }: Modes,
): readonly ModeChange[] | 'bad-key' | undefined {
  const now = modes.get('k');
  const wanted = passwordProtected ?? (password === undefined ? now !== undefined : password !== '');
  if (!wanted) return now === undefined ? [] : [without(now, chanmodes)];
  const key = password === undefined || password === '' || (password === UNSEEN && now !== undefined) ? now : password;
  if (key === now && now !== undefined) return [];
  if (key === undefined || !isKey(key, keylen)) return 'bad-key';
  if (!chanmodes.always.includes('k') && !chanmodes.whenSet.includes('k')) return undefined;
  const set: ModeChange = { sign: '+', mode: 'k', param: key };
  // Many servers set no key where there is one.
  return now === undefined ? [set] : [without(now, chanmodes), set];
}

/** A key that we were not shown may be taken away by any text. */
function without(now: string, { always }: ChannelModes): ModeChange {
  return always.includes('k') ? { sign: '-', mode: 'k', param: now || UNSEEN } : { sign: '-', mode: 'k' };
}

function isKey(key: string, keylen: number | undefined): boolean {
  if (Buffer.byteLength(key) > (keylen ?? 23) || key.startsWith('-')) return false;
  return [...key].every(
    (character) => character > ' ' && character !== ',' && character !== ':' && character !== '\u007f',
  );
}

function topicChange({ topic }: Channel, description: string | undefined): string | undefined {
  if (description === undefined) return undefined;
  const wanted = description.replace(/[\r\n]+/g, ' ');
  return wanted === (topic?.text ?? '') ? undefined : wanted;
}
