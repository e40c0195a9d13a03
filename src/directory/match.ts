import { type DirectorySearch, type Person, valuesOf } from './directory.js';

/** Whether a person is one of those looked for. */
export function matches(person: Person, { wanted, needed }: DirectorySearch): boolean {
  if (valuesOf(person, needed).length === 0) return false;
  for (const [field, text] of wanted) {
    const holds = field === 'phone' ? holdsNumber : holdsText;
    if (!valuesOf(person, field).some((value) => holds(value, text))) return false;
  }
  return true;
}

function holdsText(value: string, text: string): boolean {
  return folded(value).includes(folded(text));
}

/** As people compare names: without case and accents. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Numbers are written with all kinds of marks, and with zeros in front that the international form has not. */
function holdsNumber(value: string, text: string): boolean {
  const digits = digitsOf(text);
  return digits !== '' && digitsOf(value).includes(digits);
}

/** The digits of a number without the zeros in front. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '').replace(/^0+/, '');
}
