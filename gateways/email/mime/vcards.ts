import { type ContentLine, contentLines, plainValue, unescapeText } from './content-lines.js';
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
  for (const line of contentLines(text)) {
    const { name, params, value } = line;
    // `item1.EMAIL`: a group, which means nothing here.
    const property = name.slice(name.indexOf('.') + 1);
    if (property === 'BEGIN' && value.trim().toUpperCase() === 'VCARD') draft = { name: '', parts: '', addresses: [] };
    else if (draft === undefined) continue;
    else if (property === 'FN') draft.name ||= textOf(line);
    else if (property === 'N') draft.parts ||= textOf(line);
    else if (property === 'EMAIL') draft.addresses.push({ address: textOf(line), rank: rankOf(params) });
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

function textOf(line: ContentLine): string {
  return legalLine(unescapeText(plainValue(line))).trim();
}
