import { createHash } from 'node:crypto';
import type { Account, Incoming } from '../../gateways/gateway.js';
import { registrationOf } from '../account-id.js';
import { KeyedQueue } from '../keyed-queue.js';
import { newEnvelopeId } from '../lanes/envelope.js';
import type { Reference } from '../store/references.js';
import { chatMessage, chatState, displayed, hint, storeHint } from '../xmpp/messages.js';
import { serialise } from '../xmpp/serialise.js';
import { contactJid } from './addresses.js';
import { type Made, type Recalled, stanzasOf } from './incoming-stanzas.js';
import { received } from './journey-steps.js';
import { mask } from './mask.js';
import type { Replies } from './replies.js';
import { type Site, type Standing, standing } from './site.js';
import { laneOf } from './xmpp-lanes.js';

/** How long a repeat of the same message of a network is recognised, in seconds. */
const DEDUPE_SECONDS = 86_400;
/** How long a chat state is worth anything, ms. */
const CHAT_STATE_MS = 10_000;
/** Ids of the network by which a message that was corrected again and again is known. */
const MOST_IDS = 16;

/** Carries messages of a network to XMPP users. */
export class IncomingMessages {
  readonly #site: Site;
  readonly #replies: Replies;
  readonly #asking = new KeyedQueue();

  constructor(site: Site, replies: Replies) {
    this.#site = site;
    this.#replies = replies;
  }

  /**
   * Resolves when the message is in the lane of the user's stream (or was before, by its `dedupe` key), or is dropped,
   * because its account has ended.
   */
  async deliver(message: Incoming): Promise<void> {
    if (isOnlyState(message)) return this.#state(message);
    const { account, contact } = message;
    const conversation = `${account}>${contact}`;
    if (!speaksOfOthers(message) && !this.#asking.has(conversation)) return this.#deliver(message);
    // What is behind a message that has to be looked up first must not overtake it.
    return new Promise((resolve, reject) => {
      this.#asking.run(conversation, async () => {
        try {
          resolve(await this.#deliver(message));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  async #deliver(message: Incoming): Promise<void> {
    const { gateway, stores, metrics, pressed, words } = this.#site;
    if (pressed()) throw new Error('there is no room for new messages');
    const key = message.dedupe === undefined ? undefined : `${gateway.name}:${message.dedupe}`;
    const marked = message.isNew === true || key === undefined ? [] : [key];
    const [seen] = await stores.dedupe.seen(marked);
    if (seen === true) return;
    const found = await this.#standing(message);
    if (found === undefined) return;
    const { user, account } = found;
    if (message.displayed !== undefined) await this.#displayed(message, account, message.displayed);
    const recalled = speaksOfOthers(message) ? await this.#recall(message, account) : {};
    const made = stanzasOf(message, {
      from: contactJid(gateway, message.contact),
      to: account.jid,
      id: key === undefined ? newEnvelopeId() : stableId(key, account.id),
      recalled,
      chatStates: gateway.features.has('chat-states'),
      toAgent: this.#site.locals.has(account.jid.slice(account.jid.indexOf('@') + 1)),
      words: (ref) => words.text(ref, message.lang),
    });
    if (made.length === 0) return;
    if (this.#isBanned(account)) {
      await this.#keep(message, account, made);
      return;
    }
    // Before it is in the lane: its reader may answer at once, and the answer goes the way that this came.
    if (user.all.length > 1) await stores.pins.wrote(gateway.name, account, message.contact);
    const options = { giveUpAfter: this.#site.limits.patience };
    const { tracer, clock } = this.#site;
    const begun = tracer?.begin();
    const from = clock.now();
    // Before it is in the lane too: were this refused behind it, whoever delivers it again would have it there twice.
    if (message.id !== undefined) await this.#remember(message, account, message.id, made, recalled);
    received(this.#site, account.jid, message.contact, made, begun?.trace);
    await Promise.all(
      made.map(({ id, stanza }, index) =>
        // However many stanzas it takes, it is one message.
        this.#replies.enqueue(
          id,
          account.id,
          serialise(stanza),
          index === 0
            ? { ...options, counts: 'chat', ...(begun === undefined ? {} : { trace: begun.trace }) }
            : options,
        ),
      ),
    );
    // Only now: a crash in between repeats the message, the other order would lose it.
    await stores.dedupe.mark(marked, DEDUPE_SECONDS);
    metrics.count('messages_taken', { direction: 'in', network: gateway.name });
    if (begun !== undefined) {
      const { trace, parent } = begun;
      const attributes = { gateway: gateway.name, envelope: made[0]?.id ?? '' };
      tracer?.tell({ trace, own: { parent }, name: `receive ${gateway.name}`, kind: 'server', from, attributes });
    }
  }

  /** The account that it is for; undefined, and counted, where that has ended. */
  async #standing({ account, born }: Incoming): Promise<Standing | undefined> {
    const found = await standing(this.#site, account, born);
    if (found === undefined) {
      const { gateway, metrics, traffic } = this.#site;
      metrics.count('messages_dropped', { network: gateway.name });
      traffic.ended({ gateway: gateway.name, direction: 'in', kind: 'chat', outcome: 'dropped' });
      this.#site.log.info({ account: mask(account) }, 'message dropped: its account has ended');
    }
    return found;
  }

  /** A gateway asks for accounts before, and tells its network that there is none; this is for what was on its way already. */
  #isBanned({ jid }: Account): boolean {
    const { bans, metrics, traffic, gateway, log } = this.#site;
    if (bans.refusal(jid) === undefined) return false;
    metrics.count('messages_dropped', { network: gateway.name });
    traffic.ended({ gateway: gateway.name, direction: 'in', kind: 'chat', outcome: 'dropped' });
    log.info({ account: mask(jid) }, 'message dropped: whoever it is for is banned');
    return true;
  }

  /** The network was told that it is taken: where it may be kept, the admin can have it delivered when the ban is lifted. */
  async #keep({ contact }: Incoming, { id: account, jid }: Account, made: readonly Made[]): Promise<void> {
    const { deadLetters } = this.#site;
    if (deadLetters === undefined) return;
    await Promise.all(
      made.map(({ id, stanza }) => {
        const envelope = this.#replies.envelope(id, account, serialise(stanza));
        return deadLetters.keepIncoming(envelope, { contact, lane: laneOf(this.#site, jid), reason: 'banned' });
      }),
    );
  }

  /** What the message speaks of, where it is known and of this conversation; only authors change their messages. */
  async #recall(message: Incoming, { id, born }: Account): Promise<Recalled> {
    const account = registrationOf(id, born);
    const { contact, replaces, retracts, reactions, reply } = message;
    const ids = [replaces, retracts, reactions?.to, reply?.to];
    const wanted = ids.filter((id) => id !== undefined);
    const { stores, gateway } = this.#site;
    const found = await stores.references.get(
      gateway.name,
      wanted.map((networkId) => ({ account, networkId })),
    );
    const of = (id: string | undefined, by?: Reference['by']): Reference | undefined => {
      const one = id === undefined ? undefined : found[wanted.indexOf(id)];
      return one?.contact === contact && (by === undefined || one.by === by) ? one : undefined;
    };
    const [replaced, retracted, reacted, replied] = [
      of(replaces, 'contact'),
      of(retracts, 'contact'),
      of(reactions?.to),
      of(reply?.to),
    ];
    return {
      ...(replaced === undefined ? {} : { replaces: replaced }),
      ...(retracted === undefined ? {} : { retracts: retracted }),
      ...(reacted === undefined ? {} : { reactions: reacted }),
      ...(replied === undefined ? {} : { reply: replied }),
    };
  }

  /** Later messages may speak of this one. A correction is the message that it corrects (XEP-0308 3). */
  async #remember(
    message: Incoming,
    of: Account,
    networkId: string,
    made: readonly Made[],
    recalled: Recalled,
  ): Promise<void> {
    const { stores, gateway, clock } = this.#site;
    const { contact } = message;
    const ids = made.map(({ id }) => id);
    const corrected = recalled.replaces;
    const [stanzaId = '', ...others] = corrected === undefined ? ids : [corrected.stanzaId, ...ids];
    const reference: Reference = {
      stanzaId,
      // Once, also where the message is delivered again because it could not be put into a lane.
      networkIds: [...new Set([...(corrected?.networkIds ?? []), networkId])].slice(-MOST_IDS),
      by: 'contact',
      contact,
      at: corrected?.at ?? clock.now(),
    };
    const account = registrationOf(of.id, of.born);
    await stores.references.put(gateway.name, [{ account, reference, alsoKnownAs: others }]);
  }

  /** XEP-0333: only for a message that asked for it, and only forward. */
  async #displayed({ contact }: Incoming, { id: of, jid, born }: Account, networkId: string): Promise<void> {
    const { stores, gateway } = this.#site;
    const account = registrationOf(of, born);
    const [found] = await stores.references.get(gateway.name, [{ account, networkId }]);
    if (found === undefined || found.by !== 'user' || found.contact !== contact || found.markable !== true) return;
    if (!(await stores.references.advance(gateway.name, account, contact, found.at))) return;
    const id = newEnvelopeId();
    const address = { from: contactJid(gateway, contact), to: jid, id };
    const stanza = chatMessage(address, undefined, displayed(found.stanzaId), storeHint());
    await this.#replies.enqueue(id, of, serialise(stanza));
  }

  /** XEP-0085: told to who is online, and never later. */
  async #state({ account, born, contact, chatState: state }: Incoming): Promise<void> {
    const { stores, gateway, clock, pressed } = this.#site;
    if (state === undefined || pressed()) return;
    // Of an account that has ended as of a user who is not there: nobody misses it.
    const jid = (await standing(this.#site, account, born))?.account.jid;
    if (jid === undefined || (await stores.presence.online(gateway.name, jid)).size === 0) return;
    const id = newEnvelopeId();
    const address = { from: contactJid(gateway, contact), to: jid, id };
    const stanza = chatMessage(address, undefined, chatState(state), hint('no-store'));
    await this.#replies.enqueue(id, account, serialise(stanza), { expires: clock.now() + CHAT_STATE_MS });
  }
}

/** The id of what a network may repeat: the same each time. */
function stableId(key: string, account: string): string {
  return `e${createHash('sha256').update(`${key}\n${account}`).digest('base64url').slice(0, 21)}`;
}

function isOnlyState({
  chatState: state,
  body,
  files,
  object,
  reactions,
  retracts,
  invite,
  displayed: read,
}: Incoming): boolean {
  return (
    state !== undefined && [body, files, object, reactions, retracts, invite, read].every((part) => part === undefined)
  );
}

function speaksOfOthers({ replaces, retracts, reactions, reply }: Incoming): boolean {
  return (replaces ?? retracts ?? reactions ?? reply) !== undefined;
}
