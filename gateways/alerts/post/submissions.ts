import { parseJid } from '../../../src/xmpp/jid.js';
import type { Envelope, GatewayEvent, MessageEvent, Outcome, Problem } from '../../gateway.js';
import { isAmong } from '../book/actor.js';
import type { Book } from '../book/book.js';
import type { List, Person } from '../book/person.js';
import { isNamed } from '../book/place.js';
import { parsePlace } from '../book/place-syntax.js';
import { letters } from '../engine/ids.js';
import type { Intake } from '../intake.js';
import type { DirectText } from './direct-texts.js';
import { may } from './rights.js';
import type { SourceRates } from './source-rates.js';
import { answerable, readWords, sourceForRoutes } from './words.js';

export interface SubmissionParts {
  readonly book: () => Book;
  readonly intake: Pick<Intake, 'take' | 'text'>;
  readonly onCall: (rotation: string) => readonly string[];
  readonly now: () => number;
  readonly rates: Pick<SourceRates, 'mayBring'>;
}

const DONE: Outcome = { kind: 'accepted', parts: [] };
/** Pause before what could not be put into a lane is tried again, ms. */
const PAUSE_MS = 1000;

/** Makes alerts of what users of XMPP write to the addresses of routes. */
export class Submissions {
  readonly #parts: SubmissionParts;

  constructor(parts: SubmissionParts) {
    this.#parts = parts;
  }

  async take({ id, event }: Envelope<GatewayEvent>): Promise<Outcome> {
    if (event?.type !== 'message') return { kind: 'unsupported', feature: 'notices' };
    const { book, intake, onCall, now } = this.#parts;
    const rules = book();
    const route = rules.route(event.contact);
    const jid = parseJid(event.from)?.bare;
    const place = jid === undefined ? undefined : placeOf(jid);
    const person = place && rules.personAt(place);
    const subject = { ...(jid !== undefined && { jid }), ...(person !== undefined && { person: person.name }) };
    const list = rules.list(event.contact);
    if (list !== undefined && jid !== undefined) {
      if (!isAmong(list.send ?? [], subject, rules, onCall)) {
        return refuse('auth', 'forbidden', 'alerts.list.not-allowed', { list: list.title });
      }
      return await this.#toList(list, event, { id, jid, ...(person !== undefined && { person }) });
    }
    const source = sourceForRoutes(rules, 'xmpp');
    if (route === undefined || jid === undefined || place === undefined || source === undefined) {
      return refuse('cancel', 'item-not-found', 'alerts.address-unknown', { address: event.contact });
    }
    if (!may('send', route, subject, rules, onCall)) {
      return refuse('auth', 'forbidden', 'alerts.not-allowed', { route: route.name });
    }
    const read = readWords({ place, sender: jid, body: event.body, ...pick(event, id) }, source, now());
    if (!read.ok)
      return {
        kind: 'rejected',
        problem: { type: 'modify', condition: 'not-acceptable', text: read.text, code: `alerts ${read.reason}` },
      };
    try {
      if (!(await this.#parts.rates.mayBring(source, read.alerts, id))) {
        return refuse('wait', 'resource-constraint', 'alerts.source.too-many', {});
      }
      await intake.take(answerable(read, place.uri), route.name);
      return DONE;
    } catch (error) {
      return { kind: 'retry', after: PAUSE_MS, reason: String(error) };
    }
  }

  /** What is written to a list goes to all of it but to who has written. */
  async #toList({ name, title }: List, event: MessageEvent, { id, jid, person }: Writer): Promise<Outcome> {
    const { book, intake } = this.#parts;
    const members = book().members([{ kind: 'list', name }]);
    const others = members.filter((one) =>
      isNamed(one) ? one.kind !== 'person' || one.name !== person?.name : one.kind !== 'chat' || one.jid !== jid,
    );
    const { subject, body, expiresAt, thread } = event;
    const text: DirectText = {
      id: letters(30, ['list', name, jid, event.originId ?? event.stanzaId ?? id]),
      to: others,
      title: subject === undefined ? title : `${title}: ${subject}`,
      text: `${person?.title ?? jid}: ${body}`,
      severity: 'info',
      files: [],
      ...(thread !== undefined && { thread }),
      ...(expiresAt !== undefined && { expires: expiresAt }),
    };
    try {
      await intake.text(text);
      return DONE;
    } catch (error) {
      return { kind: 'retry', after: PAUSE_MS, reason: String(error) };
    }
  }
}

interface Writer {
  /** Of the envelope. */
  readonly id: string;
  /** Bare. */
  readonly jid: string;
  readonly person?: Person;
}

function placeOf(jid: string) {
  const parsed = parsePlace(`xmpp:${jid.replace(/[%?]/g, encodeURIComponent)}`);
  return parsed.ok ? parsed.value : undefined;
}

function pick(event: MessageEvent, envelope: string) {
  const { subject, headers, sentAt, expiresAt, settings } = event;
  const nick = settings?.name ?? event.nick;
  return {
    id: event.originId ?? event.stanzaId ?? envelope,
    ...(subject !== undefined && { subject }),
    ...(headers !== undefined && { headers }),
    ...(nick !== undefined && { nick }),
    ...(sentAt !== undefined && { sentAt }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function refuse(
  type: Problem['type'],
  condition: Problem['condition'],
  key: string,
  params: Readonly<Record<string, string>>,
): Outcome {
  return { kind: 'rejected', problem: { type, condition, text: { key, params }, code: `alerts ${condition}` } };
}
