import { plainText } from '../../room/plain-text.js';

/** What somebody has said, line by line. */
interface Statement {
  readonly nick: string;
  readonly line: string;
  /** Monotonic, ms. */
  readonly at: number;
}

/** How long a copy may be on its way round, ms. */
const LASTS = 60_000;
const MOST = 500;
const MOST_LINES = 20;
const OPENING: Readonly<Record<string, string>> = { '>': '<', ']': '[', ')': '(' };
/** What other bridges put before a text, beside the nick. */
const LONGEST_PREFIX = 80;

/** Speakers that are watched. */
const MOST_SUSPECTS = 1000;
/** Copies of one speaker in a row, with nothing of its own between them, from which on it is a bridge. */
const SUSPECT_AFTER = 2;

/**
 * The last net for networks that carry no marks of ours: what was said in a bridge and comes back by somebody else's bridge. Such a copy
 * ends in the same text, and what stands before it has the first speaker's nick in it. In brackets (`<alice> hi`) that is a copy for
 * certain. Otherwise (`alice: hi`) people write so too: then whoever says nothing but such things is taken for a bridge. Bounded.
 */
export class EchoWindow {
  #statements: Statement[] = [];
  readonly #suspects = new Map<string, number>();

  /** Something was said by a person. `now`: monotonic, ms. */
  note(nick: string, text: string, now: number): void {
    const name = plainText(nick);
    if (name === '') return;
    for (const line of linesOf(text)) this.#statements.push({ nick: name, line, at: now });
    if (this.#statements.length > 2 * MOST) this.#tidy(now);
  }

  /** Whether what is heard at a place is a copy. `speaker` tells apart those of whom it is counted. */
  isCopy(speaker: string, nick: string, text: string, now: number): boolean {
    const lines = linesOf(text);
    const name = plainText(nick);
    const likeness = lines.map((line) => this.#likeness(name, line, now));
    if (likeness.length === 0 || likeness.includes('none')) {
      this.#suspects.delete(speaker);
      return false;
    }
    if (!likeness.includes('maybe')) return true;
    const count = (this.#suspects.get(speaker) ?? 0) + 1;
    if (this.#suspects.size >= MOST_SUSPECTS) this.#suspects.clear();
    this.#suspects.set(speaker, count);
    return count >= SUSPECT_AFTER;
  }

  #likeness(nick: string, line: string, now: number): 'copy' | 'maybe' | 'none' {
    let best: 'maybe' | 'none' = 'none';
    for (let at = this.#statements.length - 1; at >= 0; at -= 1) {
      const said = this.#statements[at];
      if (said === undefined || now - said.at > LASTS) break;
      if (said.nick === nick || !line.endsWith(said.line)) continue;
      const before = line.slice(0, line.length - said.line.length).trimEnd();
      if (before.length > said.nick.length + LONGEST_PREFIX) continue;
      if (isBracketed(before, said.nick)) return 'copy';
      if (before === '' ? nick.includes(said.nick) : before.includes(said.nick)) best = 'maybe';
    }
    return best;
  }

  #tidy(now: number): void {
    this.#statements = this.#statements.slice(-MOST).filter(({ at }) => now - at <= LASTS);
  }
}

/** Whether a nick ends what stands between brackets at the end of a text, as bridges write it. */
function isBracketed(before: string, nick: string): boolean {
  const close = before.at(-1) ?? '';
  const open = before.lastIndexOf(OPENING[close] ?? '\0');
  return open >= 0 && before.slice(open).includes(nick);
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n', MOST_LINES)
    .map(plainText)
    .filter((line) => line !== '');
}
