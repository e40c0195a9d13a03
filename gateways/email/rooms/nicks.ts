import { normaliseResource } from '../../../src/xmpp/jid.js';
import type { Person } from '../conversation/mail-records.js';

const LONGEST = 64;
/** What makes one text look like another, or runs out of its place: controls, and marks of direction and of no width. */
const HIDDEN = /[\p{Cc}\p{Cs}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/**
 * Nicks of the people of a room by their addresses in small letters: their names, with the address behind it where somebody
 * before them, or the user (`own`), is called so. The same people in the same order have the same nicks.
 */
export function nicksOf(people: readonly Person[], own: string): ReadonlyMap<string, string> {
  const taken = new Set([sameAs(own)]);
  const nicks = new Map<string, string>();
  for (const { name, address } of people) {
    const small = address.toLowerCase();
    if (nicks.has(small)) continue;
    const called = nickFrom(name ?? '') ?? nickFrom(address) ?? '-';
    const choices = [called, `${called} (${nickFrom(address) ?? '-'})`];
    const nick = choices.find((one) => !taken.has(sameAs(one))) ?? numbered(choices.at(-1) ?? called, taken);
    taken.add(sameAs(nick));
    nicks.set(small, nick);
  }
  return nicks;
}

/** Whether two nicks are one for people who read them. */
export function isSameNick(one: string, other: string): boolean {
  return sameAs(one) === sameAs(other);
}

function sameAs(nick: string): string {
  return nick.normalize('NFKC').toLowerCase();
}

function nickFrom(text: string): string | undefined {
  const shown = [...text.replace(/\s+/gu, ' ').replace(HIDDEN, '').trim()].slice(0, LONGEST).join('').trim();
  return shown === '' ? undefined : normaliseResource(shown);
}

function numbered(nick: string, taken: ReadonlySet<string>): string {
  for (let n = 2; ; n += 1) if (!taken.has(sameAs(`${nick} ${n}`))) return `${nick} ${n}`;
}
