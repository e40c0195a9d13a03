import { headlineOf } from './clean.js';
import { decodeObject, JSON_TYPES } from './payload.js';
import { refuse } from './refusals.js';
import { httpCollector, messageFingerprint } from './request-id.js';
import type { Answered, Refusal, Source, SourceRequest } from './source.js';
import { pairOf, textOf } from './values.js';

/** `curl -d` says so of whatever it sends, and ejabberd does not look. */
const TYPES = [...JSON_TYPES, 'application/x-www-form-urlencoded', 'text/plain'];

const KINDS = new Set(['chat', 'normal', 'headline', 'groupchat']);

/**
 * The command `send_message` of ejabberd's HTTP API: an object with type, from, to, subject and body. What it would send becomes one
 * alert, which its route takes to people: `to` is a label and no address that is written to. Answered with `0`, as there.
 */
export const ejabberd: Source = { name: 'ejabberd', contentTypes: TYPES, read };

function read(request: SourceRequest): Answered | Refusal {
  const payload = decodeObject(
    request,
    '{"type": "chat", "from": "...", "to": "...", "subject": "", "body": "..."}',
    TYPES,
  );
  if (!payload.ok) return payload;
  const [type = 'chat', from, to, subject, body] = ['type', 'from', 'to', 'subject', 'body'].map((name) =>
    textOf(payload.value, name),
  );
  if (!KINDS.has(type)) return refuse('field-wrong', { path: 'type', expected: [...KINDS].join(', ') });
  if (subject === undefined && body === undefined) return refuse('field-missing', { path: 'body' });

  const collector = httpCollector(request);
  collector.add({
    fingerprint: messageFingerprint(request, [type, from, to, subject, body]),
    status: 'firing',
    titles: [subject, headlineOf(body ?? '')],
    text: body,
    labels: [...pairOf('type', type), ...pairOf('from', from), ...pairOf('to', to)],
  });
  return { ...collector.result(), answer: { status: 200, contentType: 'application/json', body: '0' } };
}
