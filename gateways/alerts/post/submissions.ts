import { parseJid } from '../../../src/xmpp/jid.js';
import type { Envelope, GatewayEvent, MessageEvent, Outcome, Problem } from '../../gateway.js';
import type { Book } from '../book/book.js';
import { parsePlace } from '../book/place-syntax.js';
import type { Intake } from '../intake.js';
import { may } from './rights.js';
import { readWords, sourceForRoutes } from './words.js';

export interface SubmissionParts {
  readonly book: () => Book;
  readonly intake: Pick<Intake, 'take'>;
  readonly onCall: (rotation: string) => readonly string[];
  readonly now: () => number;
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
    const source = sourceForRoutes(rules, 'xmpp');
    if (route === undefined || jid === undefined || place === undefined || source === undefined) {
      return refuse('cancel', 'item-not-found', 'alerts.address-unknown', { address: event.contact });
    }
    const person = rules.personAt(place)?.name;
    const subject = { jid, ...(person !== undefined && { person }) };
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
      await intake.take(read.alerts, route.name);
      return DONE;
    } catch (error) {
      return { kind: 'retry', after: PAUSE_MS, reason: String(error) };
    }
  }
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
