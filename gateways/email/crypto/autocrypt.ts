/** Autocrypt Level 1: keys of OpenPGP that travel in the header of mails. They are passed on, never relied on by us. */

/** A field that counts. */
interface AutocryptHeader {
  /** In lower case. */
  readonly address: string;
  /** The sender likes answers that are encrypted, without being asked. */
  readonly prefersEncryption: boolean;
  /** The public key, binary, in base64 without white space. */
  readonly key: string;
}

/** What of a mail says which key its sender has (Autocrypt Level 1). */
export interface AutocryptMail {
  /** All fields named Autocrypt, unfolded. */
  readonly fields: readonly string[];
  /** All addresses of From. */
  readonly from: readonly string[];
  /** It is a report or another mail that nobody wrote. */
  readonly automated: boolean;
}

/** A key with its signatures that is larger makes mails that are refused. */
const LARGEST = 10_240;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The one field that counts of a mail (Autocrypt 1.1, 2.1): valid, of who sent it, and not one of two. */
export function autocryptOf({ fields, from, automated }: AutocryptMail): AutocryptHeader | undefined {
  const [sender, ...others] = from;
  if (sender === undefined || others.length > 0 || automated) return undefined;
  const valid = fields
    .flatMap((field) => readAutocrypt(field) ?? [])
    .filter(({ address }) => address === sender.toLowerCase());
  return valid.length === 1 ? valid[0] : undefined;
}

/** Reads one field; undefined where it is not valid. */
export function readAutocrypt(field: string): AutocryptHeader | undefined {
  if (field.length > LARGEST) return undefined;
  const attributes = new Map<string, string>();
  for (const piece of field.split(';')) {
    const at = piece.indexOf('=');
    const name = piece.slice(0, at).trim();
    if (piece.trim() === '') continue;
    if (at <= 0 || attributes.has(name)) return undefined;
    // One that is not known changes the meaning of all, unless its name begins with `_`.
    if (!['addr', 'prefer-encrypt', 'keydata'].includes(name) && !name.startsWith('_')) return undefined;
    attributes.set(name, piece.slice(at + 1).trim());
  }
  const address = attributes.get('addr')?.toLowerCase();
  const key = attributes.get('keydata')?.replace(/\s+/g, '');
  if (address === undefined || address === '' || key === undefined || !BASE64.test(key)) return undefined;
  return { address, prefersEncryption: attributes.get('prefer-encrypt') === 'mutual', key };
}
