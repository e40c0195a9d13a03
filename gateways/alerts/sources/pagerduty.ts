import type { Draft } from './collector.js';
import { fingerprintOf } from './fingerprint.js';
import { decodeObject, JSON_TYPES } from './payload.js';
import { refuse } from './refusals.js';
import { httpCollector } from './request-id.js';
import type { Answered, Refusal, Source, SourceRequest } from './source.js';
import type { Status } from './statuses.js';
import { timeOf } from './times.js';
import { isObject, type JsonObject, listOf, objectOf, own, pairOf, scalar, scalars, textOf } from './values.js';

const ACTIONS: ReadonlyMap<string, Status> = new Map([
  ['trigger', 'firing'],
  ['acknowledge', 'acknowledged'],
  ['resolve', 'resolved'],
]);

/** Characters, as people and Alertmanager count them: one outside of the BMP is one. */
const LONGEST_KEY = 255;
const LONGEST_SUMMARY = 1024;
const LONGEST_SOURCE = 1024;

/** Fields of the payload that become labels. */
const LABELS = ['source', 'component', 'group', 'class', 'severity'] as const;

/** PagerDuty's Events API, version 2. It is answered as PagerDuty does: 202 with the `dedup_key`, 400 for a wrong event. */
export const pagerduty: Source = { name: 'pagerduty', contentTypes: JSON_TYPES, read };

/**
 * The `routing_key` of an event: the secret that names its route, which is in the body. It is in no alert, and must not get into
 * logs. Undefined where there is none that could be one.
 */
export function routingKeyOf(request: SourceRequest): string | undefined {
  const event = decodeObject(request, EXAMPLE);
  const key = event.ok ? own(event.value, 'routing_key') : undefined;
  return typeof key === 'string' && /^[\w.~+/=-]{1,255}$/.test(key) ? key : undefined;
}

const EXAMPLE =
  '{"routing_key": "...", "event_action": "trigger", "payload": {"summary": "...", "source": "...", "severity": "error"}}';

function read(request: SourceRequest): Answered | Refusal {
  const event = decodeObject(request, EXAMPLE);
  if (!event.ok) return event;
  const action = textOf(event.value, 'event_action');
  const status = ACTIONS.get(action ?? '');
  if (status === undefined) return wrong('event_action', 'trigger, acknowledge or resolve');
  const key = textOf(event.value, 'dedup_key');
  if (key !== undefined && isLonger(key, LONGEST_KEY)) return wrong('dedup_key', `at most ${LONGEST_KEY} characters`);
  if (key === undefined && status !== 'firing')
    return wrong('dedup_key', 'the dedup_key of the event that triggered it');

  const payload = objectOf(event.value, 'payload');
  const problem = status === 'firing' ? problemOf(payload) : undefined;
  if (problem !== undefined) return problem;
  const fingerprint = key ?? keyOf(payload);
  const collector = httpCollector(request);
  collector.add(draftOf(event.value, payload, status, fingerprint));
  const body = JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: fingerprint });
  return { ...collector.result(), answer: { status: 202, contentType: 'application/json', body } };
}

/** What is wrong with what a triggering event says. */
function problemOf(payload: JsonObject): Refusal | undefined {
  const summary = textOf(payload, 'summary');
  if (summary === undefined || summary.trim() === '') return wrong('payload.summary', 'what has happened');
  if (isLonger(summary, LONGEST_SUMMARY)) return wrong('payload.summary', `at most ${LONGEST_SUMMARY} characters`);
  const source = textOf(payload, 'source');
  if (source === undefined) return wrong('payload.source', 'where it has happened');
  if (isLonger(source, LONGEST_SOURCE)) return wrong('payload.source', `at most ${LONGEST_SOURCE} characters`);
  const severity = textOf(payload, 'severity');
  if (!/^(?:critical|error|warning|info)$/.test(severity ?? '')) {
    return wrong('payload.severity', 'critical, error, warning or info');
  }
  return undefined;
}

/** Whether a text has more code points than that. */
function isLonger(text: string, most: number): boolean {
  return text.length > most && (text.length > 2 * most || [...text].length > most);
}

function wrong(path: string, expected: string): Refusal {
  return refuse('event-wrong', { path, expected });
}

/** The key of an event that brings none: the same for its repeat, so that one that was not answered in time is one alert. */
function keyOf(payload: JsonObject): string {
  const told = ['summary', ...LABELS].flatMap((name) => pairOf(name, textOf(payload, name)));
  return fingerprintOf(Object.fromEntries(told));
}

function draftOf(event: JsonObject, payload: JsonObject, status: Status, fingerprint: string): Draft {
  const details = own(payload, 'custom_details');
  const at = timeOf(own(payload, 'timestamp'));
  return {
    fingerprint,
    status,
    severityWord: textOf(payload, 'severity'),
    titles: [textOf(payload, 'summary'), fingerprint],
    text: scalar(details),
    labels: LABELS.flatMap((name) => pairOf(name, textOf(payload, name))),
    annotations: [...pairOf('client', textOf(event, 'client')), ...(isObject(details) ? scalars(details) : [])],
    links: [...linksOf(event, 'links'), ...linksOf(event, 'images'), { url: own(event, 'client_url'), text: 'source' }],
    ...(status === 'resolved' ? { endsAt: at } : { startsAt: at }),
  };
}

/** Of an image `href` is where it leads, and `src`, which it always has, the picture itself. */
function linksOf(event: JsonObject, list: 'links' | 'images'): NonNullable<Draft['links']> {
  return listOf(event, list)
    .filter(isObject)
    .map((link) => {
      const text = textOf(link, 'text') ?? textOf(link, 'alt');
      return { url: own(link, 'href') ?? own(link, 'src'), ...(text !== undefined && { text: text.slice(0, 200) }) };
    });
}
