import { parseJid } from '../../../src/xmpp/jid.js';
import type {
  Envelope,
  ExtendedAddress,
  GatewayEvent,
  MessageEvent,
  Outcome,
  PartId,
  Problem,
  Recipient,
  RefusedRecipient,
} from '../../gateway.js';
import { isAmong, type Subject } from '../book/actor.js';
import type { Book } from '../book/book.js';
import type { List, Person } from '../book/person.js';
import { isNamed, type Place } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import type { Route } from '../book/route.js';
import { letters } from '../engine/ids.js';
import { filesFrom, linksOf } from '../files/files-from.js';
import type { Intake } from '../intake.js';
import type { DirectText } from './direct-text.js';
import { toldAddresses } from './multicast.js';
import { may } from './rights.js';
import type { SourceRates } from './source-rates.js';
import type { Strangers } from './strangers.js';
import { answerable, readWords, sourceForRoutes } from './words.js';

interface SubmissionParts {
  readonly book: () => Book;
  readonly intake: Pick<Intake, 'take' | 'text'>;
  readonly onCall: (rotation: string) => readonly string[];
  readonly now: () => number;
  readonly rates: Pick<SourceRates, 'mayBring'>;
  readonly strangers: Pick<Strangers, 'judge'>;
  /** Domain of the gateway. */
  readonly domain: string;
}

const DONE = { kind: 'accepted', parts: [] } as const satisfies Outcome;
/** Pause before what could not be put into a lane is tried again, ms. */
const PAUSE_MS = 1000;

interface Writer {
  /** Of the envelope. */
  readonly id: string;
  /** Bare. */
  readonly jid: string;
  readonly place: Place;
  readonly person?: Person;
  readonly subject: Subject;
}

/** Takes what users of XMPP write to the addresses of routes and lists, and to others by way of the gateway. */
export class Submissions {
  readonly #parts: SubmissionParts;

  constructor(parts: SubmissionParts) {
    this.#parts = parts;
  }

  async take({ id, event }: Envelope<GatewayEvent>): Promise<Outcome> {
    if (event?.type !== 'message') return { kind: 'unsupported', feature: 'notices' };
    const writer = this.#writer(id, event.from);
    if (writer === undefined) return refuse('cancel', 'item-not-found', 'alerts.address-unknown', named(event.contact));
    try {
      const hearing = await this.#parts.strangers.judge(writer, id);
      if (hearing === 'notice') return refuse('wait', 'resource-constraint', 'alerts.source.too-many', {});
      // An answer to each of a flood would be one more flood.
      if (hearing === 'silent') return DONE;
      return event.recipients === undefined
        ? await this.#toOne(event, writer, [])
        : await this.#toSeveral(event, event.recipients, writer);
    } catch (error) {
      return { kind: 'retry', after: PAUSE_MS, reason: String(error) };
    }
  }

  #writer(id: string, from: string): Writer | undefined {
    const jid = parseJid(from)?.bare;
    const place = jid === undefined ? undefined : placeOf(jid);
    if (jid === undefined || place === undefined) return undefined;
    const person = this.#parts.book().personAt(place);
    const subject = { jid, ...(person !== undefined && { person: person.name }) };
    return { id, jid, place, subject, ...(person !== undefined && { person }) };
  }

  /**
   * XEP-0033: to each whom its writer may write to; to nobody where one of them is elsewhere and the writer may not have the gateway write
   * there (2.2).
   */
  async #toSeveral(event: MessageEvent, recipients: readonly Recipient[], writer: Writer): Promise<Outcome> {
    const closed = recipients.find(({ contact, elsewhere }) => elsewhere && !this.#mayReach(contact, writer));
    if (closed !== undefined) {
      const refused = refuse('auth', 'forbidden', 'alerts.multicast.not-allowed', named(closed.contact));
      return { ...refused, whole: true };
    }
    const { domain } = this.#parts;
    const told = toldAddresses(event.addresses ?? [], writer.jid, (jid) => {
      const answerer = parseJid(jid);
      return answerer?.domain === domain && this.#mayWriteTo(answerer.local, writer);
    });
    const refused: RefusedRecipient[] = [];
    const parts: PartId[] = [];
    for (const { contact, elsewhere } of recipients) {
      const outcome = elsewhere ? DONE : await this.#toOne({ ...event, contact }, writer, told);
      if (outcome.kind === 'retry') return outcome;
      if (outcome.kind === 'rejected') refused.push({ contact, problem: outcome.problem });
      else parts.push({ id: `${writer.id} ${contact}`, contact });
    }
    await this.#elsewhere(event, recipients, writer, told);
    return { kind: 'accepted', parts, ...(refused.length > 0 && { refused }) };
  }

  /** Whether somebody may have the gateway write to a place that is none of its own. */
  #mayReach(uri: string, { subject }: Writer): boolean {
    const { book, onCall } = this.#parts;
    const { allow, by } = book().multicast;
    const place = parsePlace(uri);
    const reached = place.ok && place.value.medium !== 'hook' && by.has(place.value.medium);
    return reached && isAmong(allow, subject, book(), onCall);
  }

  /** Whether somebody may write to a route or list. */
  #mayWriteTo(contact: string, { subject }: Writer): boolean {
    const { book, onCall } = this.#parts;
    const rules = book();
    const list = rules.list(contact);
    if (list !== undefined) return isAmong(list.send ?? [], subject, rules, onCall);
    const route = rules.route(contact);
    return route !== undefined && may('send', route, subject, rules, onCall);
  }

  async #elsewhere(
    event: MessageEvent,
    recipients: readonly Recipient[],
    writer: Writer,
    told: readonly ExtendedAddress[],
  ): Promise<void> {
    const outside = recipients.flatMap(({ contact, type, elsewhere }) => {
      const place = elsewhere ? parsePlace(contact) : undefined;
      return place?.ok ? [{ type, place: place.value }] : [];
    });
    if (outside.length === 0) return;
    const { subject } = event;
    await this.#parts.intake.text({
      ...textOf(event, writer),
      id: letters(30, ['several', writer.jid, idOf(event, writer)]),
      to: outside.map(({ place }) => place),
      as: outside.map(({ type }) => type),
      mail: 'together',
      addresses: told,
      ...(subject !== undefined && { title: subject }),
    });
  }

  async #toOne(event: MessageEvent, writer: Writer, told: readonly ExtendedAddress[]): Promise<Outcome> {
    const rules = this.#parts.book();
    const list = rules.list(event.contact);
    if (list !== undefined) return await this.#toList(list, event, writer, told);
    const route = rules.route(event.contact);
    if (route === undefined) return refuse('cancel', 'item-not-found', 'alerts.address-unknown', named(event.contact));
    return await this.#toRoute(route, event, writer);
  }

  async #toRoute(route: Route, event: MessageEvent, { id, jid, place, subject }: Writer): Promise<Outcome> {
    const { book, intake, onCall, now, rates } = this.#parts;
    const rules = book();
    const source = sourceForRoutes(rules, 'xmpp');
    if (source === undefined) {
      return refuse('cancel', 'item-not-found', 'alerts.address-unknown', named(event.contact));
    }
    if (!may('send', route, subject, rules, onCall)) {
      return refuse('auth', 'forbidden', 'alerts.not-allowed', { route: route.name });
    }
    const read = readWords({ place, sender: jid, body: event.body, ...pick(event, id) }, source, now());
    if (!read.ok) {
      const code = `alerts ${read.reason}`;
      return { kind: 'rejected', problem: { type: 'modify', condition: 'not-acceptable', text: read.text, code } };
    }
    // One message is one, to however many routes it goes.
    if (!(await rates.mayBring(source, read.alerts, id))) {
      return refuse('wait', 'resource-constraint', 'alerts.source.too-many', {});
    }
    await intake.take(answerable(read, place.uri), route.name);
    return DONE;
  }

  /** What is written to a list goes to all of it but to who has written. */
  async #toList(
    list: List,
    event: MessageEvent,
    writer: Writer,
    addresses: readonly ExtendedAddress[],
  ): Promise<Outcome> {
    const { book, intake, onCall } = this.#parts;
    const { name, title, mail } = list;
    const { jid, person, subject: asker } = writer;
    if (!isAmong(list.send ?? [], asker, book(), onCall)) {
      return refuse('auth', 'forbidden', 'alerts.list.not-allowed', { list: title });
    }
    const others = book()
      .members([{ kind: 'list', name }])
      .filter((one) =>
        isNamed(one) ? one.kind !== 'person' || one.name !== person?.name : one.kind !== 'chat' || one.jid !== jid,
      );
    const { subject } = event;
    await intake.text({
      ...textOf(event, writer),
      id: letters(30, ['list', name, jid, idOf(event, writer)]),
      to: others,
      title: subject === undefined ? title : `${title}: ${subject}`,
      mail,
      ...(addresses.length > 0 && { addresses }),
    });
    return DONE;
  }
}

function textOf(
  { body, thread, expiresAt, files = [] }: MessageEvent,
  { person, jid }: Writer,
): Omit<DirectText, 'id' | 'to'> {
  return {
    text: `${person?.title ?? jid}: ${body}`,
    severity: 'info',
    files: linksOf(files),
    ...(thread !== undefined && { thread }),
    ...(expiresAt !== undefined && { expires: expiresAt }),
  };
}

function idOf({ originId, stanzaId }: MessageEvent, { id }: Writer): string {
  return originId ?? stanzaId ?? id;
}

function placeOf(jid: string) {
  const parsed = parsePlace(`xmpp:${jid.replace(/[%?]/g, encodeURIComponent)}`);
  return parsed.ok ? parsed.value : undefined;
}

function pick(event: MessageEvent, envelope: string) {
  const { subject, headers, sentAt, expiresAt, settings, files = [] } = event;
  const nick = settings?.name ?? event.nick;
  return {
    id: event.originId ?? event.stanzaId ?? envelope,
    ...(files.length > 0 && { files: filesFrom(files) }),
    ...(subject !== undefined && { subject }),
    ...(headers !== undefined && { headers }),
    ...(nick !== undefined && { nick }),
    ...(sentAt !== undefined && { sentAt }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function named(address: string): Readonly<Record<string, string>> {
  return { address };
}

function refuse(
  type: Problem['type'],
  condition: Problem['condition'],
  key: string,
  params: Readonly<Record<string, string>>,
) {
  const problem = { type, condition, text: { key, params }, code: `alerts ${condition}` };
  return { kind: 'rejected' as const, problem };
}
