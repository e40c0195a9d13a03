import type { Element } from '../element.js';
import { buildForm, type FieldKind, type FormFault, type FormField, readSubmission } from '../forms.js';
import { NS } from '../namespaces.js';

/** The configuration of a room, as far as XEP-0045 15.5.3 has fields for it. */
export interface RoomConfig {
  readonly name: string;
  readonly description: string;
  /** Language tag (BCP 47). */
  readonly lang: string;
  readonly moderated: boolean;
  readonly membersOnly: boolean;
  readonly passwordProtected: boolean;
  /** What guests must say to enter. */
  readonly password: string;
  readonly persistent: boolean;
  /** It may be found in lists of rooms. */
  readonly listed: boolean;
  readonly publicLog: boolean;
  readonly mayInvite: boolean;
  /** All occupants may change the subject. */
  readonly mayChangeSubject: boolean;
  /** Undefined: as many as come. */
  readonly mostOccupants: number | undefined;
  /** Messages that someone who enters may see. */
  readonly history: number;
  /** Who sees real JIDs. */
  readonly whois: 'anyone' | 'moderators';
}

type Key = keyof RoomConfig;
type Value = RoomConfig[Key];

interface Row {
  readonly name: string;
  readonly kind: FieldKind;
}

/** The field of each setting. */
const ROWS: Readonly<Record<Key, Row>> = {
  name: { name: 'muc#roomconfig_roomname', kind: 'text-single' },
  description: { name: 'muc#roomconfig_roomdesc', kind: 'text-single' },
  lang: { name: 'muc#roomconfig_lang', kind: 'text-single' },
  moderated: { name: 'muc#roomconfig_moderatedroom', kind: 'boolean' },
  membersOnly: { name: 'muc#roomconfig_membersonly', kind: 'boolean' },
  passwordProtected: { name: 'muc#roomconfig_passwordprotectedroom', kind: 'boolean' },
  password: { name: 'muc#roomconfig_roomsecret', kind: 'text-private' },
  persistent: { name: 'muc#roomconfig_persistentroom', kind: 'boolean' },
  listed: { name: 'muc#roomconfig_publicroom', kind: 'boolean' },
  publicLog: { name: 'muc#roomconfig_enablelogging', kind: 'boolean' },
  mayInvite: { name: 'muc#roomconfig_allowinvites', kind: 'boolean' },
  mayChangeSubject: { name: 'muc#roomconfig_changesubject', kind: 'boolean' },
  mostOccupants: { name: 'muc#roomconfig_maxusers', kind: 'list-single' },
  history: { name: 'muc#maxhistoryfetch', kind: 'text-single' },
  whois: { name: 'muc#roomconfig_whois', kind: 'list-single' },
};

const MOST_OCCUPANTS = ['10', '20', '50', '100', '200', '500', '1000', 'none'];
const WHOIS = ['anyone', 'moderators'];
/** The registry says `none`; an empty value is the same in some clients. */
const UNLIMITED = 'none';

/** What a room offers to its owner. */
export interface RoomConfigOffer {
  /** The settings that can be changed, with the values of now; in the order of the form. */
  readonly current: Partial<RoomConfig>;
  /** What a field is called, in the language of the owner. */
  readonly label: (key: Key) => string;
  /** Fields of our own, after those of the specification; their names are not those of the rows above. */
  readonly extra?: readonly FormField[];
  readonly title?: string;
  readonly instructions?: readonly string[];
}

/** The form of a room's configuration. A password is never shown. */
export function roomConfigForm(offer: RoomConfigOffer): Element {
  const { title, instructions } = offer;
  return buildForm({
    type: 'form',
    formType: NS.mucRoomConfig,
    ...(title === undefined ? {} : { title }),
    ...(instructions === undefined ? {} : { instructions }),
    fields: fieldsOf(offer),
  });
}

function keysOf({ current }: RoomConfigOffer): readonly Key[] {
  return (Object.keys(current) as Key[]).filter((key) => Object.hasOwn(ROWS, key));
}

function fieldsOf(offer: RoomConfigOffer): readonly FormField[] {
  const fields = keysOf(offer).map((key): FormField => {
    const value = offer.current[key];
    const field = { ...ROWS[key], label: offer.label(key), values: key === 'password' ? [] : [textOf(value)] };
    if (key === 'whois') return { ...field, options: WHOIS.map((one) => ({ value: one })) };
    if (key === 'history') return { ...field, validation: WHOLE_NUMBER };
    if (key !== 'mostOccupants') return field;
    // The limit of now is offered, whatever it is.
    const numbers = [...new Set([...MOST_OCCUPANTS, textOf(value)])];
    return { ...field, options: numbers.map((one) => ({ value: one })), validation: OPEN };
  });
  return [...fields, ...(offer.extra ?? [])];
}

const OPEN = { datatype: 'xs:string', method: 'open' } as const;
const WHOLE_NUMBER = { datatype: 'xs:integer', method: { range: { min: '0', max: '65535' } } } as const;

function textOf(value: Value): string {
  if (value === undefined) return UNLIMITED;
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
}

type RoomConfigReading =
  | {
      readonly ok: true;
      /** Settings that the owner gave, also where they are as before. An emptied text is ''. */
      readonly config: Partial<RoomConfig>;
      /** Values of our own fields by name. */
      readonly extra: ReadonlyMap<string, readonly string[]>;
    }
  | { readonly ok: false; readonly faults: readonly FormFault[] };

/**
 * Reads a submitted form against what was offered; what was not offered is ignored, what was left out stays as it is. An
 * empty password with protection on is a `missing` one; one that is left out is the one of before.
 */
export function readRoomConfig(offer: RoomConfigOffer, form: Element): RoomConfigReading {
  const submission = readSubmission(fieldsOf(offer), form);
  if (!submission.ok) return submission;
  const extra = new Map(submission.values);
  const config: { -readonly [K in Key]?: RoomConfig[K] } = {};
  for (const key of keysOf(offer)) {
    const { name, kind } = ROWS[key];
    const text = extra.get(name)?.[0] ?? (kind !== 'boolean' && extra.has(name) ? '' : undefined);
    extra.delete(name);
    if (text !== undefined && !set(config, key, text))
      return { ok: false, faults: [{ name, fault: key === 'history' ? 'pattern' : 'not-offered' }] };
  }
  if (config.passwordProtected === true && (config.password ?? offer.current.password) === '') {
    return { ok: false, faults: [{ name: ROWS.password.name, fault: 'missing' }] };
  }
  return { ok: true, config, extra };
}

/** Puts one setting in; false where the text is no value of it. */
function set(config: { -readonly [K in Key]?: RoomConfig[K] }, key: Key, text: string): boolean {
  switch (key) {
    case 'name':
    case 'description':
    case 'lang':
    case 'password':
      config[key] = text;
      return true;
    case 'mostOccupants':
      if (text !== UNLIMITED && text !== '' && !/^[1-9]\d{0,8}$/.test(text)) return false;
      config.mostOccupants = text === UNLIMITED || text === '' ? undefined : Number(text);
      return true;
    case 'history':
      if (!/^\d{1,5}$/.test(text)) return false;
      config.history = Number(text);
      return true;
    case 'whois':
      if (text !== 'anyone' && text !== 'moderators') return false;
      config.whois = text;
      return true;
    default:
      config[key] = text === 'true';
      return true;
  }
}
