import { isUtf8 } from 'node:buffer';
import { LIMITS } from './limits.js';
import { refuse } from './refusals.js';
import type { Refusal, SourceRequest } from './source.js';
import { isObject, type JsonObject } from './values.js';

interface MediaType {
  readonly type: string;
  readonly charset?: string;
}

type Decoded<T> = { readonly ok: true; readonly value: T } | Refusal;

/** What every JSON source reads. */
export const JSON_TYPES = ['application/json', 'text/json'] as const;

/** What most senders say: it needs no looking into. */
const PLAIN_JSON: MediaType = { type: 'application/json' };

const FORM = 'application/x-www-form-urlencoded';

const DECODER = new TextDecoder();

/** The body as text, where it is small enough, of one of the types, and UTF-8. A byte order mark is not part of it. */
export function decodeText(request: SourceRequest, types: readonly string[]): Decoded<string> {
  const { body, contentType } = request;
  const most = Math.min(request.maxSize ?? LIMITS.octets, LIMITS.octets);
  if (body.byteLength > most) return refuse('too-large', { most });
  if (contentType !== undefined && contentType.trim() !== '') {
    const { type, charset } = contentType === PLAIN_JSON.type ? PLAIN_JSON : mediaType(contentType);
    if (
      !types.includes(type) &&
      !(types.includes('application/json') && /^application\/[\w.-]{1,64}\+json$/.test(type))
    ) {
      return refuse('wrong-type', { type: type.slice(0, 100), types: types.join(', ') });
    }
    if (charset !== undefined && !/^(?:utf-?8|us-ascii)$/.test(charset)) {
      return refuse('wrong-charset', { charset: charset.slice(0, 40) });
    }
  }
  if (!isUtf8(body)) return refuse('not-utf8');
  return { ok: true, value: DECODER.decode(body) };
}

/** Any JSON of the body. */
function decodeJson(request: SourceRequest, types: readonly string[]): Decoded<unknown> {
  const text = decodeText(request, types);
  return text.ok ? parseJson(text.value) : text;
}

/**
 * Any JSON of the body, also in the field `payload` of a form, as GitHub and what speaks to Slack send it. `curl -d` calls everything a
 * form.
 */
export function decodeJsonOrForm(request: SourceRequest): Decoded<unknown> {
  const text = decodeText(request, [...JSON_TYPES, FORM]);
  if (!text.ok) return text;
  const isForm = text.value.startsWith('payload=');
  return parseJson(isForm ? (new URLSearchParams(text.value).get('payload') ?? '') : text.value);
}

function parseJson(text: string): Decoded<unknown> {
  if (!/\S/.test(text)) return refuse('empty');
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return refuse('json-broken');
  }
}

/** The JSON object of the body; `example` shows what is expected where it is something else. */
export function decodeObject(
  request: SourceRequest,
  example: string,
  types: readonly string[] = JSON_TYPES,
): Decoded<JsonObject> {
  const json = decodeJson(request, types);
  if (!json.ok) return json;
  return isObject(json.value) ? { ok: true, value: json.value } : refuse('not-an-object', { example });
}

/** Type and charset of a `Content-Type` (RFC 9110 8.3), in small letters. */
function mediaType(header: string): MediaType {
  const [type = '', ...parameters] = header.slice(0, 512).toLowerCase().split(';');
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=');
    if (name.trim() === 'charset') return { type: type.trim(), charset: value.trim().replace(/^"|"$/g, '') };
  }
  return { type: type.trim() };
}

/** The usual answer: how many alerts were taken, and what they are called. */
export function accepted(alerts: readonly { readonly fingerprint: string }[]) {
  const body = JSON.stringify({
    accepted: alerts.length,
    fingerprints: alerts.slice(0, 100).map((alert) => alert.fingerprint),
  });
  return { status: 200, contentType: 'application/json', body } as const;
}
