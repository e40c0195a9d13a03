import type { Element } from '../../../src/xmpp/element.js';
import { readHeaders } from '../../../src/xmpp/headers.js';
import { accountOfHats, accountOfHeaders } from '../../../src/xmpp/irc-accounts.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { isProvenSender } from '../../../src/xmpp/sender-proof.js';
import type { AgentEvent, HoldContext, Log, Neighbours, TextRef } from '../../gateway.js';
import { codeInSubject } from '../acks/ack-code.js';
import type { Answer } from '../acks/answer.js';
import { readReactions } from '../acks/reactions.js';
import { readAnswer } from '../acks/read-ack.js';
import { isVerbAlone } from '../acks/verbs.js';
import type { Book } from '../book/book.js';
import type { Codes } from '../engine/codes.js';
import type { GroupStore } from '../engine/group-store.js';
import { letters } from '../engine/ids.js';
import type { Intake } from '../intake.js';
import type { Occupant } from '../room/occupants.js';
import { capElement } from '../sources/cap.js';
import { type AnswerForms, type FilledForm, filledForm } from './answer-forms.js';
import { Answering, refusalOf } from './answering.js';
import { CapMessages } from './cap-messages.js';
import { FormAnswers } from './form-answers.js';
import { type Heard, hearMessage } from './heard.js';
import { Listeners } from './listeners.js';
import { domainsOf } from './place-jids.js';
import type { Replies } from './replies.js';
import { type Known, type Sender, senderOf } from './sender.js';
import type { SourceRates } from './source-rates.js';
import { SpokenOf } from './spoken-of.js';
import type { Strangers } from './strangers.js';
import type { Reply } from './writing.js';

/** What understanding what is said to the agent needs, and where what follows goes. */
export interface ConversationParts {
  readonly book: () => Book;
  readonly neighbour: Neighbours;
  readonly codes: Pick<Codes, 'openAt' | 'groupOf'>;
  readonly store: Pick<GroupStore, 'load'>;
  readonly intake: Pick<Intake, 'take' | 'answer'>;
  readonly rates: Pick<SourceRates, 'mayBring'>;
  readonly strangers: Pick<Strangers, 'judge'>;
  readonly forms: Pick<AnswerForms, 'isFor'>;
  readonly replies: Pick<Replies, 'say'>;
  readonly kv: HoldContext['kv'];
  readonly post: NonNullable<HoldContext['post']>;
  /** Full JID of ours. */
  readonly agent: string;
  /** Full JID under which we are in rooms, our nick there, and what a room tells of an occupant. */
  readonly inRooms: string;
  readonly nick: string;
  readonly occupant: (jid: string) => Occupant | undefined;
  readonly onCall: (rotation: string) => readonly string[];
  readonly text: HoldContext['text'];
  readonly clock: HoldContext['clock'];
  readonly log: Log;
}

/** Reactions of one to one message are remembered so long, seconds. */
const REACTIONS_S = 7 * 86_400;

/** Hears what people and machines say to the agent, on whichever network, and puts what follows into the lanes of the groups. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #spokenOf: SpokenOf;
  readonly #answering: Answering;
  readonly #forms: FormAnswers;
  readonly #cap: CapMessages;
  readonly #listeners: Listeners;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#cap = new CapMessages(parts);
    this.#listeners = new Listeners(parts);
    this.#spokenOf = new SpokenOf(parts);
    this.#answering = new Answering(parts);
    this.#forms = new FormAnswers(this.#spokenOf, parts.forms);
  }

  /** Resolves when what follows is in a lane; rejects where it has to be heard again, which does no harm. `cause` names the event. */
  async hear(event: AgentEvent, stanza: Element, cause: string): Promise<void> {
    const { book, neighbour } = this.#parts;
    const heard = hearMessage(stanza);
    const room = stanza.attrs.type === 'groupchat';
    const missed = room && stanza.getChild('delay', NS.delay) !== undefined;
    // What an occupant says to us alone comes from whom the room shows.
    const from = room ? event.from : (this.#parts.occupant(event.from)?.jid ?? event.from);
    const sender = senderOf(from, room, domainsOf(neighbour), book(), this.#known(event, stanza, room, missed));
    if (sender === undefined) return;
    const form = filledForm(stanza);
    // What was said while we were away is an alert where somebody listens, and no answer any more.
    if (missed && (form !== undefined || heard?.kind === 'reactions')) return;
    const says = form !== undefined || heard !== undefined || capElement(stanza) !== undefined;
    if (says && !room && !(await this.#isHeard(sender, event, cause))) return;
    if (form !== undefined) await this.#form(form, stanza, event, sender, cause);
    else if (capElement(stanza) !== undefined) await this.#cap.take(stanza, sender, event, cause);
    else if (heard?.kind === 'reactions') await this.#reactions(heard, event, sender, cause);
    else if (heard?.kind === 'text') await this.#words(heard, event, sender, { cause, missed });
  }

  /** Rooms are heard whoever speaks there: who is in them was decided by whoever let us in. */
  async #isHeard(sender: Sender, { from }: AgentEvent, cause: string): Promise<boolean> {
    const { strangers, text } = this.#parts;
    const hearing = await strangers.judge(sender, cause);
    if (hearing === 'notice') {
      await this.#reply({ to: { jid: from }, text: text({ key: 'alerts.source.too-many' }), cause }, sender);
    }
    return hearing === 'heard';
  }

  /** Only our own gateways may say under which account the services of a network know somebody, and which mail is proven. */
  #known(event: AgentEvent, stanza: Element, room: boolean, missed: boolean): Known {
    // Who has the nick now need not be who has said it then.
    const occupant = room && !missed ? this.#parts.occupant(event.from) : undefined;
    const account = room ? accountOfHats(occupant?.hats ?? []) : accountOfHeaders(readHeaders(stanza));
    const proven = isProvenSender(stanza);
    return {
      proven,
      ...(account !== undefined && { account }),
      ...(occupant?.jid !== undefined && { jid: occupant.jid }),
    };
  }

  async #form(form: FilledForm, { attrs }: Element, event: AgentEvent, sender: Sender, cause: string): Promise<void> {
    const meant = await this.#forms.meant(form, sender.place.uri);
    const done = 'refused' in meant || (await this.#answering.take(meant.state, meant.answer, sender, cause));
    const refused = 'refused' in meant ? meant.refused : done ? undefined : refusalOf(sender, meant.state);
    if (refused === undefined) return;
    const to = { jid: event.from, ...(attrs.id !== undefined && { id: attrs.id }) };
    const said = this.#parts.text(refused, sender.person?.language ?? attrs['xml:lang']);
    await this.#reply({ to, text: said, cause }, sender);
  }

  async #reactions(
    { id, emojis }: Extract<Heard, { kind: 'reactions' }>,
    event: AgentEvent,
    sender: Sender,
    cause: string,
  ): Promise<void> {
    const { kv, text } = this.#parts;
    const state = await this.#spokenOf.byIds([id], sender);
    if (state === undefined) return;
    const key = `reactions:${letters(24, [sender.jid, sender.nick ?? '', id])}`;
    const before = await kv.get<readonly string[]>(key);
    let refused = false;
    for (const kind of readReactions(emojis, before)) {
      if (!(await this.#answering.take(state, { kind }, sender, `${cause} ${kind}`))) refused = true;
    }
    await kv.set(key, emojis, REACTIONS_S);
    // In a room anybody may like what is said there.
    if (!refused || sender.nick !== undefined) return;
    const said = text(refusalOf(sender, state), sender.person?.language);
    await this.#reply({ to: { jid: event.from, id }, text: said, cause }, sender);
  }

  async #words(
    heard: Extract<Heard, { kind: 'text' }>,
    event: AgentEvent,
    sender: Sender,
    { cause, missed }: { readonly cause: string; readonly missed: boolean },
  ): Promise<void> {
    const { content, text, about } = heard;
    // What a machine says is no answer of anybody's.
    const automatic = content.type === 'headline' || isAutomatic(content.headers ?? []);
    const open = automatic ? [] : await this.#spokenOf.openFor(sender);
    const meant = automatic ? undefined : await this.#spokenOf.byIds(about, sender);
    const related = automatic ? undefined : (meant?.incident?.code ?? codeInSubject(content.subject ?? '', open));
    const called = calledBy(text, this.#parts.nick);
    const answer = automatic
      ? undefined
      : readAnswer({
          medium: sender.medium,
          text: called ?? text,
          open,
          ...(related !== undefined && { related }),
          ...(called !== undefined && { addressed: true }),
        });
    if (missed && answer !== undefined) return;
    const inRoom = sender.nick !== undefined;
    // Who speaks in a room is told aside, and only what was asked of us.
    const say = async (ref: TextRef): Promise<void> => {
      if (automatic || (inRoom && answer === undefined)) return;
      const to = {
        jid: event.from,
        ...(content.id !== undefined && { id: content.id }),
        ...(content.thread !== undefined && { thread: content.thread }),
      };
      const said = this.#parts.text(ref, sender.person?.language ?? content.lang);
      await this.#reply({ to, text: said, cause, aside: inRoom }, sender);
    };
    // An answer that comes too late is no news for others.
    if (answer === undefined && !automatic && !inRoom && isVerbAlone(text)) {
      return await say({ key: 'alerts.answer.nothing' });
    }
    if (answer === undefined) return await this.#listeners.tell(heard, event, sender, { automatic, cause, say });
    if (answer.kind === 'unclear') {
      const [code = ''] = answer.open;
      const params = { word: answer.wanted, code, open: answer.open.join(', ') };
      return await say({ key: 'alerts.answer.unclear', params });
    }
    // A mail that answers ours names its Message-ID, which nobody can guess: that is as good as a token.
    const known = sender.medium !== 'email' || sender.doubtful !== true || meant?.incident?.code === answer.code;
    const sure = known || (await this.#spokenOf.wasToldBy(answer.code, about));
    if (sure) await this.#answer(answer, sender, cause, say);
    else await say({ key: 'alerts.answer.unproven', params: { code: answer.code } });
  }

  async #answer(
    { code, by: _, ...answer }: Answer,
    sender: Sender,
    cause: string,
    say: (ref: TextRef) => Promise<void>,
  ): Promise<void> {
    const state = await this.#spokenOf.byCode(code);
    if (state === undefined) return await say({ key: 'alerts.answer.unknown', params: { code } });
    if (!(await this.#answering.take(state, answer, sender, cause))) await say(refusalOf(sender, state));
  }

  async #reply(reply: Reply, { place }: Sender): Promise<void> {
    const { agent, inRooms, replies } = this.#parts;
    await replies.say(reply, place, reply.aside === true ? inRooms : agent);
  }
}

/** RFC 3834 5: what is not `no` was written by a machine. */
function isAutomatic(headers: readonly { readonly name: string; readonly value: string }[]): boolean {
  const submitted = headers.find(({ name }) => name.toLowerCase() === 'auto-submitted')?.value;
  return submitted !== undefined && submitted.trim().toLowerCase() !== 'no';
}

/** The words after our name, where a text begins with it: `alerts: ack K7DM`. */
function calledBy(text: string, nick: string): string | undefined {
  const begins = text.slice(0, nick.length).toLowerCase() === nick.toLowerCase();
  const rest = begins ? /^\s*[:,]\s*(.*)$/s.exec(text.slice(nick.length))?.[1] : undefined;
  return rest;
}
