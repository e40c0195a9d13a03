import { headlineOf } from './clean.js';
import { readDelay } from './delay.js';
import { headerText } from './header-text.js';
import { plainOfMarkdown } from './markdown.js';
import { decodeText } from './payload.js';
import { severityOfPriority } from './priorities.js';
import { refuse } from './refusals.js';
import { httpCollector, messageFingerprint } from './request-id.js';
import { severityOf } from './severities.js';
import type { Answered, Refusal, Source, SourceRequest } from './source.js';
import { statusOf } from './statuses.js';
import { isObject, pairOf } from './values.js';

/** `curl -d` calls everything a form; the body is read as it is, whatever it is called of these. */
const TYPES = ['text/plain', 'text/markdown', 'application/octet-stream', 'application/x-www-form-urlencoded'];

/** Names of each parameter, as headers (with `x-` before it or without) and in the address. The first that is there counts. */
const NAMES = {
  title: ['title', 'ti', 't'],
  message: ['message', 'm'],
  priority: ['priority', 'prio', 'p'],
  tags: ['tags', 'tag', 'ta'],
  click: ['click'],
  actions: ['actions', 'action'],
  attach: ['attach', 'a'],
  delay: ['delay', 'at', 'in'],
  markdown: ['markdown', 'md'],
  severity: ['severity'],
  status: ['status'],
  fingerprint: ['fingerprint', 'dedup-key'],
} as const;

const MOST_TAGS = 64;
const MOST_ACTIONS = 8;

/** How far from now it may be said, as at ntfy, ms. */
const SOONEST_MS = 10_000;
const LATEST_MS = 3 * 86_400_000;

/**
 * Plain text, with what there is to say of it in headers or in the address, by the names that ntfy has for them: title, priority 1 to
 * 5, tags (`name=value` becomes a label), click, actions and attachments as links, Markdown, and a delay. Of ours are severity, status and fingerprint, by which an alert is resolved
 * with a second text.
 */
export const text: Source = { name: 'text', contentTypes: TYPES, read };

function read(request: SourceRequest): Answered | Refusal {
  const decoded = decodeText(request, TYPES);
  if (!decoded.ok) return decoded;
  const told = (name: keyof typeof NAMES) => parameter(request, NAMES[name]);
  const written = /\S/.test(decoded.value) ? decoded.value : (told('message') ?? '');
  const marked = isTrue(told('markdown')) || /^text\/markdown\b/i.test(request.contentType ?? '');
  const body = marked ? plainOfMarkdown(written) : written;
  const title = told('title');
  if (!/\S/.test(body) && title === undefined) return refuse('empty');

  const delay = told('delay');
  const notBefore = delay === undefined ? undefined : momentOf(delay, request);
  if (delay !== undefined && notBefore === undefined) return refuse('delay-wrong', { delay: delay.slice(0, 64) });

  const { labels, tags } = readTags(told('tags'));
  const fingerprint = told('fingerprint') ?? messageFingerprint(request, [title, body]);
  const collector = httpCollector(request);
  collector.add({
    fingerprint,
    status: statusOf(told('status')),
    severity: severityOf(told('severity'), request.severities) ?? severityOfPriority(told('priority')),
    titles: [title, headlineOf(body)],
    text: body,
    labels: [...labels, ...pairOf('tags', tags)],
    links: [{ url: told('click'), text: 'source' }, ...actionLinks(told('actions')), { url: told('attach') }],
    ...(notBefore !== undefined && { notBefore, startsAt: notBefore }),
  });
  const read = collector.result();
  return { ...read, answer: answerOf(read.alerts[0]?.fingerprint ?? fingerprint, notBefore ?? request.receivedAt) };
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|yes|true)$/i.test(value.trim());
}

/** When it is to be said; undefined where that cannot be read, or is too soon or too late. */
function momentOf(delay: string, { receivedAt, zone = 'UTC' }: SourceRequest): number | undefined {
  const at = readDelay(delay, receivedAt, zone);
  const wait = at === undefined ? 0 : at - receivedAt;
  return wait >= SOONEST_MS && wait <= LATEST_MS ? at : undefined;
}

/** Of `view, Open it, https://...; http, ...` or the same as JSON what can be looked at; buttons that do something are no links. */
function actionLinks(text: string | undefined): readonly { readonly url: unknown; readonly text?: string }[] {
  if (text === undefined) return [];
  if (text.trimStart().startsWith('[')) return jsonActions(text);
  return text.split(';', MOST_ACTIONS).flatMap((action) => {
    const [kind = '', ...parts] = action.split(',').map((part) => part.trim().replace(/^(?:action|label|url)=/, ''));
    const [label = '', url = ''] = parts.map((part) => part.replace(/^(['"])(.*)\1$/s, '$2'));
    return kind.toLowerCase() === 'view' ? [{ url, ...(label !== '' && { text: label.slice(0, 100) }) }] : [];
  });
}

function jsonActions(text: string): readonly { readonly url: unknown; readonly text?: string }[] {
  try {
    const actions: unknown = JSON.parse(text);
    if (!Array.isArray(actions)) return [];
    return actions.slice(0, MOST_ACTIONS).flatMap((one: unknown) => {
      if (!isObject(one) || one.action !== 'view') return [];
      return [{ url: one.url, ...(typeof one.label === 'string' && { text: one.label.slice(0, 100) }) }];
    });
  } catch {
    return [];
  }
}

/** What scripts for ntfy look at in its answer. */
function answerOf(id: string, at: number): Answered['answer'] {
  const body = JSON.stringify({ id, time: Math.floor(at / 1000), event: 'message' });
  return { status: 200, contentType: 'application/json', body };
}

function parameter({ headers, query }: SourceRequest, names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const key of [`x-${name}`, name]) {
      const value = Object.hasOwn(headers, key) ? headers[key] : undefined;
      if (value !== undefined && value !== '') return headerText(value);
    }
  }
  for (const name of names) {
    const value = Object.hasOwn(query, name) ? query[name] : undefined;
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

/** `host=db1, disk` as a label of its own and what is left. */
function readTags(text: string | undefined): {
  labels: readonly (readonly [string, string])[];
  tags: string | undefined;
} {
  const labels: (readonly [string, string])[] = [];
  const tags: string[] = [];
  for (const tag of (text ?? '').slice(0, 8192).split(',').slice(0, MOST_TAGS)) {
    const [, name, value] = /^\s*([A-Za-z_][\w.-]*)=(.*)$/su.exec(tag) ?? [];
    if (name !== undefined && value !== undefined) labels.push([name, value.trim()]);
    else if (/\S/.test(tag)) tags.push(tag.trim());
  }
  return { labels, tags: tags.length === 0 ? undefined : tags.join(',') };
}
