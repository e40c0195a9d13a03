import type { WebRequest } from '../../../gateway.js';
import type { HttpParts } from '../parts.js';
import { problem } from '../problem.js';
import { isValid } from './api.js';
import { eventStream } from './event-stream.js';
import type { Operation } from './operation.js';
import { mayHear } from './permissions.js';

/** Streams that are open at once, in this process: of one bot, and of all. */
const MOST_OF_ONE = 4;
const MOST_OF_ALL = 200;

/** What happens, as a stream. */
export function eventOperations({ book, events, clock }: HttpParts): readonly Operation[] {
  const open = new Map<string, number>();
  const all = () => [...open.values()].reduce((sum, count) => sum + count, 0);
  const add = (bot: string, by: 1 | -1) => {
    const count = (open.get(bot) ?? 0) + by;
    if (count === 0) open.delete(bot);
    else open.set(bot, count);
  };
  return [
    {
      name: 'events',
      method: 'GET',
      path: '/events',
      scope: 'events',
      summary: 'What happens, as server-sent events; with Last-Event-ID or ?after= from where the reader was',
      query: { after: 'Cursor after which it begins; 0: with the oldest that is kept. Default: with what comes' },
      status: 200,
      types: ['text/event-stream'],
      problems: [400],
      async run({ bot, request }) {
        const written = request.headers['last-event-id'] ?? request.query.after;
        const after = written === undefined || written === '' ? await events.head() : cursorOf(written);
        if (after === undefined) return { problem: problem('cursor-wrong') };
        if ((open.get(bot.name) ?? 0) >= MOST_OF_ONE || all() >= MOST_OF_ALL) {
          return { problem: problem('streams-many', { retryAfter: 30_000, params: { most: MOST_OF_ONE } }) };
        }
        holdWhileOpen(
          request,
          () => add(bot.name, 1),
          () => add(bot.name, -1),
        );
        const body = eventStream({
          log: events,
          clock,
          after,
          signal: request.signal,
          isAllowed: () => {
            const now = book().bot(bot.name);
            return now?.tokenHash === bot.tokenHash && now.scopes.has('events') && isValid(now, clock.now());
          },
          isFor: (event) => mayHear(book().bot(bot.name) ?? bot, book(), event),
        });
        const headers = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };
        return { answer: { status: 200, headers, body } };
      },
    },
  ];
}

/** A cursor as it was given out. */
function cursorOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Counts a client for as long as it is there; the end of a connection is always told. */
function holdWhileOpen({ signal }: Pick<WebRequest, 'signal'>, take: () => void, give: () => void): void {
  if (signal.aborted) return;
  take();
  signal.addEventListener('abort', give, { once: true });
}
