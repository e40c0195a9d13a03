import { type Clock, type KeyValue, type Log, Recent, type TextRef } from '../../gateway.js';
import type { Book } from '../book/book.js';
import type { Member } from '../book/person.js';
import { isNamed, type Medium, targetKey } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import { letters } from '../engine/ids.js';
import type { Intake } from '../intake.js';

/** Of one cause admins hear once in so long, ms. */
const PAUSE_MS = 3_600_000;
const MOST_CAUSES = 1000;

interface AdminsParts {
  readonly book: () => Pick<Book, 'admins' | 'members' | 'person' | 'personAt'>;
  /** Bare JIDs of those of the installation, who are told where the book names none. */
  readonly jids: readonly string[];
  readonly kv: Pick<KeyValue, 'get' | 'set'>;
  readonly intake: Pick<Intake, 'text'>;
  readonly text: (ref: TextRef, lang?: string) => string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Tells those who run the gateway of trouble that they have to do something about: by the ways on which people are told, and in the log.
 * All processes together tell of one cause once in an hour.
 */
export class Admins {
  readonly #parts: AdminsParts;
  /** Monotonic times until which nothing is told of a cause, so that a flood of it asks Redis for nothing. */
  readonly #quiet = new Recent<string, number>(MOST_CAUSES);

  /** What is being told, by its cause. */
  readonly #telling = new Map<string, Promise<void>>();

  constructor(parts: AdminsParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when it is in lanes for all of them, or was told within the hour; rejects where nobody knows. `past`: a network that does
   * not work, so that it goes by another one.
   */
  async tell(cause: string, ref: TextRef, past?: Medium): Promise<void> {
    if ((this.#quiet.get(cause) ?? 0) > this.#parts.clock.monotonic()) return;
    const running = this.#telling.get(cause) ?? this.#tell(cause, ref, past).finally(() => this.#telling.delete(cause));
    this.#telling.set(cause, running);
    await running;
  }

  async #tell(cause: string, ref: TextRef, past: Medium | undefined): Promise<void> {
    const { kv, clock, log, text } = this.#parts;
    const key = `admins:${letters(24, [cause])}`;
    if ((await kv.get(key)) === undefined) {
      log.warn({ cause }, text(ref));
      // With the hour in its id it is no second text where several processes find it at the same time.
      const hour = Math.floor(clock.now() / PAUSE_MS);
      await Promise.all(this.#members().map((one) => this.#send(one, ref, [cause, `${hour}`], past)));
      await kv.set(key, true, PAUSE_MS / 1000);
    }
    this.#quiet.set(cause, clock.monotonic() + PAUSE_MS);
  }

  #members(): readonly Member[] {
    const { book, jids } = this.#parts;
    const rules = book();
    if (rules.admins.length > 0) return rules.members(rules.admins);
    return jids.flatMap((jid) => {
      const place = parsePlace(`xmpp:${jid.replace(/[%?]/g, encodeURIComponent)}`);
      return place.ok ? [place.value] : [];
    });
  }

  async #send(member: Member, ref: TextRef, names: readonly string[], past: Medium | undefined): Promise<void> {
    const { book, intake, text } = this.#parts;
    const person = isNamed(member) ? book().person(member.name) : book().personAt(member);
    await intake.text({
      id: letters(30, ['admins', ...names, targetKey(member)]),
      to: [member],
      text: text(ref, person?.language),
      severity: 'error',
      files: [],
      ...(past !== undefined && { past }),
    });
  }
}
