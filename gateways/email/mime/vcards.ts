import { contentLines, unescapeText } from './content-lines.js';
import { legalLine } from './legal-text.js';

/** Somebody of a vCard who has a mail address. */
export interface VcardPerson {
  readonly name?: string;
  readonly address: string;
}

const MOST_PEOPLE = 5000;
const NAME_LENGTH = 200;

interface Draft {
  name: string;
  /** N: family name, given name and others, of cards without FN. */
  parts: string;
  /** By preference, the dearest first. */
  readonly addresses: { readonly address: string; readonly rank: number }[];
}

/** The people of vCards (versions 2.1, 3.0 and 4.0: RFC 6350), each with the address that they like best. Linear; never throws. */
export function readVcards(text: string): readonly VcardPerson[] {
  const people: VcardPerson[] = [];
  let draft: Draft | undefined;
  for (const { name, params, value } of contentLines(text)) {
    // `item1.EMAIL`: a group, which means nothing here.
    const property = name.slice(name.indexOf('.') + 1);
    if (property === 'BEGIN' && value.trim().toUpperCase() === 'VCARD') draft = { name: '', parts: '', addresses: [] };
    else if (draft === undefined) continue;
    else if (property === 'FN') draft.name ||= textOf(value, params);
    else if (property === 'N') draft.parts ||= textOf(value, params);
    else if (property === 'EMAIL') draft.addresses.push({ address: textOf(value, params), rank: rankOf(params) });
    else if (property === 'END') {
      const person = personOf(draft);
      draft = undefined;
      if (person !== undefined) people.push(person);
      if (people.length === MOST_PEOPLE) break;
    }
  }
  return people;
}

function personOf({ name, parts, addresses }: Draft): VcardPerson | undefined {
  const [best] = addresses
    .filter(({ address }) => address.includes('@'))
    .toSorted((one, other) => one.rank - other.rank);
  if (best === undefined) return undefined;
  const address = best.address.replace(/^mailto:/i, '');
  const [family = '', given = ''] = parts.split(';');
  const called = (name || `${given} ${family}`).trim().slice(0, NAME_LENGTH).toWellFormed();
  return called === '' ? { address } : { name: called, address };
}

/** PREF of version 4 is 1 to 100, the lowest first; older versions have it as a type. */
function rankOf(params: Readonly<Record<string, string>>): number {
  const { PREF = '', TYPE = '' } = params;
  if (/^\d{1,3}$/.test(PREF)) return Number(PREF);
  return /(^|,)pref(,|$)/i.test(TYPE) ? 0 : 101;
}

function textOf(value: string, params: Readonly<Record<string, string>>): string {
  const plain = /^quoted-printable$/i.test(params.ENCODING ?? '') ? unquoted(value) : value;
  return legalLine(unescapeText(plain)).trim();
}

/** RFC 2045 6.7, as version 2.1 has it in lines; other character sets than UTF-8 come out as they can. */
function unquoted(value: string): string {
  const octets = value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString('utf8');
}
