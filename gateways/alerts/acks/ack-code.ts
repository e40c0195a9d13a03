/**
 * Letters and digits that nobody takes for each other, also when they are read aloud or written by hand, and with which no
 * word can be written: no vowels, nor digits that stand for them.
 */
const LETTERS = 'CDFHJKMNPQRTVWX';
const DIGITS = '2579';
const ALL = `${LETTERS}${DIGITS}`;

/** A letter first, so that no code is a number or a duration; a digit among the next two, so that three letters never meet. */
const SHAPE = new RegExp(`^[${LETTERS}](?:[${DIGITS}][${ALL}]|[${LETTERS}][${DIGITS}])[${ALL}](?:[${ALL}]{2})?$`);
/** Characters of the longest codes. */
export const LONGEST_CODE = 6;
/** The same character twice is lost when a code is copied by hand, and some pairs mean something. */
const TWICE = /(.)\1/;
const TRIES = 50;
const COMBINATIONS = LETTERS.length * ALL.length ** 3;

/** Whether a text is a code, in capitals. */
export function isAckCode(text: string): boolean {
  return SHAPE.test(text) && !TWICE.test(text);
}

/**
 * A code of four characters by which an alert is acknowledged, not among those that are open. There are more than 30,000;
 * undefined where all of them are taken.
 *
 * @param random As `Math.random`. Codes are no secrets: who answers is known by number, account or address.
 */
export function newAckCode(isOpen: (code: string) => boolean, random: () => number): string | undefined {
  const isFree = (code: string) => isAckCode(code) && !isOpen(code);
  const start = Math.floor(random() * COMBINATIONS);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const code = combination(Math.floor(random() * COMBINATIONS));
    if (isFree(code)) return code;
  }
  for (let step = 0; step < COMBINATIONS; step += 1) {
    const code = combination((start + step) % COMBINATIONS);
    if (isFree(code)) return code;
  }
  return undefined;
}

/** A code of six characters, for when there are so many that most of the short ones are taken. */
export function longAckCode(random: () => number): string | undefined {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const more = Array.from({ length: 2 }, () => ALL.charAt(Math.floor(random() * ALL.length))).join('');
    const code = `${newAckCode(() => false, random)}${more}`;
    if (isAckCode(code)) return code;
  }
  return undefined;
}

/** The code in the subject of an answer (`Re: [CRITICAL] Disk full [K7DM]`) that is among the open ones; the last of several. */
export function codeInSubject(subject: string, open: readonly string[]): string | undefined {
  const codes = [...subject.slice(0, 1000).matchAll(/\[([A-Za-z0-9]{4}(?:[A-Za-z0-9]{2})?)\]/g)].map(([, code = '']) =>
    code.toUpperCase(),
  );
  return codes.findLast((code) => open.includes(code));
}

function combination(index: number): string {
  let rest = index;
  let code = '';
  for (let place = 0; place < 3; place += 1) {
    code = ALL.charAt(rest % ALL.length) + code;
    rest = Math.floor(rest / ALL.length);
  }
  return LETTERS.charAt(rest % LETTERS.length) + code;
}
