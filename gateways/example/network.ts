/** What the network tells of a text that was handed to it. */
export type Answer = { readonly kind: 'taken'; readonly id: string } | { readonly kind: 'busy' | 'unknown-contact' };

/** One text on its way into the network. */
export interface Text {
  /** The same for each attempt of one text. */
  readonly key: string;
  /** The account that sends it, and which registration of it: what comes back is for that one only. */
  readonly account: string;
  readonly born: number;
  readonly contact: string;
  readonly body: string;
  /** The network is to tell when it was delivered. */
  readonly report: boolean;
}

export interface NetworkEvents {
  delivered(id: string, contact: string): void;
  message(account: string, born: number, contact: string, body: string): void;
}

/** Contacts with a behaviour of their own, so that every outcome can be seen. */
export const contacts = {
  /** Does not exist. */
  nobody: 'nobody',
  /** Refuses every text once, then takes it. */
  busy: 'busy',
  /** Takes a text and never tells that it was delivered. */
  silent: 'silent',
} as const;

/** A network in memory: it takes texts, tells that they were delivered, and contacts send each text back. */
export class EchoNetwork {
  #taken = 0;
  readonly #refused = new Set<string>();
  readonly #answers: boolean;

  constructor(answers: boolean) {
    this.#answers = answers;
  }

  /** Hands over one text; its answer is known at once, what follows from it comes as events in a later tick. */
  send({ key, account, born, contact, body, report }: Text, events: NetworkEvents): Answer {
    if (contact === contacts.nobody) return { kind: 'unknown-contact' };
    if (contact === contacts.busy && !this.#refused.delete(key)) {
      this.#refused.add(key);
      return { kind: 'busy' };
    }
    this.#taken += 1;
    const id = `n${this.#taken}-${key}`;
    setImmediate(() => {
      if (report && contact !== contacts.silent) events.delivered(id, contact);
      if (this.#answers) events.message(account, born, contact, body);
    });
    return { kind: 'taken', id };
  }
}
