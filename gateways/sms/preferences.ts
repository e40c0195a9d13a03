import type { Account, MessageEvent } from '../gateway.js';
import type { Transliteration } from './text/transliterate.js';

/** Levels of `transliterate`, the least first. */
export const TRANSLITERATION: readonly Transliteration[] = ['off', 'typography', 'letters'];

/** What of a registration counts when a message goes out; what is missing is as the config says. */
export interface Preferences {
  /** One of the shared numbers. */
  readonly sender?: string;
  /** False: no receipts, though the client asks for them. */
  readonly receipts?: false;
  readonly transliterate?: Transliteration;
  /** Stands behind every text, on a line of its own. */
  readonly signature?: string;
  /** Segments a day. */
  readonly dailyLimit?: number;
}

const NONE: Preferences = {};
/** The choice of a list that leaves it to the gateway. */
export const AUTOMATIC = 'automatic';
/** The fields, each with the value that says what counts anyway, beside none. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  ['sender', AUTOMATIC],
  ['receipts', 'true'],
  ['transliterate', AUTOMATIC],
  ['signature', ''],
  ['daily-limit', ''],
]);

/** The fields of a registration that `preferencesOf` reads; undefined where none is set, as with most users. */
export function settingsOf({ fields }: Account): Readonly<Record<string, string>> | undefined {
  let settings: Record<string, string> | undefined;
  for (const [name, usual] of FIELDS) {
    const value = fields[name];
    if (value !== undefined && value !== '' && value !== usual) settings = { ...settings, [name]: value };
  }
  return settings;
}

/** The preferences that a message was sent with. */
export function preferencesOf({ settings }: Pick<MessageEvent, 'settings'>): Preferences {
  if (settings === undefined) return NONE;
  const { sender, receipts, transliterate, signature } = settings;
  const limit = Number(settings['daily-limit']);
  const level = TRANSLITERATION.find((one) => one === transliterate);
  return {
    ...(sender === undefined ? {} : { sender }),
    ...(receipts === 'false' ? { receipts: false } : {}),
    ...(level === undefined ? {} : { transliterate: level }),
    ...(signature === undefined ? {} : { signature }),
    ...(Number.isSafeInteger(limit) && limit > 0 ? { dailyLimit: limit } : {}),
  };
}

/** The text as the phone gets it, with the signature that the user has set. */
export function signed(body: string, { signature }: Preferences): string {
  return signature === undefined || body === '' ? body : `${body}\n${signature}`;
}
