import type { Protection, ProtectionKind } from './mail.js';
import { bufferOf } from './octets.js';
import type { Part } from './part.js';

const PGP_MESSAGE = Buffer.from('-----BEGIN PGP MESSAGE-----');
const PGP_SIGNED = Buffer.from('-----BEGIN PGP SIGNED MESSAGE-----');
/** 1.2.840.113549.1.7 and 1.2.840.113549.1.9.16.1, in DER without their last octet: the content types of CMS (RFC 5652). */
const CMS_TYPE = Buffer.from([0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07]);
const CMS_AUTH_ENVELOPED = Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17]);
/** The type of a CMS object stands at its very beginning. */
const CMS_HEAD = 64;
/** Wrappers that lists and servers put around a protected mail. */
const WRAPPERS = 3;
/** Where armor of OpenPGP may begin in a text. */
const ARMOR_HEAD = 4096;

/** The outermost cryptographic layer of a mail; undefined where there is none. */
export function findProtection(root: Part): Protection | undefined {
  let level: readonly Part[] = [root];
  for (let depth = 0; depth <= WRAPPERS && level.length > 0; depth += 1) {
    for (const part of level) {
      const found = protectionOf(part);
      if (found !== undefined) return found;
    }
    level = level.flatMap((part) => (part.type === 'multipart/mixed' ? part.children : []));
  }
  return undefined;
}

function protectionOf(part: Part): Protection | undefined {
  if (part.type === 'multipart/signed') return signed(part);
  if (part.type === 'multipart/encrypted') return pgpEncrypted(part, false);
  if (part.type === 'multipart/mixed') return isMixedUp(part) ? pgpEncrypted(part, true) : undefined;
  if (part.type === 'application/pkcs7-mime' || part.type === 'application/x-pkcs7-mime') return cms(part);
  if (part.type === 'application/octet-stream' && /\.p7m$/i.test(part.params.name ?? '')) return cms(part);
  return part.type === 'text/plain' && part.disposition?.kind !== 'attachment' ? inlinePgp(part) : undefined;
}

/** RFC 1847 2.1, RFC 3156 5, RFC 8551 3.5.3. */
function signed(part: Part): Protection | undefined {
  const [content, signature] = part.children;
  if (content === undefined || signature === undefined) return undefined;
  const protocol = (part.params.protocol ?? signature.type).toLowerCase();
  const kind: ProtectionKind | undefined = protocol.includes('pgp-signature')
    ? 'pgp-signed'
    : protocol.includes('pkcs7-signature')
      ? 'smime-signed'
      : undefined;
  if (kind === undefined) return undefined;
  const digest = part.params.micalg?.toLowerCase();
  return {
    kind,
    entity: part.octets,
    signed: content.octets,
    object: signature.content(),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** RFC 3156 4: a control part, then the OpenPGP message. */
function pgpEncrypted(part: Part, mixedUp: boolean): Protection | undefined {
  const protocol = part.params.protocol?.toLowerCase();
  const control = part.children.findIndex((child) => child.type === 'application/pgp-encrypted');
  const message = part.children[control + 1];
  if (message === undefined || (control === -1 && protocol !== 'application/pgp-encrypted')) return undefined;
  const object = message.content();
  return { kind: 'pgp-encrypted', entity: part.octets, object, ...(mixedUp ? { mixedUp: true } : {}) };
}

/** Exchange servers turn PGP/MIME into an empty text and its two parts. */
function isMixedUp(part: Part): boolean {
  const types = part.children.map((child) => child.type);
  const control = types.indexOf('application/pgp-encrypted');
  if (control === -1 || control > 1 || types[control + 1] !== 'application/octet-stream') return false;
  const before = part.children[0];
  return control === 0 || (before?.type === 'text/plain' && before.raw.length < 1024 && before.text().trim() === '');
}

/** RFC 8551 3.2.2; where smime-type is missing the object itself tells. */
function cms(part: Part): Protection | undefined {
  const object = part.content();
  const kind = cmsKind(part.params['smime-type']?.toLowerCase(), bufferOf(object));
  return kind === undefined ? undefined : { kind, entity: part.octets, object };
}

function cmsKind(smimeType: string | undefined, object: Buffer): ProtectionKind | undefined {
  if (smimeType === 'enveloped-data' || smimeType === 'authenveloped-data') return 'smime-encrypted';
  if (smimeType === 'signed-data') return 'smime-signed';
  if (smimeType !== undefined) return undefined;
  const head = object.subarray(0, CMS_HEAD);
  if (head.includes(CMS_AUTH_ENVELOPED)) return 'smime-encrypted';
  const at = head.indexOf(CMS_TYPE);
  const type = at === -1 ? undefined : head[at + CMS_TYPE.length];
  return type === 2 ? 'smime-signed' : type === 3 ? 'smime-encrypted' : undefined;
}

/** OpenPGP armor in a text (RFC 9580 6.2, 7): the program of the sender knew no PGP/MIME. */
function inlinePgp(part: Part): Protection | undefined {
  if (part.raw.length < PGP_MESSAGE.length) return undefined;
  const head = bufferOf(part.raw).subarray(0, ARMOR_HEAD);
  // Most texts have no armor; with a transfer encoding the dashes may be written otherwise.
  const isEncoded = part.headers.has('content-transfer-encoding');
  if (!isEncoded && !head.includes(PGP_MESSAGE) && !head.includes(PGP_SIGNED)) return undefined;
  const content = bufferOf(part.content());
  const start = content.subarray(0, ARMOR_HEAD);
  const kind = beginsLine(start, PGP_MESSAGE)
    ? 'pgp-encrypted'
    : beginsLine(start, PGP_SIGNED)
      ? 'pgp-signed'
      : undefined;
  return kind === undefined ? undefined : { kind, entity: part.octets, object: content, inline: true };
}

function beginsLine(content: Buffer, marker: Buffer): boolean {
  const at = content.indexOf(marker);
  return at === 0 || (at > 0 && content[at - 1] === 0x0a);
}

/** The text of a cleartext signature (RFC 9580 7) without its armor; other texts as they are. */
export function cleartext(text: string): string {
  const begin = text.indexOf(PGP_SIGNED.toString());
  if (begin === -1 || (begin > 0 && text.charAt(begin - 1) !== '\n')) return text;
  const start = text.indexOf('\n\n', begin);
  const end = text.indexOf('\n-----BEGIN PGP SIGNATURE-----', begin);
  if (start === -1 || end < start) return text;
  const after = text.indexOf('-----END PGP SIGNATURE-----', end);
  const rest = after === -1 ? '' : text.slice(after + '-----END PGP SIGNATURE-----'.length);
  const body = text.slice(start + 2, Math.max(end, start + 2)).replace(/^- /gm, '');
  return `${text.slice(0, begin)}${body}${rest}`.trim();
}
