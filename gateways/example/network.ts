import type { PresenceState, WholeObject } from '../gateway.js';

/** What the network tells of a text that was handed to it. */
type Answer =
  | { readonly kind: 'taken'; readonly id: string }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unknown-contact' };

/** What this network can say besides a text, or in its place; messages are named by its own ids. */
export interface Extras {
  readonly subject?: string;
  readonly thread?: string;
  readonly files?: readonly { readonly url: string }[];
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  readonly invite?: { readonly room: string; readonly reason?: string };
  readonly object?: WholeObject;
  readonly replaces?: string;
  readonly retracts?: string;
  readonly reactions?: { readonly to: string; readonly emojis: readonly string[] };
  readonly reply?: { readonly to: string; readonly quote?: string };
}

/** One text on its way into the network. */
interface Text {
  /** The same for each attempt of one text. */
  readonly key: string;
  /** The account that sends it, and which registration of it: what comes back is for that one only. */
  readonly account: string;
  readonly born: number;
  readonly contact: string;
  readonly body: string;
  readonly extras?: Extras;
  /** The network is to tell when it was delivered. */
  readonly report: boolean;
}

/** One text on its way back. */
export interface Returned {
  readonly id: string;
  readonly account: string;
  readonly born: number;
  readonly contact: string;
  readonly body: string;
  readonly extras: Extras;
}

/** What the network tells by itself. Called in the order in which it happens. */
export interface NetworkEvents {
  delivered(id: string, contact: string): void;
  message(message: Returned): void;
  /** The network changes the user's list by itself. */
  listed(account: string, contact: string, present: boolean): void;
}

/** Contacts with a behaviour of their own, so that every outcome can be seen. */
export const contacts = {
  /** Does not exist. */
  nobody: 'nobody',
  /** Refuses every text once, then takes it. */
  busy: 'busy',
  /** Takes a text and never tells that it was delivered. */
  silent: 'silent',
  /** Brings the contact that a text names into the list of who wrote it; `-name` takes it out again. */
  matchmaker: 'matchmaker',
} as const;

/** Those that have a presence of their own. */
const PRESENCES = new Map<string, PresenceState>([
  [contacts.busy, { available: true, show: 'dnd', status: 'Ask me twice' }],
  [contacts.silent, { available: true, show: 'away' }],
]);

/** A network in memory: it takes texts, tells that they were delivered, and contacts send each text back. */
export class EchoNetwork {
  #taken = 0;
  readonly #refused = new Set<string>();
  readonly #answers: boolean;

  constructor(answers: boolean) {
    this.#answers = answers;
  }

  /** How a contact shows itself to a user: most send back the user's own presence. Undefined: there is no such contact. */
  presence(contact: string, user: PresenceState): PresenceState | undefined {
    return contact === contacts.nobody ? undefined : (PRESENCES.get(contact) ?? user);
  }

  /** Hands over one text; its answer is known at once, what follows from it comes as events in a later tick. */
  send({ key, account, born, contact, body, extras = {}, report }: Text, events: NetworkEvents): Answer {
    if (contact === contacts.nobody) return { kind: 'unknown-contact' };
    if (contact === contacts.busy && !this.#refused.delete(key)) {
      this.#refused.add(key);
      return { kind: 'busy' };
    }
    this.#taken += 1;
    const id = `n${this.#taken}-${key}`;
    setImmediate(() => {
      if (contact === contacts.matchmaker) {
        const [, minus, name] = /^(-?)([a-z0-9.-]{1,64})$/.exec(body) ?? [];
        if (name !== undefined) events.listed(account, name, minus === '');
      }
      if (report && contact !== contacts.silent) events.delivered(id, contact);
      if (this.#answers) events.message({ id: twin(id), account, born, contact, body, extras: returned(extras) });
    });
    return { kind: 'taken', id };
  }
}

/** The text that came back for one that was sent, and the other way round. */
export function twin(id: string): string {
  return id.startsWith('re:') ? id.slice('re:'.length) : `re:${id}`;
}

/** The contact does with the twin of a message what the user did with the message. */
function returned(extras: Extras): Extras {
  const { replaces, retracts, reactions, reply } = extras;
  return {
    ...extras,
    ...(replaces === undefined ? {} : { replaces: twin(replaces) }),
    ...(retracts === undefined ? {} : { retracts: twin(retracts) }),
    ...(reactions === undefined ? {} : { reactions: { ...reactions, to: twin(reactions.to) } }),
    ...(reply === undefined ? {} : { reply: { ...reply, to: twin(reply.to) } }),
  };
}
