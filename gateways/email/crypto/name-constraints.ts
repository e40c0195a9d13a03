import { type BerElement, tagged } from './ber.js';
import { type GeneralName, NAME } from './certificate-names.js';
import { equal } from './octets.js';

/** Names that a CA may and may not speak for (RFC 5280 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly BerElement[];
  readonly excluded: readonly BerElement[];
}

/** Reads the extension; what it cannot be is told, so that nobody takes it for one that permits all. */
export function readNameConstraints(value: BerElement | undefined): NameConstraints | 'malformed' {
  if (value === undefined || !value.constructed) return 'malformed';
  const trees = (tag: number): readonly BerElement[] =>
    (tagged(value, tag)?.children ?? []).flatMap(({ children }) => children[0] ?? []);
  return { permitted: trees(0), excluded: trees(1) };
}

/** What a certificate says of its owner. */
interface Names {
  readonly addresses: readonly string[];
  /** DER of its name. */
  readonly subject: Uint8Array;
  readonly names: readonly GeneralName[];
}

/**
 * Whether constraints let a certificate speak for all the names that it has. Of names that are neither mail addresses nor
 * distinguished names nothing is compared: where their kind is constrained, none of it may be there.
 */
export function permits({ permitted, excluded }: NameConstraints, { addresses, subject, names }: Names): boolean {
  const allows = (tag: number, isWithinTree: (tree: BerElement) => boolean): boolean => {
    const may = permitted.filter((tree) => tree.tag === tag);
    const mayNot = excluded.filter((tree) => tree.tag === tag);
    return (may.length === 0 || may.some(isWithinTree)) && !mayNot.some(isWithinTree);
  };
  const constrained = new Set([...permitted, ...excluded].map(({ tag }) => tag));
  return (
    addresses.every((address) => allows(NAME.rfc822, (tree) => isWithin(address, lowerText(tree)))) &&
    allows(NAME.directory, (tree) => beginsName(subject, tree)) &&
    names.every(({ tag }) => tag === NAME.rfc822 || tag === NAME.directory || !constrained.has(tag))
  );
}

function lowerText({ content }: BerElement): string {
  return Buffer.from(content).toString('latin1').toLowerCase();
}

/** An address is named whole, by its host, or by a domain with all hosts in it (`.example.org`). */
function isWithin(address: string, tree: string): boolean {
  if (tree.includes('@')) return address === tree;
  const host = address.slice(address.lastIndexOf('@') + 1);
  return tree.startsWith('.') ? host.endsWith(tree) : host === tree;
}

/** Whether a distinguished name begins with the parts of another one. */
function beginsName(subject: Uint8Array, tree: BerElement): boolean {
  const prefix = tree.children[0]?.content;
  if (prefix === undefined) return false;
  const skipped = subject.length < 2 ? 0 : headLength(subject);
  return equal(subject.subarray(skipped, skipped + prefix.length), prefix);
}

/** Octets of identifier and length of a DER element. */
function headLength(der: Uint8Array): number {
  const length = der[1] ?? 0;
  return length < 0x80 ? 2 : 2 + (length & 0x7f);
}
