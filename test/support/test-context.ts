import { createHash, randomBytes } from 'node:crypto';
import type {
  Account,
  Archive,
  ContactPresence,
  Envelope,
  Gateway,
  GatewayEvent,
  Hold,
  HoldContext,
  Incoming,
  Intake,
  KeyValue,
  NoticeEvent,
  Outcome,
  PartId,
  PresenceState,
  Report,
  ReportId,
  RoomStanzas,
  SharedRates,
  TextRef,
} from '../../gateways/gateway.js';
import { PATIENCE_MS } from '../../sandbox/patience.js';
import { systemClock } from '../../src/clock.js';
import type { Catalogue } from '../../src/core/text/catalogue.js';
import { newEnvelopeId } from '../../src/lanes/envelope.js';
import { type Log, silentLog } from '../../src/log.js';

export const USER = 'juliet@example.org';
/** A further account of the same user. */
export const OTHER = `${USER}/work`;

/** All accounts of the user. */
export const ACCOUNTS: readonly Account[] = [
  { id: USER, jid: USER, label: '', born: 3, rev: 1, fields: {}, since: 0 },
  { id: OTHER, jid: USER, label: 'work', born: 4, rev: 1, fields: {}, since: 0 },
];

/** The core as one hold sees it. It keeps what it is told, on a store that is real. */
export class TestContext implements HoldContext {
  readonly lane: string;
  readonly kv: KeyValue;
  readonly rates: SharedRates;
  readonly clock = systemClock;
  readonly log: Log = silentLog;
  readonly admins: readonly string[] = [];
  readonly metrics = { count() {}, gauge() {} };
  readonly delivered: Incoming[] = [];
  readonly reports: Report[] = [];
  readonly late: { readonly id: string; readonly parts: readonly PartId[] }[] = [];
  readonly notices: NoticeEvent[] = [];
  readonly states: ('up' | 'down')[] = [];
  readonly presences: ContactPresence[] = [];
  readonly roomStanzas: RoomStanzas[] = [];
  /** Answers to wishes for a subscription. */
  readonly answers: { readonly account: string; readonly contact: string; readonly granted: boolean }[] = [];
  readonly contacts: HoldContext['contacts'] = {
    add: async () => undefined,
    remove: async () => undefined,
    list: async () => this.answers.flatMap(({ contact, granted }) => (granted ? [contact] : [])),
    answer: async (answer) => {
      this.answers.push(answer);
      this.#changed();
    },
  };
  readonly later: HoldContext['later'];
  /** Only where the gateway says that it keeps what is said. */
  readonly archive?: Archive;
  /** As they are registered. */
  known: readonly Account[] = ACCOUNTS;
  /** Attempts to deliver, also those that were refused. */
  attempts = 0;
  writable = true;
  /** How `deliver` ends; default at once. */
  gate: () => Promise<void> = async () => undefined;
  readonly #words: Catalogue;
  readonly #looks = new Set<() => void>();

  constructor(lane: string, kv: KeyValue, rates: SharedRates, words: Catalogue, archive?: Archive) {
    if (archive !== undefined) this.archive = archive;
    this.lane = lane;
    this.kv = kv;
    this.rates = rates;
    this.#words = words;
    this.later = { schedule: async () => undefined, cancel: async () => undefined };
  }

  async deliver(message: Incoming): Promise<void> {
    this.attempts += 1;
    this.#changed();
    await this.gate();
    this.delivered.push(message);
    this.#changed();
  }

  async report(report: Report): Promise<ReportId | undefined> {
    this.reports.push(report);
    this.#changed();
    return undefined;
  }

  neighbour(): undefined {}
  readonly parts = async () => [];

  /** Takes what the gateway puts into its lanes by itself; default: nothing is expected. */
  take: (intake: Intake) => Promise<void> = async () => {
    throw new Error('this gateway puts nothing into lanes by itself');
  };

  async put(intake: Intake): Promise<void> {
    await this.take(intake);
    this.#changed();
  }

  /** Takes what an agent of the gateway sends. */
  async post(): Promise<void> {}

  async answeredLate({ id }: Envelope<GatewayEvent>, parts: readonly PartId[]): Promise<void> {
    this.late.push({ id, parts });
    this.#changed();
  }

  async notice(notice: NoticeEvent): Promise<void> {
    this.notices.push(notice);
    this.#changed();
  }

  async account(id: string): Promise<Account | undefined> {
    return this.known.find((account) => account.id === id);
  }

  async accountOf(jid: string): Promise<Account | undefined> {
    return this.known.find((account) => account.jid === jid);
  }

  async accountsOf(jid: string): Promise<readonly Account[]> {
    return this.known.filter((account) => account.jid === jid);
  }

  readonly told: TextRef[] = [];

  async tell(_: unknown, text: TextRef): Promise<void> {
    this.told.push(text);
  }

  jidOf(contact: string): string {
    return `${contact}@gateway.example`;
  }

  async holderOf(value: string): Promise<Account | undefined> {
    return this.known.find(({ fields }) => Object.values(fields).includes(value));
  }

  async *users(): AsyncIterable<readonly Account[]> {
    yield this.known;
  }

  seal(purpose: string, text: string): string {
    return `${purpose}|${text}`;
  }

  unseal(purpose: string, sealed: string): string | undefined {
    return sealed.startsWith(`${purpose}|`) ? sealed.slice(purpose.length + 1) : undefined;
  }

  derivedKey(purpose: string): Buffer {
    return createHash('sha256').update(purpose).digest();
  }

  async secretsOf(): Promise<Readonly<Record<string, string>>> {
    return {};
  }

  async rooms(stanzas: RoomStanzas): Promise<void> {
    this.roomStanzas.push(stanzas);
    this.#changed();
  }

  async presence(presence: ContactPresence): Promise<void> {
    this.presences.push(presence);
    this.#changed();
  }

  async presenceOf(): Promise<PresenceState> {
    return { available: false };
  }

  wake(): void {
    this.#changed();
  }

  state(state: 'up' | 'down'): void {
    if (this.states.at(-1) !== state) this.states.push(state);
    this.#changed();
  }

  mayWrite(): boolean {
    return this.writable;
  }

  text(ref: TextRef, lang?: string): string {
    return this.#words.text(ref, lang);
  }

  /** Resolves as soon as `ready` holds; asked whenever the hold tells anything. */
  until(ready: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (ready()) return resolve();
      const late = setTimeout(() => {
        this.#looks.delete(look);
        reject(new Error(`waited ${PATIENCE_MS} ms in vain: ${what}`));
      }, PATIENCE_MS);
      const look = (): void => {
        if (!ready()) return;
        clearTimeout(late);
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
    });
  }

  #changed(): void {
    for (const look of this.#looks) look();
  }
}

/** What the user does to a contact with one of the accounts, as the core hands it over. */
export function envelopeOf<Event extends { readonly contact: string }>(
  gateway: Gateway,
  event: Event,
  account = USER,
): Envelope<Event> {
  const { id, born } = accountOf(account);
  return {
    v: 1,
    id: newEnvelopeId(),
    gateway: gateway.name,
    account: id,
    born,
    rev: 1,
    conversation: `${id}>${event.contact}`,
    kind: 'message',
    at: Date.now(),
    event,
  };
}

/** A text of the user to a contact, as the core hands it over. */
export function textTo(
  gateway: Gateway,
  contact: string,
  body: string,
  receipt = false,
  account = USER,
): Envelope<GatewayEvent> {
  const event: GatewayEvent = {
    type: 'message',
    from: `${accountOf(account).jid}/balcony`,
    to: `${contact}@${gateway.domain}`,
    contact,
    body,
    receipt,
    stanzaId: randomBytes(4).toString('hex'),
  };
  return envelopeOf(gateway, event, account);
}

/** The account of an id; of others than ours only that is known. */
function accountOf(id: string): Pick<Account, 'id' | 'jid' | 'born'> {
  return ACCOUNTS.find((account) => account.id === id) ?? { id, jid: id, born: 0 };
}

/** Submits envelopes and counts how often each is settled. */
export class Submits {
  readonly outcomes = new Map<string, Outcome[]>();
  readonly #hold: Hold;
  readonly #looks = new Set<() => void>();

  constructor(hold: Hold) {
    this.#hold = hold;
  }

  /** Resolves with the first outcome. */
  submit(envelope: Envelope<GatewayEvent>): Promise<Outcome> {
    const all: Outcome[] = [];
    this.outcomes.set(envelope.id, all);
    return new Promise((resolve) => {
      this.#hold.submit(envelope, (outcome) => {
        all.push(outcome);
        resolve(outcome);
        for (const look of this.#looks) look();
      });
    });
  }

  /** How often each was settled, in the order of submitting. */
  counts(): readonly number[] {
    return [...this.outcomes.values()].map((all) => all.length);
  }
}
