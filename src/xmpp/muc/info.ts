import type { DiscoInfo } from '../disco.js';
import type { FormField } from '../forms.js';
import { NS } from '../namespaces.js';

/** Node of disco#info: the nick that someone has reserved in a room (XEP-0045 6.8). */
export const RESERVED_NICK_NODE = 'x-roomuser-item';

/** What a room tells about itself to whoever asks (XEP-0045 6.4, 6.5, XEP-0486 4.3). */
export interface RoomDescription {
  readonly name?: string;
  /** Network of the room (registry of disco categories): `irc`, or `text` for XMPP's own. */
  readonly network: 'irc' | 'text';
  /** Of these six, undefined is what is not known; nothing is said of it then. */
  readonly moderated?: boolean;
  readonly membersOnly?: boolean;
  readonly passwordProtected?: boolean;
  /** In no list of rooms. */
  readonly hidden?: boolean;
  /** It is there also without occupants. */
  readonly persistent?: boolean;
  /** Everyone sees real JIDs. */
  readonly nonAnonymous?: boolean;
  /** What the room can do beside XEP-0045 itself; none of it is promised by this module. */
  readonly can: readonly RoomAbility[];
  /** Further features, and forms of other specifications. */
  readonly features?: readonly string[];
  readonly details?: RoomDetails;
}

/** Fields of `muc#roominfo`; those that are not known are left out. */
export interface RoomDetails {
  readonly description?: string;
  readonly subject?: string;
  /** Whether occupants other than moderators may change the subject. */
  readonly maySetSubject?: boolean;
  readonly occupants?: number;
  /** Language tag (BCP 47). */
  readonly lang?: string;
  /** URL of public logs. */
  readonly logs?: string;
  /** JIDs of who is responsible. */
  readonly contacts?: readonly string[];
  /** Most messages of history that someone who enters gets. */
  readonly history?: number;
  /** SHA-1 of the room's pictures in hex; empty where there is none. */
  readonly avatarHashes?: readonly string[];
}

/** What a room can do beside XEP-0045 itself; each is announced by the features of its specification. */
export type RoomAbility =
  | 'ping'
  | 'stable-id'
  | 'self-ping'
  | 'occupant-id'
  | 'stanza-id'
  | 'archive'
  | 'hats'
  | 'moderation'
  | 'vcard'
  | 'commands'
  | 'version'
  | 'time'
  | 'items';

const FEATURES: Readonly<Record<RoomAbility, readonly string[]>> = {
  ping: [NS.ping],
  'stable-id': [NS.mucStableId],
  'self-ping': [NS.mucSelfPing],
  'occupant-id': [NS.occupantId],
  'stanza-id': [NS.stanzaIds],
  archive: [NS.archive, NS.archiveExtended, NS.rsm],
  hats: [NS.hats],
  moderation: [NS.moderate],
  vcard: [NS.vcardTemp],
  commands: [NS.commands],
  version: [NS.version],
  time: [NS.time],
  items: [NS.discoItems],
};

/** What `discoInfoQuery` answers for a room. */
export function roomInfo(room: RoomDescription): DiscoInfo {
  const { name, network, can, features = [], details } = room;
  return {
    identities: [{ category: 'conference', type: network, ...(name === undefined ? {} : { name }) }],
    features: [NS.muc, ...kindOf(room), ...can.flatMap((ability) => FEATURES[ability]), ...features],
    ...(details === undefined
      ? {}
      : { forms: [{ type: 'result', formType: NS.mucRoomInfo, fields: detailFields(details) }] }),
  };
}

/** Of each pair of opposites the one that holds (XEP-0045 15.3). */
function kindOf(room: RoomDescription): readonly string[] {
  const either = (holds: boolean | undefined, yes: string, no: string): readonly string[] =>
    holds === undefined ? [] : [holds ? yes : no];
  return [
    ...either(room.moderated, 'muc_moderated', 'muc_unmoderated'),
    ...either(room.membersOnly, 'muc_membersonly', 'muc_open'),
    ...either(room.passwordProtected, 'muc_passwordprotected', 'muc_unsecured'),
    ...either(room.hidden, 'muc_hidden', 'muc_public'),
    ...either(room.persistent, 'muc_persistent', 'muc_temporary'),
    ...either(room.nonAnonymous, 'muc_nonanonymous', 'muc_semianonymous'),
  ];
}

function detailFields(details: RoomDetails): readonly FormField[] {
  const {
    description,
    subject,
    maySetSubject,
    occupants,
    lang,
    logs,
    contacts = [],
    history,
    avatarHashes = [],
  } = details;
  const fields: FormField[] = [];
  const add = (name: string, kind: FormField['kind'], values: readonly string[]): void => {
    fields.push({ name, kind, values });
  };
  if (history !== undefined) add('muc#maxhistoryfetch', 'text-single', [String(history)]);
  if (contacts.length > 0) add('muc#roominfo_contactjid', 'jid-multi', contacts);
  if (description !== undefined) add('muc#roominfo_description', 'text-single', [description]);
  if (lang !== undefined) add('muc#roominfo_lang', 'text-single', [lang]);
  if (logs !== undefined) add('muc#roominfo_logs', 'text-single', [logs]);
  if (occupants !== undefined) add('muc#roominfo_occupants', 'text-single', [String(occupants)]);
  if (subject !== undefined) add('muc#roominfo_subject', 'text-single', [subject]);
  if (maySetSubject !== undefined) add('muc#roominfo_subjectmod', 'boolean', [maySetSubject ? '1' : '0']);
  if (avatarHashes.length > 0) add('muc#roominfo_avatarhash', 'text-multi', avatarHashes);
  return fields;
}

/** The answer at `RESERVED_NICK_NODE`; without a nick that is reserved it has no identity. */
export function reservedNickInfo(nick?: string): DiscoInfo {
  const identities = nick === undefined ? [] : [{ category: 'conference', type: 'text', name: nick }];
  return { identities, features: [] };
}
