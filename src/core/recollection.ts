import type { Feature, GatewayEvent, MessageEvent, MessageRef, SignalEvent } from '../../gateways/gateway.js';
import { registrationOf } from '../account-id.js';
import type { Envelope } from '../lanes/envelope.js';
import type { Outcome } from '../lanes/outcome.js';
import { Recent } from '../recent.js';
import type { NewReference, Reference } from '../store/references.js';
import { withoutRefs } from './fallback.js';
import type { Site } from './site.js';

/** Features whose messages speak of earlier ones. */
const REFERRING: readonly Feature[] = ['corrections', 'retractions', 'reactions', 'replies', 'markers'];

type Marker = Extract<SignalEvent, { type: 'marker' }>;

/** Messages that were just sent: what follows them at once may come before the store knows them. */
const REMEMBERED = 4096;

/**
 * Finds the earlier messages that events speak of, for networks where that means something. What nobody remembers is put
 * into words, as for a network that lacks the feature. Other networks cost nothing here.
 */
export class Recollection {
  /** Whether this network has messages that speak of others. */
  readonly needed: boolean;
  readonly #site: Site;
  readonly #recent = new Recent<string, Reference>(REMEMBERED);

  constructor(site: Site) {
    this.#site = site;
    this.needed = REFERRING.some((feature) => site.gateway.features.has(feature));
  }

  /** Whether an event speaks of other messages. */
  speaks(event: GatewayEvent | SignalEvent | undefined): boolean {
    if (event === undefined || event.type === 'notice' || event.type === 'chat-state') return false;
    if (event.room !== undefined) return false;
    return event.type === 'marker' || refsOf(event).length > 0;
  }

  /** The event with the ids of the network in it; `nothing`: it says nothing any more. Rejects where the store does. */
  async recall({
    account: id,
    born = 0,
    event,
  }: Envelope<GatewayEvent | SignalEvent>): Promise<GatewayEvent | SignalEvent | 'nothing' | undefined> {
    const account = registrationOf(id, born);
    if (event?.type === 'message') return this.#message(account, event);
    return event?.type === 'marker' ? this.#marker(account, event) : event;
  }

  async #message(account: string, event: MessageEvent): Promise<MessageEvent> {
    const refs = refsOf(event);
    const known = await this.#find(
      account,
      event.contact,
      refs.map(({ id }) => id),
    );
    const { replaces, retracts } = event;
    const lost = new Set<string>();
    for (const { id } of refs) {
      const found = known.get(id);
      // Only its author may change a message (XEP-0308 3, XEP-0424 5).
      const others = found?.by === 'contact' && (id === replaces?.id || id === retracts?.id);
      if (found === undefined || found.networkIds.length === 0 || others) lost.add(id);
    }
    const words = (ref: Parameters<Site['words']['text']>[0]): string => this.#site.words.text(ref, event.lang);
    const rest = lost.size === 0 ? event : withoutRefs(event, lost, words);
    const full = <R extends MessageRef>(ref: R): R => {
      if (ref.networkIds !== undefined) return ref;
      const { networkIds = [], by = 'user' } = known.get(ref.id) ?? {};
      return { ...ref, networkIds, by };
    };
    return {
      ...rest,
      ...(rest.replaces === undefined ? {} : { replaces: full(rest.replaces) }),
      ...(rest.retracts === undefined ? {} : { retracts: full(rest.retracts) }),
      ...(rest.reply === undefined ? {} : { reply: full(rest.reply) }),
      ...(rest.reactions === undefined ? {} : { reactions: full(rest.reactions) }),
    };
  }

  async #marker(account: string, event: Marker): Promise<Marker | 'nothing'> {
    const found = (await this.#find(account, event.contact, [event.about.id])).get(event.about.id);
    if (found === undefined || found.by !== 'contact' || found.networkIds.length === 0) return 'nothing';
    return { ...event, about: { ...event.about, networkIds: found.networkIds, by: found.by } };
  }

  /** The network took a message: what it is called there, and here. */
  sent(envelope: Envelope, outcome: Outcome): void {
    for (const { account, reference, alsoKnownAs = [] } of this.referencesOf(envelope, outcome)) {
      for (const id of [reference.stanzaId, ...alsoKnownAs]) {
        this.#recent.set(`${account}|${reference.contact}|${id}`, reference);
      }
    }
  }

  /** What is to be stored of a message that the network took, one for each recipient. */
  referencesOf(envelope: Envelope, outcome: Outcome): readonly NewReference[] {
    const event = envelope.event as GatewayEvent | undefined;
    if (!this.needed || outcome.kind !== 'accepted' || event?.type !== 'message' || event.room !== undefined) return [];
    const stanzaId = event.stanzaId ?? event.originId;
    if (stanzaId === undefined) return [];
    const alsoKnownAs = event.originId === undefined || event.originId === stanzaId ? [] : [event.originId];
    const contacts = event.recipients?.map(({ contact }) => contact) ?? [event.contact];
    return contacts.flatMap((contact) => {
      const parts = outcome.parts.filter((part) => (part.contact ?? event.contact) === contact);
      if (parts.length === 0) return [];
      const reference: Reference = {
        stanzaId,
        networkIds: parts.map(({ id }) => id),
        by: 'user',
        contact,
        at: envelope.at,
        ...(event.markable ? { markable: true } : {}),
      };
      return [{ account: registrationOf(envelope.account, envelope.born ?? 0), reference, alsoKnownAs }];
    });
  }

  async #find(account: string, contact: string, ids: readonly string[]): Promise<ReadonlyMap<string, Reference>> {
    const found = new Map<string, Reference>();
    const open: string[] = [];
    for (const id of ids) {
      const recent = this.#recent.get(`${account}|${contact}|${id}`);
      if (recent === undefined) open.push(id);
      else found.set(id, recent);
    }
    const { stores, gateway } = this.#site;
    const wanted = open.map((stanzaId) => ({ account, contact, stanzaId }));
    const stored = await stores.references.get(gateway.name, wanted);
    open.forEach((id, at) => {
      const reference = stored[at];
      if (reference !== undefined) found.set(id, reference);
    });
    return found;
  }
}

/** Those that have to be looked up: what a command names by the ids of the network is known. */
function refsOf({ replaces, retracts, reply, reactions }: MessageEvent): readonly MessageRef[] {
  const refs = [replaces, retracts, reply, reactions].filter((ref) => ref !== undefined);
  return refs.filter(({ networkIds }) => networkIds === undefined);
}
