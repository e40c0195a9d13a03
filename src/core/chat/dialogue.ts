import { newEnvelopeId } from '../../lanes/envelope.js';
import type { Problem } from '../../problem.js';
import type { SessionPlace } from '../../store/sessions.js';
import { type Element, el } from '../../xmpp/element.js';
import { errorReply } from '../../xmpp/errors.js';
import { readAddresses } from '../../xmpp/extended-addresses.js';
import { type Jid, parseJid } from '../../xmpp/jid.js';
import { chatMessage, type MessageContent, readMessage } from '../../xmpp/messages.js';
import { isOwn } from '../addresses.js';
import type { Command } from '../commands/command.js';
import type { CommandTree } from '../commands/tree.js';
import { problem } from '../errors.js';
import { mask } from '../mask.js';
import { namesRecipients } from '../multicast.js';
import type { Site } from '../site.js';
import { whyFailed } from '../store-patience.js';
import { inWords } from '../telling.js';
import { Interview, type Place, type Turn } from './interview.js';
import { isWorthAnswering } from './worth-answering.js';

/** Answers that one user gets in a minute. What comes faster is a program, and gets none. */
const A_MINUTE = 30;

/** A user has one dialogue with a gateway, whichever client they use. */
const ID = 'chat';

/** A message to the gateway, ready to be answered. */
interface Said {
  readonly stanza: Element;
  readonly from: Jid;
  readonly to: Jid;
  readonly message: MessageContent;
  /** Of the sender. */
  readonly lang: string | undefined;
}

/**
 * The gateway as somebody to talk to: the words of the command tree, and one question after the other. For clients that know
 * neither registration nor commands.
 */
export class Dialogue {
  readonly #site: Site;
  readonly #tree: CommandTree;
  readonly #send: (stanza: Element) => void;

  constructor(site: Site, tree: CommandTree, send: (stanza: Element) => void) {
    this.#site = site;
    this.#tree = tree;
    this.#send = send;
  }

  /**
   * Whether a message is written to the gateway itself, and not for others whom it names (XEP-0033). Errors and rooms are
   * none of a dialogue's business.
   */
  takes(message: Element): boolean {
    const { type, to = '' } = message.attrs;
    if (type === 'error' || type === 'groupchat') return false;
    const jid = parseJid(to);
    return jid !== undefined && isOwn(jid) && !namesRecipients(readAddresses(message));
  }

  /** Answers one message, or is silent. */
  async handle(stanza: Element): Promise<void> {
    const from = parseJid(stanza.attrs.from ?? '');
    const to = parseJid(stanza.attrs.to ?? '');
    // Nothing of our own domain is ever answered: that would be a loop.
    if (from === undefined || to === undefined || from.domain === this.#site.gateway.domain) return;
    if (!isWorthAnswering(stanza)) return;
    const lang = stanza.attrs['xml:lang'];
    const said: Said = { stanza, from, to, message: readMessage(stanza, lang), lang };
    try {
      if (!(await this.#mayAnswer(from))) {
        this.#site.log.debug({ from: mask(from.bare) }, 'not answered: too many messages to the gateway itself');
        return;
      }
      const closed = this.#site.access(from.bare);
      if (closed !== undefined) return this.#refuse(said, closed);
      if (said.message.encrypted) return this.#refuse(said, problem('message-encrypted', { jid: to.bare }));
      if (said.message.object !== undefined) return this.#refuse(said, problem('message-object'));
      await this.#talk(said);
    } catch (error) {
      this.#site.log.warn({ error: String(error) }, 'a message to the gateway itself could not be answered');
      this.#refuse(said, whyFailed(error));
    }
  }

  async #talk(said: Said): Promise<void> {
    const { stores, clock, gateway, words } = this.#site;
    const { from } = said;
    const session: SessionPlace = { gateway: gateway.name, user: from.bare, id: ID, owner: from.bare };
    const text = (said.message.body ?? '').trim();
    const taken = await stores.dialogues.take(session, clock.now());
    if (taken.kind === 'busy') return this.#answer(said, words.text({ key: 'chat.busy' }, said.lang));
    if (taken.kind !== 'open') {
      const turn = await this.#command(said, text);
      if (turn.place !== undefined) await stores.dialogues.begin(session, turn.place, clock.now());
      return this.#tell(said, turn);
    }
    const { rev } = taken;
    const before = taken.state as Place;
    let turn: Turn;
    try {
      turn = await this.#goOn(said, before, text);
    } catch (error) {
      // The question stands, and may be answered again.
      await stores.dialogues.keep(session, rev, before).catch(() => false);
      throw error;
    }
    if (turn.place !== undefined) await stores.dialogues.keep(session, rev, turn.place);
    // It is done, whether the dialogue can be ended now or ends by itself.
    else await stores.dialogues.end(session, rev).catch(() => false);
    this.#tell(said, turn);
  }

  /** A word that begins something, perhaps with the first answer behind it. */
  async #command({ from, lang }: Said, text: string): Promise<Turn> {
    const [, first = '', rest = ''] = /^\/?(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
    const word = first.toLowerCase().replace(/(?<=.)[.!]+$/, '');
    const { words } = this.#site;
    const command = await this.#tree.named(word, from);
    // What was written is not repeated: it may be the answer to a question of half an hour ago.
    if (command === undefined) return { text: words.text({ key: 'chat.unknown' }, lang) };
    const denied = await this.#tree.denial(command, from);
    if (denied !== undefined) return { text: words.text(denied.text, lang) };
    return this.#interview(command, from, lang).begin(rest.trim());
  }

  async #goOn({ from, lang }: Said, place: Place, text: string): Promise<Turn> {
    const { words } = this.#site;
    const command = this.#tree.find(place.node);
    if (command === undefined) return { text: words.text({ key: 'chat.unknown' }, lang) };
    const denied = await this.#tree.denial(command, from);
    if (denied !== undefined) return { text: words.text(denied.text, lang) };
    return this.#interview(command, from, lang).answer(place, text);
  }

  #interview(command: Command, from: Jid, lang: string | undefined): Interview {
    return new Interview(this.#tree, command, from, lang);
  }

  #tell(said: Said, { text, follow = [] }: Turn): void {
    this.#answer(said, text);
    for (const stanza of follow) this.#send(stanza);
  }

  /** To the bare JID, so that every client of the user shows it; from the address that was written to. */
  #answer({ from, to, message, lang }: Said, text: string): void {
    const spoken = this.#site.words.languageOf('command.help', lang);
    const address = { from: to.bare, to: from.bare, id: newEnvelopeId(), lang: spoken };
    const { thread } = message;
    this.#send(chatMessage(address, text, thread === undefined ? undefined : el('thread', {}, thread)));
  }

  #refuse({ stanza, lang }: Said, why: Problem): void {
    const reply = errorReply(stanza, inWords(this.#site.words, why, lang));
    if (reply !== undefined) this.#send(reply);
  }

  async #mayAnswer({ bare }: Jid): Promise<boolean> {
    const { gateway, stores, clock } = this.#site;
    const demand = { key: `${gateway.name}:chat:${bare}`, cost: 1 };
    const [admission] = await stores.buckets.admit([demand], A_MINUTE / 60, A_MINUTE, clock.now());
    return admission?.allowed === 1;
  }
}
