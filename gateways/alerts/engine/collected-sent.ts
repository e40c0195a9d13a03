import type { KeyValue } from '../../gateway.js';
import type { Place } from '../book/place.js';
import type { GroupView } from '../render/view.js';
import type { ReportEvent } from './event.js';
import type { GroupId } from './ids.js';
import { placeOf } from './recipients.js';
import { mayReport } from './reporter.js';

/** Reports that it fails are understood so long, seconds. */
const KEPT_S = 3 * 86_400;

/** An open incident in a message about many. */
export interface Inside {
  readonly group: GroupId;
  /** Number of the incident within the group. */
  readonly incident: number;
  /** Whether the message says who takes care of it. */
  readonly knows: boolean;
}

/** A message about many to one of the addresses of a person. */
interface SentCollected<Wait> {
  readonly wait: Wait;
  readonly view: GroupView;
  readonly inside: readonly Inside[];
  /** URI. */
  readonly place: string;
  /** Ids of those that went at the same time, this one too. */
  readonly ids: readonly string[];
  /** URIs of all places that were tried until now. */
  readonly tried: readonly string[];
}

/** Remembers messages about many, so that one that fails can be told elsewhere. */
export class CollectedSent<Wait> {
  readonly #kv: Pick<KeyValue, 'get' | 'set' | 'remove'>;

  constructor(kv: Pick<KeyValue, 'get' | 'set' | 'remove'>) {
    this.#kv = kv;
  }

  async keep(id: string, sent: SentCollected<Wait>): Promise<void> {
    await this.#kv.set(keyOf(id), sent, KEPT_S);
  }

  /** What has to be told elsewhere, now that a message fails and with it all that went at the same time; undefined: nothing. */
  async failed({ id, fate, by }: Omit<ReportEvent, 'type'>): Promise<SentCollected<Wait> | undefined> {
    const sent = fate === 'failed' ? await this.#kv.get<SentCollected<Wait>>(keyOf(id)) : undefined;
    const place: Place | undefined = sent && placeOf(sent.place);
    if (sent === undefined || place === undefined || !mayReport(place, by)) return undefined;
    const others = sent.ids.filter((one) => one !== id);
    await this.#kv.set(failedKey(id), true, KEPT_S);
    const failed = await Promise.all(others.map((one) => this.#kv.get(failedKey(one))));
    return failed.every((one) => one !== undefined) ? sent : undefined;
  }

  /** It was told elsewhere, or there is nowhere left. */
  async done(id: string): Promise<void> {
    await this.#kv.remove(keyOf(id));
  }
}

const keyOf = (id: string) => `collected-sent:${id}`;
const failedKey = (id: string) => `collected-failed:${id}`;
