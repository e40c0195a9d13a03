import type { WebAnswer, WebContext, WebRequest, WebRoute } from '../gateway.js';
import type { Source } from './book/source.js';
import { Intake } from './intake.js';
import { GroupLanes } from './lanes.js';
import { contextOf } from './post/words.js';
import type { Rules } from './rules.js';
import { sourceOf } from './sources/sources.js';

const LARGEST = 1024 * 1024;

/** The HTTP side: senders post their alerts at the address of their source. */
export function webRoutes(context: WebContext, rules: Rules): readonly WebRoute[] {
  const intake = new Intake({ put: context.put, lanes: new GroupLanes(context.kv), book: () => rules.book });
  void rules.look();
  return [
    {
      method: 'POST',
      path: '/alerts/in/:source',
      limit: LARGEST,
      answer: async (request) => await takeIn(request, context, rules, intake),
    },
  ];
}

async function takeIn(request: WebRequest, context: WebContext, rules: Rules, intake: Intake): Promise<WebAnswer> {
  await rules.look();
  const source = authorised(request, rules);
  if (source === undefined) return { status: 401, body: 'the token of this source is missing or wrong\n' };
  const { kind, fields, preset } = source;
  const reader = sourceOf({ kind, fields, ...(preset !== undefined && { preset }) });
  if (reader === undefined || 'findings' in reader) return { status: 404, body: 'this source sends not by HTTP\n' };
  const { body, headers, query } = request;
  const contentType = headers['content-type'];
  const read = reader.read({
    ...contextOf(source, context.clock.now()),
    body,
    maxSize: source.maxSize,
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    query,
    ...(contentType !== undefined && { contentType }),
  });
  if (!read.ok) return { status: read.status, body: `${context.text(read.text)}\n` };
  try {
    await intake.take(read.alerts, source.route);
  } catch (error) {
    context.log.warn({ error: String(error) }, 'alerts could not be put into a lane');
    return { status: 503, headers: { 'retry-after': '5' }, body: 'try again\n' };
  }
  return { status: read.answer.status, headers: { 'content-type': read.answer.contentType }, body: read.answer.body };
}

function authorised({ headers, params }: WebRequest, rules: Rules): Source | undefined {
  const [, token = ''] = /^Bearer +(\S{1,1024})$/i.exec(headers.authorization ?? '') ?? [];
  const source = rules.book.sourceByToken(token);
  return source?.name === params.source ? source : undefined;
}
