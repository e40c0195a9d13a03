/** Whole objects between stanzas and the mails that they go in. */
import { MOST_INLINE_OCTETS } from '../../../src/xmpp/objects.js';
import type { FileLink, Media, Problem, WholeObject } from '../../gateway.js';
import type { MailFields } from '../compose/mail-fields.js';
import { wrapMessage, wrapWhole } from '../compose/whole.js';
import { needsWrapping } from '../crypto/direct/seal.js';
import { entityOf, isWhole, mimeObject } from '../crypto/e2e.js';
import { isMailSafe } from '../crypto/entity.js';

/** The octets of an object that a user sent, fetched where it lies elsewhere. `most`: octets. */
export async function octetsOf(
  object: WholeObject,
  media: Media | undefined,
  most: number,
): Promise<Uint8Array | Problem> {
  const inline = entityOf(object);
  if (inline !== undefined) return inline;
  if (!('url' in object)) return refusal('email.object.lost');
  if (media === undefined) return refusal('email.object.no-place');
  const fetched = await media.fetch(object.url, { size: most });
  if (!fetched.ok) return fetched.problem;
  const { content, end } = fetched.file;
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of content) chunks.push(chunk as Uint8Array);
  } catch {
    // Why it broke off stands in `end`.
  }
  const ended = await end;
  if (!ended.ok) return ended.problem;
  const octets = Buffer.concat(chunks);
  return isWhole(object, octets) ? octets : refusal('email.object.changed');
}

/**
 * The mail around an object that goes as it is. A whole message is put into one, because it has a sender and a subject of its own.
 * Refused where mail servers would change it on the way.
 */
export function objectMail(fields: MailFields, object: Uint8Array): Uint8Array | Problem {
  if (!isMailSafe(object)) return refusal('email.object.unsafe');
  // What a mail has once, and the fields around the object end with: programs begin entities with it.
  const rest = VERSION.equals(object.subarray(0, VERSION.length)) ? object.subarray(VERSION.length) : object;
  return wrapWhole(fields, needsWrapping(rest) ? wrapMessage(object) : rest);
}

const VERSION = Buffer.from('MIME-Version: 1.0\r\n');

/** An object for a stanza: in it where it fits, else as the file where its octets were put; undefined where they were not. */
export function objectFor(octets: Uint8Array, files: readonly FileLink[]): WholeObject | undefined {
  if (octets.length <= MOST_INLINE_OCTETS) return mimeObject(octets);
  for (const { url, size, hashes } of files) {
    const sha256 = hashes?.['sha-256'];
    if (size === octets.length && sha256 !== undefined) return { kind: 'mime', url, size, sha256 };
  }
  return undefined;
}

function refusal(key: string): Problem {
  return { type: 'modify', condition: 'not-acceptable', text: { key } };
}
