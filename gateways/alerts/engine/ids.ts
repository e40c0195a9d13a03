import { hash } from 'node:crypto';
import { Recent } from '../../gateway.js';

/** Letters of the name of a group: enough that no two groups ever share one. */
const GROUP_LETTERS = 20;
const REST_LETTERS = 20;
const REMEMBERED = 1000;
const AUDIT_LETTERS = 24;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';
/** The letter of each octet. */
const LETTERS = Uint8Array.from({ length: 256 }, (_, octet) => ALPHABET.charCodeAt(octet % ALPHABET.length));
/** Where a word is put together: every alert asks for several. */
const WORD = Buffer.alloc(64);

/**
 * Names a group of alerts: its unit of order (`Intake.conversation`), its key in `kv` and in waits, and the beginning of the ids of
 * its messages. Small letters only.
 */
export type GroupId = string;

/** Names that were worked out: every alert asks for that of its group, several times. */
const groupIds = new Recent<string, GroupId>(REMEMBERED);

/** The name of a group, from its key (see `groupOf` of the book). */
export function groupIdOf(key: string): GroupId {
  const known = groupIds.get(key);
  if (known !== undefined) return known;
  const id = letters(GROUP_LETTERS, [key]);
  groupIds.set(key, id);
  return id;
}

/**
 * The id of one message, the same however often it is worked out from the same parts. Its group can be read from it (see
 * `groupOfMessage`), so that whatever answers it finds its way without a table.
 */
export function messageIdOf(group: GroupId, ...parts: readonly (string | number)[]): string {
  return `e${group}${letters(REST_LETTERS, [group, ...parts.map(String)])}`;
}

/** The group that a message tells of; undefined where the id is none of ours. Whether the group exists, nobody has looked. */
export function groupOfMessage(id: string): GroupId | undefined {
  return /^e[a-z]{40}$/.test(id) ? id.slice(1, 1 + GROUP_LETTERS) : undefined;
}

/** Id of something that a group puts into a lane, as `Intake.id` wants it. */
export function intakeIdOf(group: GroupId, ...parts: readonly (string | number)[]): string {
  return messageIdOf(group, 'intake', ...parts);
}

/** The id of a row of the audit, the same for the same parts. */
export function auditIdOf(...parts: readonly string[]): string {
  return letters(AUDIT_LETTERS, ['audit', ...parts]);
}

/** At most 64 letters that stand for some texts: the same for the same texts, and others for others. */
export function letters(count: number, texts: readonly string[]): string {
  let text = '';
  // With the length in front no two lists of texts run together into the same one.
  for (const one of texts) text += `${one.length}:${one}`;
  const digest = hash('sha512', text, 'binary');
  for (let at = 0; at < count; at++) WORD[at] = LETTERS[digest.charCodeAt(at)] ?? 0;
  return WORD.toString('latin1', 0, count);
}
