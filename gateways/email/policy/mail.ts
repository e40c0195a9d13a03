/** What the policies see of a mail: a part of what `mime/` reads of it, so that they can be asked without the rest. */

/** An address with the name that its owner, or whoever wrote it, gives to it (RFC 5322 3.4). */
export interface NamedAddress {
  readonly name?: string;
  readonly address: string;
}

/** A header field: its name in small letters; its value unfolded, encoded words decoded. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** A mail as policies see it. */
export interface MailHead {
  /** All fields in the order of the mail: what was put on last stands first. */
  readonly headers: readonly Field[];
  /** More than one is legal (RFC 5322 3.6.2), and none happens. */
  readonly from: readonly NamedAddress[];
  readonly sender?: NamedAddress;
  readonly replyTo: readonly NamedAddress[];
  readonly to: readonly NamedAddress[];
  readonly cc: readonly NamedAddress[];
  /** Without angle brackets. */
  readonly messageId?: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly subject?: string;
  /** Without angle brackets; empty for the null sender `<>`; missing where nobody recorded it. */
  readonly returnPath?: string;
}

const NONE: readonly string[] = [];

/** The fields of each mail by name: a mail is asked for many, most of which it does not have. */
const indexes = new WeakMap<readonly Field[], ReadonlyMap<string, readonly string[]>>();

/** The value of the first field of that name (in small letters). */
export function fieldOf(mail: Pick<MailHead, 'headers'>, name: string): string | undefined {
  return fieldsOf(mail, name)[0];
}

/** The values of all fields of that name (in small letters), in order. */
export function fieldsOf({ headers }: Pick<MailHead, 'headers'>, name: string): readonly string[] {
  let index = indexes.get(headers);
  if (index === undefined) {
    index = byName(headers);
    indexes.set(headers, index);
  }
  return index.get(name) ?? NONE;
}

function byName(headers: readonly Field[]): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const { name, value } of headers) {
    const values = index.get(name);
    if (values === undefined) index.set(name, [value]);
    else values.push(value);
  }
  return index;
}

/** The part of an address after the last `@`, in small letters; empty where there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at === -1 ? '' : address.slice(at + 1).toLowerCase();
}

/** The part of an address before the last `@`, as it is written; all of it where there is none. */
export function localPartOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at === -1 ? address : address.slice(0, at);
}

/** An address as it is compared: the case of the local part has no meaning at any server that matters. */
export function sameAddress(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Whether a domain is another one or lies below it; both in small letters. */
export function isWithin(domain: string, parent: string): boolean {
  return parent !== '' && (domain === parent || domain.endsWith(`.${parent}`));
}
