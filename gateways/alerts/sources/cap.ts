import type { Element } from '../../../src/xmpp/element.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { type CapInfo, readInfos, resolvesAll, severityOfInfo } from './cap-info.js';
import { Collector, type Draft } from './collector.js';
import { accepted, decodeText } from './payload.js';
import { refuse } from './refusals.js';
import { httpCollector } from './request-id.js';
import type { Answered, Context, Read, Refusal, Source, SourceRequest } from './source.js';
import { timeOf } from './times.js';
import { pairOf } from './values.js';

/** Namespaces of the Common Alerting Protocol: 1.2, and before. */
const CAP = new Set([
  'urn:oasis:names:tc:emergency:cap:1.2',
  'urn:oasis:names:tc:emergency:cap:1.1',
  'http://www.incident.com/cap/1.0',
]);

/** Whether a message with parts in these namespaces has an alert of CAP in it. */
export function hasCap(namespaces: ReadonlySet<string>): boolean {
  return [...CAP].some((one) => namespaces.has(one));
}

const TYPES = ['application/cap+xml', 'application/xml', 'text/xml'];

/** Earlier messages that one speaks of. */
const MOST_REFERENCES = 64;

/** Where an alert of CAP comes from, beside what is common to all. */
export interface CapContext extends Context {
  /** JID that sent it, where it came by XMPP. */
  readonly sender?: string;
  /** In which language people want it, where it has several. */
  readonly lang?: string;
}

/** Alerts of CAP by HTTP. */
export const cap: Source = {
  name: 'cap',
  contentTypes: TYPES,
  read(request: SourceRequest): Answered | Refusal {
    const text = decodeText(request, TYPES);
    if (!text.ok) return text;
    if (!/\S/.test(text.value)) return refuse('empty');
    const element = parseStanza(text.value.replace(/^\s*<\?xml\s[^<>]{0,200}\?>/u, '').trim());
    if (element === undefined) return refuse('xml-broken');
    const read = readCap(element, request, httpCollector(request));
    return read.ok ? { ...read, answer: accepted(read.alerts) } : read;
  },
};

/** The alert of CAP in a message (XEP-0127), or that an element is itself. */
export function capElement(element: Element): Element | undefined {
  if (isCap(element)) return element;
  return element.elements().find(isCap);
}

/** Reads a message with an alert of CAP (XEP-0127). */
export function readCapMessage(message: Element, context: CapContext): Read | Refusal {
  const element = capElement(message);
  if (element === undefined) return refuse('not-cap');
  return readCap(element, context, new Collector(context, 'xmpp'));
}

/**
 * Reads an alert of CAP 1.2 (section 3.2) into the collector. An update goes on with the first alert that it refers to, a cancellation
 * resolves and an acknowledgement takes each of them. Drafts and errors say nothing to people.
 */
export function readCap(element: Element, context: CapContext, collector: Collector): Read | Refusal {
  const text = (name: string) => element.getChildText(name)?.trim() ?? '';
  const [identifier, sender, status, type] = ['identifier', 'sender', 'status', 'msgType'].map(text);
  if (!isCap(element) || !identifier || !sender) return refuse('not-cap');
  if (status === 'Draft' || type === 'Error') return collector.result();

  const infos = readInfos(element, context.lang);
  const references = referencesOf(text('references'));
  const draft = draftOf({ element, infos, identifier, sender, status: status ?? '', context });
  if (type === 'Cancel' || type === 'Ack') {
    const told = type === 'Ack' ? ('acknowledged' as const) : ('resolved' as const);
    const endsAt = type === 'Ack' ? undefined : timeOf(text('sent'));
    for (const { fingerprint } of references) {
      collector.add({ ...draft, fingerprint, status: told, endsAt, id: `${draft.id} ${fingerprint}` });
    }
    return collector.result();
  }
  const fingerprint =
    (type === 'Update' ? references[0]?.fingerprint : undefined) ?? fingerprintOfCap(sender, identifier);
  const over = resolvesAll(infos);
  collector.add({
    ...draft,
    fingerprint,
    status: over ? 'resolved' : 'firing',
    ...(over && { endsAt: timeOf(text('sent')) }),
  });
  return collector.result();
}

interface Parts {
  readonly element: Element;
  readonly infos: readonly CapInfo[];
  readonly identifier: string;
  readonly sender: string;
  readonly status: string;
  readonly context: CapContext;
}

function draftOf({ element, infos, identifier, sender, status, context }: Parts): Draft {
  const [main] = infos;
  const sent = element.getChildText('sent')?.trim() ?? '';
  const note = element.getChildText('note');
  // An exercise is done as if it were true; everybody has to see that it is not.
  const mark = status === '' || status === 'Actual' ? '' : `${status}: `;
  const headline = [main?.headline, main?.event, note?.trim()].find((line) => line !== undefined && line !== '');
  return {
    status: 'firing',
    severity: status === 'Test' || status === 'System' ? 'info' : severityOfInfo(main),
    titles: [headline === undefined ? `${mark}${identifier}` : `${mark}${headline}`],
    text: textOf(infos, note),
    labels: [
      ...pairOf('cap_sender', sender),
      ...pairOf('cap_status', status === '' ? undefined : status),
      ...pairOf('cap_scope', element.getChildText('scope')?.trim()),
      ...(main?.labels ?? []),
    ],
    annotations: [...pairOf('cap_identifier', identifier), ...(main?.parameters ?? [])],
    links: infos.flatMap(({ links }) => links),
    startsAt: main?.onset ?? main?.effective ?? timeOf(sent),
    expiresAt: main?.expires,
    sender: context.sender ?? sender,
    id: `cap:${sender},${identifier},${sent}`,
  };
}

function textOf(infos: readonly CapInfo[], note: string | undefined): string {
  const [main, ...others] = infos;
  const parts = [
    main?.description,
    main?.instruction,
    main?.area,
    note,
    ...others.map(({ headline, event }) => headline ?? event),
  ];
  return parts.filter((part) => part !== undefined && part.trim() !== '').join('\n\n');
}

/** Earlier messages, `sender,identifier,sent` with white space between them, the oldest first (CAP 1.2, 3.2.1). */
function referencesOf(text: string): readonly { readonly fingerprint: string }[] {
  const references: { fingerprint: string; sent: number }[] = [];
  for (const reference of text.split(/\s+/).slice(0, MOST_REFERENCES)) {
    const [sender, identifier, sent] = reference.split(',');
    if (!sender || !identifier) continue;
    references.push({
      fingerprint: fingerprintOfCap(sender, identifier),
      sent: timeOf(sent) ?? Number.MAX_SAFE_INTEGER,
    });
  }
  return references.sort((a, b) => a.sent - b.sent);
}

function fingerprintOfCap(sender: string, identifier: string): string {
  return `cap:${sender},${identifier}`;
}

function isCap({ name, ns }: Element): boolean {
  return name === 'alert' && CAP.has(ns);
}
