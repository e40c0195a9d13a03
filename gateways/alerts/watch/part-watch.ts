import type { Clock, KeyValue, PartState, TextRef } from '../../gateway.js';
import { MEDIA, type Medium } from '../book/place.js';
import type { FailureCounts } from './failures.js';

/** What is out of order of a network. */
interface Trouble {
  readonly kind: 'down' | 'troubled' | 'fails';
  readonly since: number;
  /** Why, in words for admins. */
  readonly reason: string;
}

interface PartWatchParts {
  readonly parts: () => Promise<readonly PartState[]>;
  readonly failures: Pick<FailureCounts, 'of'>;
  readonly kv: Pick<KeyValue, 'fields' | 'setFields' | 'removeFields'>;
  /** Tells admins, of a cause once, by another network than this one where they have any. */
  readonly tell: (cause: string, ref: TextRef, past: Medium) => Promise<void>;
  readonly clock: Clock;
}

const TOLD = 'watch:told';
/** What is over sooner is no trouble, and what is back so long is well again, ms. */
const PATIENCE_MS = 30_000;
/** Messages that fail in some minutes before a network counts as one that takes none, and their share of all. */
const FEWEST = 3;
const SHARE = 1 / 2;

const NAMES: Readonly<Record<Medium, string>> = { xmpp: 'XMPP', irc: 'IRC', email: 'E-mail', sms: 'SMS' };

/**
 * Looks whether the networks by which people are told work, and tells admins by another one when one does not, once, and once when it
 * does again. One process looks; what was told is kept, so that another one goes on.
 */
export class PartWatch {
  readonly #parts: PartWatchParts;
  /** Monotonic times since when a network is as it was seen last, other than what admins know. */
  readonly #since = new Map<Medium, number>();

  constructor(parts: PartWatchParts) {
    this.#parts = parts;
  }

  /** Rejects where it is not known to be told; it is looked again. */
  async look(): Promise<void> {
    const { parts, kv } = this.#parts;
    const [states, told] = await Promise.all([parts(), kv.fields(TOLD)]);
    for (const medium of MEDIA) {
      const state = states.find(({ name }) => name === medium);
      if (state === undefined) continue;
      const known = told[medium];
      await this.#judge(
        medium,
        await this.#trouble(medium, state),
        known === undefined ? undefined : JSON.parse(known),
      );
    }
  }

  async #trouble(medium: Medium, { lanes, down, since, reason }: PartState): Promise<Trouble | undefined> {
    const now = this.#parts.clock.now();
    if (lanes > 0 && down === lanes) return { kind: 'down', since: since === 0 ? now : since, reason };
    if (down > 0 || reason !== '') return { kind: 'troubled', since: since === 0 ? now : since, reason };
    const { told, failed } = await this.#parts.failures.of(medium);
    if (failed < FEWEST || failed < told * SHARE) return undefined;
    return { kind: 'fails', since: now, reason: `${failed}/${Math.max(told, failed)}` };
  }

  async #judge(medium: Medium, trouble: Trouble | undefined, known: Trouble | undefined): Promise<void> {
    const { clock, kv, tell } = this.#parts;
    if ((trouble === undefined) === (known === undefined)) {
      this.#since.delete(medium);
      return;
    }
    const since = this.#since.get(medium) ?? clock.monotonic();
    this.#since.set(medium, since);
    if (clock.monotonic() - since < PATIENCE_MS) return;
    if (trouble !== undefined) {
      const params = { part: NAMES[medium], since: minuteOf(trouble.since), reason: trouble.reason };
      await tell(`part ${medium} ${trouble.since}`, { key: `alerts.admin.part-${trouble.kind}`, params }, medium);
      await kv.setFields(TOLD, { [medium]: JSON.stringify(trouble) });
    } else if (known !== undefined) {
      const params = { part: NAMES[medium], minutes: Math.max(1, Math.round((clock.now() - known.since) / 60_000)) };
      await tell(`part ${medium} ${known.since} over`, { key: 'alerts.admin.part-again', params }, medium);
      await kv.removeFields(TOLD, [medium]);
    }
    this.#since.delete(medium);
  }
}

/** `2026-03-01 09:00`, in UTC. */
function minuteOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
