import type { KeyValue } from '../../../gateway.js';
import {
  MESSAGE_STATES,
  type MessageRecord,
  type MessageState,
  type MessageStore,
  type RecipientRecord,
} from '../parts.js';

/** What became of a message is told for so long, seconds. */
const KEPT_S = 7 * 86_400;
const LONGEST_REASON = 300;

interface Head {
  readonly bot: string;
  readonly at: number;
  readonly to: readonly string[];
}

interface Reached {
  readonly at: number;
  readonly reason?: string;
}

/**
 * Keeps what became of messages. Each state that a recipient reaches is a field of its own, so that reports can come twice, in any order
 * and by several processes: the best one counts.
 */
export class KvMessageStore implements MessageStore {
  readonly #kv: Pick<KeyValue, 'fields' | 'setFields'>;

  constructor(kv: Pick<KeyValue, 'fields' | 'setFields'>) {
    this.#kv = kv;
  }

  async open(id: string, head: Head): Promise<void> {
    await this.#kv.setFields(keyOf(id), { head: JSON.stringify(head) }, KEPT_S);
  }

  /** `index`: of the recipient in the message. */
  async report(id: string, index: number, state: MessageState, at: number, reason?: string): Promise<void> {
    const reached: Reached = { at, ...(reason !== undefined && { reason: reason.slice(0, LONGEST_REASON) }) };
    await this.#kv.setFields(keyOf(id), { [`${index}:${state}`]: JSON.stringify(reached) }, KEPT_S);
  }

  async read(id: string): Promise<MessageRecord | undefined> {
    const fields = await this.#kv.fields(keyOf(id));
    if (fields.head === undefined) return undefined;
    const { bot, at, to }: Head = JSON.parse(fields.head);
    return { bot, at, recipients: to.map((one, index) => recipientOf(fields, one, index, at)) };
  }
}

function recipientOf(fields: Readonly<Record<string, string>>, to: string, index: number, at: number): RecipientRecord {
  const state = MESSAGE_STATES.findLast((one) => fields[`${index}:${one}`] !== undefined) ?? 'queued';
  const text = fields[`${index}:${state}`];
  const reached: Reached = text === undefined ? { at } : JSON.parse(text);
  return { to, state, ...reached };
}

function keyOf(id: string): string {
  return `http:message:${id}`;
}
