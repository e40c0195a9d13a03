import type { Clock, KeyValue, Later, TextRef } from '../../gateway.js';
import { SEVERITIES, type Severity } from '../alert.js';
import type { Book } from '../book/book.js';
import type { Member } from '../book/person.js';
import { isNamed, targetKey } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import { letters } from '../engine/ids.js';
import { heldUntil } from '../people/quiet-hours.js';
import { headlineOf } from '../sources/clean.js';
import type { DirectText } from './direct-text.js';

/** A text that waits for the end of somebody's quiet hours, as `Later` brings it back. */
export interface HeldText {
  readonly type: 'held-text';
  /** To that person alone. */
  readonly text: DirectText;
  /** Place of the recipient among all of the text. */
  readonly index: number;
  /** When it came: wall time, ms. */
  readonly since: number;
}

/** What flood control held back for one destination, as `Later` brings it back. */
export interface HeldRound {
  readonly type: 'held-texts';
  /** `targetKey` of a person or place. */
  readonly destination: string;
  /** When it is told: wall time, ms. */
  readonly until: number;
}

/** A text of a round, by what is said of it. */
interface HeldItem {
  readonly message: string;
  readonly index: number;
  readonly bot: string;
  readonly line: string;
  readonly severity: Severity;
}

/** What is told of a round. */
interface HeldSummary {
  readonly text: DirectText;
  readonly items: readonly HeldItem[];
}

interface HeldTextsParts {
  readonly kv: Pick<KeyValue, 'fields' | 'setFields' | 'spend' | 'spent' | 'remove'>;
  readonly later: Pick<Later, 'schedule'>;
  readonly clock: Clock;
  readonly book: () => Book;
  readonly text: (ref: TextRef, lang?: string) => string;
}

/** Nobody gets more than one summary in so long, ms. */
const ROUND_MS = 60_000;
/** What other lanes still put in is waited for so long, ms. */
const GRACE_MS = 3000;
/** Texts of a round that are named or whose bots are told what becomes of them; more are only counted. */
const MOST_KEPT = 500;
const MOST_NAMED = 10;
const LONGEST_LINE = 120;
/** Longer than any quiet hours (`LONGEST_HOLD`), seconds. */
const KEPT_S = 30 * 86_400;

/**
 * Texts that wait: one by one for the end of somebody's quiet hours, or, where there are too many, to be told in a summary for each
 * destination. All of it survives a restart, and the same again changes nothing.
 */
export class HeldTexts {
  readonly #parts: HeldTextsParts;

  constructor(parts: HeldTextsParts) {
    this.#parts = parts;
  }

  /** Until when a person is not to be told this: wall time, ms; undefined: now. `since`: when it came. */
  quiet(person: string, severity: Severity, since?: number): number | undefined {
    const { book, clock } = this.#parts;
    const now = clock.now();
    const found = book().person(person);
    return found && heldUntil(found, severity, now, since ?? now);
  }

  /** Keeps a text for somebody. Resolves when it is certain that it comes back as a `HeldText`. */
  async keep(text: DirectText, index: number, person: string, until: number, since?: number): Promise<void> {
    const { later, clock } = this.#parts;
    const now = clock.now();
    // It goes alone then.
    const { as: _, mail: __, ...rest } = text;
    const to: readonly Member[] = [{ kind: 'person', name: person }];
    const held: HeldText = { type: 'held-text', text: { ...rest, to }, index, since: since ?? now };
    await later.schedule(`held-text:${letters(24, [text.id, `${index}`, person])}`, Math.max(0, until - now), held);
  }

  /** Puts a text for which there is no room into the summary of a destination. `until`: when there may be room again, wall time, ms. */
  async collect(text: DirectText, index: number, destination: string, until: number): Promise<void> {
    const { kv, later, clock } = this.#parts;
    const { id, bot = '', title, severity } = text;
    const round: HeldRound = { type: 'held-texts', destination, until: Math.ceil(until / ROUND_MS) * ROUND_MS };
    const name = nameOf(round);
    await later.schedule(`held-texts:${name}`, round.until + GRACE_MS - clock.now(), round);
    const once = `held-once:${name}:${letters(24, [id, `${index}`])}`;
    const counted = { key: countKey(name), by: 1, limit: Number.MAX_SAFE_INTEGER };
    const over = await kv.spend(
      [{ key: once, by: 1, limit: 1 }, { key: keptKey(name), by: 1, limit: MOST_KEPT }, counted],
      KEPT_S,
    );
    if (over === keptKey(name)) {
      await kv.spend([{ key: `${once}:more`, by: 1, limit: 1 }, counted], KEPT_S);
      return;
    }
    const line = (title ?? headlineOf(text.text)).slice(0, LONGEST_LINE);
    const item: HeldItem = { message: id, index, bot, line, severity };
    await kv.setFields(itemsKey(name), { [`${id}:${index}`]: JSON.stringify(item) }, KEPT_S);
  }

  /** What is to be told now that a round is over; undefined: nothing, or not yet, as somebody is left alone. */
  async summary(round: HeldRound): Promise<HeldSummary | undefined> {
    const { kv, later, clock, book, text } = this.#parts;
    const { destination, until } = round;
    const name = nameOf(round);
    const items = Object.values(await kv.fields(itemsKey(name))).map((one): HeldItem => JSON.parse(one));
    const member = memberOf(destination);
    if (items.length === 0 || member === undefined) return undefined;
    const severity = SEVERITIES.findLast((one) => items.some((item) => item.severity === one)) ?? 'info';
    const person = isNamed(member) ? book().person(member.name) : undefined;
    const held = person === undefined ? undefined : heldUntil(person, severity, clock.now(), until);
    if (held !== undefined) {
      await later.schedule(`held-texts:${name}`, Math.max(0, held - clock.now()), round);
      return undefined;
    }
    const count = Math.max(items.length, await kv.spent(countKey(name)));
    const named = worstFirst(items).slice(0, MOST_NAMED);
    const say = (key: string, params: Readonly<Record<string, number>>) => text({ key, params }, person?.language);
    const lines = [
      say('alerts.text.held-back', { count }),
      ...named.map(({ line }) => `- ${line}`),
      ...(count > named.length ? [say('alerts.text.held-more', { count: count - named.length })] : []),
    ];
    const id = `h${letters(30, [name, ...items.map(({ message, index }) => `${message} ${index}`).sort()])}`;
    return { items, text: { id, to: [member], text: lines.join('\n'), severity, files: [] } };
  }

  /** A round was told. */
  async done(round: HeldRound): Promise<void> {
    const name = nameOf(round);
    await Promise.all([itemsKey, countKey, keptKey].map((key) => this.#parts.kv.remove(key(name))));
  }
}

/** Whether what has come back from `later` are texts that were held back. */
export function isHeldText(wait: { readonly type?: unknown }): wait is HeldText | HeldRound {
  return wait.type === 'held-text' || wait.type === 'held-texts';
}

function worstFirst(items: readonly HeldItem[]): readonly HeldItem[] {
  return [...items].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

/** Names of people are those of the book; all else is a place. */
function memberOf(destination: string): Member | undefined {
  const [, person] = /^person:(.+)$/.exec(destination) ?? [];
  if (person !== undefined) return { kind: 'person', name: person };
  const place = parsePlace(destination);
  return place.ok ? place.value : undefined;
}

/** The destination of a summary: a person as a whole, else the place. */
export function destinationOf(person: string | undefined, uri: string): string {
  return person === undefined ? uri : targetKey({ kind: 'person', name: person });
}

function nameOf({ destination, until }: HeldRound): string {
  return letters(20, ['held texts', destination, `${until}`]);
}

const itemsKey = (name: string) => `held-items:${name}`;
const countKey = (name: string) => `held-count:${name}`;
const keptKey = (name: string) => `held-kept:${name}`;
