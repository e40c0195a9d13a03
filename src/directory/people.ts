import { parse } from 'yaml';
import { readCsv } from './csv.js';
import { DIRECTORY_FIELDS, type DirectoryField, type Person } from './directory.js';
import { type Card, components, readVcards, unescaped } from './vcard-file.js';

/** Reads the people of a file by its format. Throws an `Error` that says what is wrong where it cannot be read. */
export const formats = { yaml: fromYaml, csv: fromCsv, vcard: fromVcards } as const;

export type Format = keyof typeof formats;

/** A list of people: `- { first: Juliet, last: Capulet, phone: ["+12025550123"] }`. */
function fromYaml(text: string): Person[] {
  const list: unknown = parse(text);
  if (!Array.isArray(list)) throw new Error('it must be a list of people');
  return list.map((one, index) => {
    if (typeof one !== 'object' || one === null) throw new Error(`entry ${index + 1} must have fields`);
    const unknown = Object.keys(one).find((name) => !isField(name));
    if (unknown !== undefined) throw new Error(`entry ${index + 1} has an unknown field ${unknown}`);
    return person((field) => {
      const value: unknown = Reflect.get(one, field);
      return (Array.isArray(value) ? value : [value]).flatMap((part: unknown) =>
        typeof part === 'string' || typeof part === 'number' ? [String(part)] : [],
      );
    });
  });
}

/** The first row names the fields; other columns are left out, a field may have several columns. */
function fromCsv(text: string): Person[] {
  const [head = [], ...rows] = readCsv(text);
  const columns = head.map((name) => name.trim().toLowerCase());
  if (!columns.some(isField)) throw new Error(`the first row must name columns: ${DIRECTORY_FIELDS.join(', ')}`);
  return rows.map((row) => person((field) => row.filter((_, index) => columns[index] === field)));
}

function fromVcards(text: string): Person[] {
  const cards = readVcards(text);
  if (cards.length === 0 && text.trim() !== '') throw new Error('it holds no vCard');
  return cards.map((card) => person((field) => ofCard(card, field)));
}

function ofCard(card: Card, field: DirectoryField): readonly string[] {
  const all = (name: string): string[] => (card.get(name) ?? []).map(unescaped);
  const [last = '', first = ''] = components(card.get('N')?.[0] ?? '');
  switch (field) {
    case 'first':
      // A card may lack `N`, but not the name that is shown.
      return [first === '' && last === '' ? (all('FN')[0] ?? '') : first];
    case 'last':
      return [last];
    case 'nick':
      return all('NICKNAME');
    case 'email':
      return all('EMAIL');
    case 'phone':
      return all('TEL').map((number) => number.replace(/^tel:/i, ''));
  }
}

function person(read: (field: DirectoryField) => readonly string[]): Person {
  const all = (field: DirectoryField): readonly string[] =>
    [...new Set(read(field).map((value) => value.trim())).values()].filter((value) => value !== '');
  const one = (field: DirectoryField): string => all(field)[0] ?? '';
  return { first: one('first'), last: one('last'), nick: one('nick'), email: all('email'), phone: all('phone') };
}

function isField(name: string): name is DirectoryField {
  return (DIRECTORY_FIELDS as readonly string[]).includes(name);
}
