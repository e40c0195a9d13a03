import type {
  Envelope,
  Feature,
  GatewayEvent,
  Hold,
  HoldContext,
  Incoming,
  MessageEvent,
  Outcome,
  PartId,
  PresenceState,
  Problem,
  SignalEvent,
  UserEvent,
} from '../gateway.js';
import { EchoNetwork, type Extras, type NetworkEvents, type Returned, twin } from './network.js';

const WINDOW = 512;
const RETRY_MS = 200;

const NOBODY: Problem = {
  type: 'cancel',
  condition: 'item-not-found',
  text: { key: 'echo.nobody' },
  code: 'echo nobody',
};

/** The connection of one lane: here a network that lives and ends with it. */
export class EchoHold implements Hold {
  readonly depth = 1;
  readonly #context: HoldContext;
  readonly #features: ReadonlySet<Feature>;
  readonly #network: EchoNetwork;
  /** Events of the network that are not in a lane yet; a real network would repeat what we did not acknowledge. */
  #owed = 0;
  #closed = false;
  #idle: (() => void) | undefined;

  constructor(context: HoldContext, features: ReadonlySet<Feature>, answers: boolean) {
    this.#context = context;
    this.#features = features;
    this.#network = new EchoNetwork(answers);
    context.state('up');
  }

  free(): number {
    return this.#closed ? 0 : Math.max(0, WINDOW - this.#owed);
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    const event = envelope.event;
    if (event === undefined || this.#closed || !this.#context.mayWrite()) {
      settle({ kind: 'retry', after: 0, reason: 'closed', scope: 'lane' });
    } else if (event.type === 'message' && event.recipients !== undefined) {
      settle(this.#sendToAll(envelope, event, event.recipients));
    } else {
      settle(this.#send(envelope, event));
    }
  }

  /** Contacts read what they get at once, and type when the user does. */
  signal({ account, born = 0, event }: Envelope<SignalEvent>): void {
    if (event === undefined || this.#closed || !this.#context.mayWrite()) return;
    const { contact } = event;
    if (event.type === 'chat-state') {
      this.#insist(() => this.#context.deliver({ account, born, contact, chatState: event.state }));
      return;
    }
    const [id] = event.about.networkIds ?? [];
    if (event.state === 'displayed' && id !== undefined) {
      this.#insist(() => this.#context.deliver({ account, born, contact, displayed: twin(id) }));
    }
  }

  /** A user came, went or changed, or wants to see a contact. The network answers at once; others may take their time. */
  async user(event: UserEvent): Promise<void> {
    const { contacts } = this.#context;
    const { account } = event;
    if (event.type === 'presence') {
      const known = await contacts.list(account);
      await Promise.all(known.map((contact) => this.#show(account, contact, event.state)));
    } else if (event.type === 'subscription' && event.wanted) {
      const { contact } = event;
      const granted = await this.#show(account, contact, await this.#context.presenceOf(account));
      await contacts.answer({ account, contact, granted });
    }
  }

  async drain(signal: AbortSignal): Promise<void> {
    if (this.#owed === 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#idle = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#context.state('down', 'closed');
  }

  /** Tells how a contact shows itself to a user; false where there is no such contact. */
  async #show(account: string, contact: string, user: PresenceState): Promise<boolean> {
    const state = this.#network.presence(contact, user);
    if (state === undefined) return false;
    await this.#context.presence({ account, contact, ...state });
    return true;
  }

  #send({ id: key, account, born = 0 }: Envelope, event: GatewayEvent): Outcome {
    const report = event.type === 'message' && event.receipt && this.#features.has('receipts');
    const { contact, body } = event;
    const extras = event.type === 'message' ? extrasOf(event) : {};
    const answer = this.#network.send({ key, account, born, contact, body, extras, report }, this.#events());
    if (answer.kind === 'unknown-contact') return { kind: 'rejected', problem: NOBODY };
    if (answer.kind === 'busy') return { kind: 'retry', after: RETRY_MS, reason: 'busy' };
    // Without a report to come, and without messages that speak of others, there is nothing to remember it for.
    return { kind: 'accepted', parts: report || this.#features.has('replies') ? [{ id: answer.id }] : [] };
  }

  #sendToAll(
    { id, account, born = 0 }: Envelope,
    event: MessageEvent,
    recipients: NonNullable<MessageEvent['recipients']>,
  ): Outcome {
    const parts: PartId[] = [];
    const refused: { contact: string; problem: Problem }[] = [];
    const extras = extrasOf(event);
    for (const [index, { contact }] of recipients.entries()) {
      const text = { key: `${id}.${index}`, account, born, contact, body: event.body, extras, report: event.receipt };
      let answer = this.#network.send(text, this.#events());
      // Nobody who has it already may get it twice, so who is busy is asked again here.
      if (answer.kind === 'busy') answer = this.#network.send(text, this.#events());
      if (answer.kind === 'taken') parts.push({ id: answer.id, contact });
      else refused.push({ contact, problem: NOBODY });
    }
    return parts.length === 0 ? { kind: 'rejected', problem: NOBODY } : { kind: 'accepted', parts, refused };
  }

  #events(): NetworkEvents {
    return {
      delivered: (id, contact) =>
        this.#insist(() => this.#context.report({ ids: [{ id, certain: true }], contact, state: 'delivered' })),
      message: (message) => this.#insist(() => this.#context.deliver(this.#incoming(message))),
      listed: (account, contact, present) =>
        this.#insist(() =>
          present
            ? this.#context.contacts.add({ account, contact, name: contact })
            : this.#context.contacts.remove({ account, contact }),
        ),
    };
  }

  #incoming({ id, account, born, contact, body, extras }: Returned): Incoming {
    return {
      account,
      born,
      contact,
      ...(this.#features.has('replies') ? { id } : {}),
      ...(this.#features.has('markers') ? { asks: { delivered: true, displayed: true } } : {}),
      ...(body === '' || extras.reactions !== undefined || extras.retracts !== undefined ? {} : { body }),
      ...extras,
    };
  }

  /** Repeats until the core has taken it, as a network does that waits for our acknowledgement. */
  #insist(hand: () => Promise<unknown>): void {
    this.#owed += 1;
    const attempt = (): void => {
      hand().then(
        () => {
          this.#owed -= 1;
          this.#context.wake();
          if (this.#owed === 0) this.#idle?.();
        },
        () => {
          if (!this.#closed) this.#context.clock.after(RETRY_MS, attempt);
        },
      );
    };
    attempt();
  }
}

/** What a message says besides its text; earlier messages are named by the ids that this network gave them. */
function extrasOf(event: MessageEvent): Extras {
  const { subject, thread, files, headers, invite, object, replaces, retracts, reactions, reply } = event;
  const named = (ref: { readonly networkIds?: readonly string[] } | undefined): string => ref?.networkIds?.[0] ?? '';
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(thread === undefined ? {} : { thread }),
    ...(files === undefined ? {} : { files }),
    ...(headers === undefined ? {} : { headers }),
    ...(invite === undefined ? {} : { invite }),
    ...(object === undefined ? {} : { object }),
    ...(replaces === undefined ? {} : { replaces: named(replaces) }),
    ...(retracts === undefined ? {} : { retracts: named(retracts) }),
    ...(reactions === undefined ? {} : { reactions: { to: named(reactions), emojis: reactions.emojis } }),
    ...(reply === undefined
      ? {}
      : { reply: { to: named(reply), ...(reply.quote === undefined ? {} : { quote: reply.quote }) } }),
  };
}
