import { contactJid } from './addresses.js';
import type { JourneyLine } from './journey-lines.js';
import { baseOf, type JourneyHead, type Journeys, type Step } from './journeys.js';
import type { Site } from './site.js';

/** Which messages are looked for; nothing: the last ones of everybody. */
export interface JourneyQuery {
  /** Bare JID, normalised. */
  readonly jid?: string;
  /** Address on the network, or the JID that stands for it. */
  readonly contact?: string;
  /** Of the envelope or of the stanza. */
  readonly id?: string;
  /** `next` of the page before. */
  readonly after?: string;
  /** Most messages. */
  readonly size: number;
}

/** A message with its steps, the oldest first. */
export interface Journey extends JourneyHead {
  readonly steps: readonly { readonly at: number; readonly step: Step; readonly detail?: string }[];
}

interface JourneyPage {
  /** The newest first. */
  readonly messages: readonly Journey[];
  readonly next?: string;
}

/** Looks for messages by reading what there is of them: a few MiB at most where the user is known, else all of it. */
export async function findJourneys(
  { journeys, sites }: { readonly journeys: Journeys; readonly sites: readonly Site[] },
  query: JourneyQuery,
): Promise<JourneyPage> {
  const fits = fitting(query, sites);
  const found: Journey[] = [];
  for await (const lines of journeys.lines(query.jid)) {
    const heads = lines.flatMap((line) => (line.head !== undefined && fits(line.head) ? [line] : []));
    if (heads.length > 0) found.push(...joined(heads, lines));
  }
  found.sort((a, b) => (before(placeOf(a), placeOf(b)) ? -1 : 1));
  const { after, size } = query;
  const rest = after === undefined ? found : found.filter((journey) => before(readPlace(after), placeOf(journey)));
  const messages = rest.slice(0, size);
  const last = messages.at(-1);
  return { messages, ...(last === undefined || rest.length <= size ? {} : { next: writePlace(placeOf(last)) }) };
}

function fitting({ jid, contact, id }: JourneyQuery, sites: readonly Site[]): (head: JourneyHead) => boolean {
  const gateways = new Map(sites.map(({ gateway }) => [gateway.name, gateway]));
  return (head) => {
    if (jid !== undefined && head.jid !== jid) return false;
    if (id !== undefined && head.id !== id && head.stanza !== id && baseOf(head.id) !== id) return false;
    if (contact === undefined || head.contact === contact) return true;
    const gateway = gateways.get(head.gateway);
    return gateway !== undefined && contact.includes('@') && contactJid(gateway, head.contact) === contact;
  };
}

/** Steps of one recipient of several stand with the message, where that recipient's part is no message of its own. */
function joined(heads: readonly JourneyLine[], lines: readonly JourneyLine[]): readonly Journey[] {
  const steps = new Map<string, JourneyLine[]>(heads.map(({ id }) => [id, []]));
  for (const line of lines) (steps.get(line.id) ?? steps.get(baseOf(line.id)))?.push(line);
  return heads.flatMap(({ id, head }) => {
    const own = steps.get(id);
    if (head === undefined || own === undefined) return [];
    // A head that was written twice is one message.
    steps.delete(id);
    const told = own
      .sort((a, b) => a.at - b.at)
      .map(({ at, step, detail }) => ({ at, step, ...(detail && { detail }) }));
    return [{ ...head, steps: told }];
  });
}

/** Where a message stands in the list: by the time of its first step, then by its id. */
interface Place {
  readonly at: number;
  readonly id: string;
}

function placeOf({ id, steps }: Journey): Place {
  return { at: steps[0]?.at ?? 0, id };
}

function before(a: Place, b: Place): boolean {
  return a.at === b.at ? a.id < b.id : a.at > b.at;
}

const writePlace = ({ at, id }: Place): string => `${at.toString(36)} ${id}`;

function readPlace(text: string): Place {
  const [at = '', id = ''] = text.split(' ');
  return { at: Number.parseInt(at, 36) || 0, id };
}
