import type { GatewayEvent, MessageEvent } from '../../gateways/gateway.js';
import { ownerOf } from '../account-id.js';
import type { Clock } from '../clock.js';
import type { Envelope } from '../lanes/envelope.js';
import type { Log } from '../log.js';
import type { Problem, StanzaCondition } from '../problem.js';
import type { Letter, LetterLimits, Letters, LetterWithContent } from '../store/letters.js';
import { Trouble } from '../trouble.js';

/**
 * What an admin may be able to do something about: settings, contracts, outages. What is left out is wrong with the message or its
 * address, and would fail again.
 */
const FOR_ADMINS: ReadonlySet<StanzaCondition> = new Set([
  'forbidden',
  'internal-server-error',
  'not-allowed',
  'not-authorized',
  'policy-violation',
  'recipient-unavailable',
  'remote-server-not-found',
  'remote-server-timeout',
  'resource-constraint',
  'service-unavailable',
  'undefined-condition',
]);

/** Sentences of refusals that are meant to be: who is banned, denied or gone is not to be carried later. */
const MEANT = /^(access\.|message\.account-ended)/;

interface DeadLettersParts {
  readonly letters: Letters;
  readonly limits: LetterLimits;
  readonly clock: Clock;
  readonly log: Log;
}

/** A message that failed. */
export interface Failed {
  readonly envelope: Envelope;
  /** Of whom of several recipients it is, the id of the copy, and what is left of the event for this one. */
  readonly copy?: { readonly id: string; readonly contact: string; readonly event: MessageEvent };
  readonly lane: string;
  readonly why: Problem;
}

/** Decides which messages that failed are kept for the admin, and keeps them. Their senders have an error already. */
export class DeadLetters {
  readonly #o: DeadLettersParts;
  readonly #trouble: Trouble;

  constructor(parts: DeadLettersParts) {
    this.#o = parts;
    this.#trouble = new Trouble(parts.clock, parts.log);
  }

  /**
   * Keeps what of these messages to a network an admin could have carried later. Rejects where Redis does not answer: they failed
   * all the same, and it is repeated with the other effects.
   */
  async keep(failed: readonly Failed[]): Promise<void> {
    const { letters, limits, clock } = this.#o;
    const now = clock.now();
    const all = failed.flatMap((one): LetterWithContent[] => {
      const event = (one.copy?.event ?? one.envelope.event) as GatewayEvent | undefined;
      if (event?.type !== 'message' || !isForAdmins(one.why) || !mayBeKept(event, now)) return [];
      const { copy, lane, why } = one;
      const { id, tried: _, ...envelope } = { ...one.envelope, ...(copy === undefined ? {} : { id: copy.id, event }) };
      const contact = copy?.contact ?? event.contact;
      const letter = letterOf({ ...envelope, id }, { contact, lane, reason: reasonOf(why), direction: 'out', now });
      return [{ letter, content: JSON.stringify({ ...envelope, id }) }];
    });
    await letters.put(all, limits, now);
  }

  /** Keeps a stanza that was on its way to a user and did not arrive. Never rejects: nobody waits for it. */
  async keepIncoming(envelope: Envelope, { contact, lane, reason }: { contact: string; lane: string; reason: string }) {
    const { letters, limits, clock } = this.#o;
    const now = clock.now();
    const letter = letterOf(envelope, { contact, lane, reason, direction: 'in', now });
    try {
      await letters.put([{ letter, content: JSON.stringify(envelope) }], limits, now);
    } catch (error) {
      this.#trouble.tell('a message that came back could not be kept for the admin', error);
    }
  }

  /** Forgets what is too old. */
  async sweep(): Promise<void> {
    await this.#o.letters.trim(this.#o.limits, this.#o.clock.now());
  }
}

function letterOf(
  { id, gateway, account, kind, at }: Envelope,
  { now, ...rest }: Pick<Letter, 'contact' | 'lane' | 'reason' | 'direction'> & { readonly now: number },
): Letter {
  return { id, gateway, account, jid: ownerOf(account), kind, sent: at, at: now, tries: triesOf(id), ...rest };
}

/** Whether an admin could do something about it. */
function isForAdmins({ condition, text, maybeSent }: Problem): boolean {
  return maybeSent !== true && FOR_ADMINS.has(condition) && !MEANT.test(text.key);
}

/** Its sender may have said that it is nothing to be kept, or of no use any more. What was said in a room has had its time. */
function mayBeKept({ hints = [], expiresAt, room }: MessageEvent, now: number): boolean {
  const isPassing = hints.some((hint) => hint === 'no-store' || hint === 'no-permanent-store');
  return !isPassing && room === undefined && (expiresAt === undefined || expiresAt > now);
}

function reasonOf({ type, condition, code, text }: Problem): string {
  return [`${type}/${condition}`, ...(code === undefined ? [] : [code]), text.key].join(', ');
}

const TRY = /\.r(\d{1,3})$/;

/** How often an envelope of this id was tried again. */
function triesOf(id: string): number {
  return Number(TRY.exec(id)?.[1] ?? 0);
}

/** The id under which a letter is tried again: the same each time until it has failed anew. */
export function nextTry(id: string): string {
  return `${id.replace(TRY, '')}.r${triesOf(id) + 1}`;
}
