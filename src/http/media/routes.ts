import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.js';
import type { Log } from '../../log.js';
import type { MediaRecord } from '../../store/media.js';
import { Clients } from '../clients.js';
import { onlyBy } from '../methods.js';
import type { Routes } from '../server.js';
import { type Asked, decide } from './conditions.js';
import { contentDisposition } from './name.js';
import type { MediaStore, Opened } from './store.js';
import { isPassive, UNKNOWN_TYPE } from './type.js';

/** Requests of one client: so many at once, and so many a second for long. A player asks for many parts of one film. */
const ASKS = { perSecond: 20, burst: 200 };
/** Links that lead nowhere, which somebody who guesses asks for. */
const MISSES = { perSecond: 0.5, burst: 20 };

const SECRET_HEADERS = {
  // The link is a secret: no other site learns it, no search engine shows it, no cache of others keeps what it leads to.
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
  // Clients in a browser are of other origins; there are no cookies that could be misused.
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
} as const;

const NO_STORE = { ...SECRET_HEADERS, 'cache-control': 'no-store' } as const;

const PAGES = {
  unknown: [404, 'This link is not complete, or it was never made here. Copy it again, whole.\n'],
  gone: [410, 'This file is not kept any more. Ask whoever sent it to send it again.\n'],
  busy: [429, 'Too many requests. Wait a minute.\n'],
  failed: [503, 'Files cannot be read at the moment. Try again later.\n'],
} as const;

interface MediaRouteParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly count: (outcome: string) => void;
}

/** `/media/<token>/<name>`: gives files to whoever has a link, GET and HEAD. */
export function mediaRoutes(store: Pick<MediaStore, 'open'>, parts: MediaRouteParts): Routes {
  const asks = new Clients(parts.clock, ASKS.perSecond, ASKS.burst);
  const misses = new Clients(parts.clock, MISSES.perSecond, MISSES.burst);

  const page = (reply: FastifyReply, which: keyof typeof PAGES): FastifyReply => {
    const [status, text] = PAGES[which];
    parts.count(which);
    if (status === 429 || status === 503) reply.header('retry-after', '60');
    return reply.code(status).headers(NO_STORE).type('text/plain; charset=utf-8').send(text);
  };

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { token, name } = request.params as { readonly token: string; readonly name: string };
    if (!asks.take(request.ip) || !misses.has(request.ip)) return page(reply, 'busy');
    let opened: Opened;
    try {
      opened = await store.open(token, name);
    } catch (error) {
      parts.log.error({ error: String(error) }, 'a file could not be read');
      return page(reply, 'failed');
    }
    if (opened.kind === 'unknown') misses.take(request.ip);
    if (opened.kind !== 'file') return page(reply, opened.kind);
    const { record, file } = opened;
    try {
      // A file that was changed on the disk is not the one that was promised.
      if ((await file.stat()).size !== record.size) {
        await file.close();
        parts.log.error({ file: record.id }, 'a file has another size than it had: it is not given out');
        return page(reply, 'gone');
      }
      return await give(request, reply, record, file);
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  };

  const give = async (
    request: FastifyRequest,
    reply: FastifyReply,
    record: MediaRecord,
    file: Extract<Opened, { kind: 'file' }>['file'],
  ): Promise<FastifyReply> => {
    const etag = `"${record.hash.replace(/[^A-Za-z0-9]/g, '').slice(0, 32)}"`;
    const decision = decide(askedBy(request), { size: record.size, etag, modified: record.at });
    parts.count(String(decision.status));
    reply.code(decision.status).headers({
      ...SECRET_HEADERS,
      'cache-control': 'private, no-cache',
      'accept-ranges': 'bytes',
      etag,
      'last-modified': new Date(record.at).toUTCString(),
    });
    if (decision.status === 416) reply.header('content-range', `bytes */${record.size}`);
    if (decision.status !== 200 && decision.status !== 206) {
      await file.close();
      return reply.send();
    }
    const first = decision.status === 206 ? decision.first : 0;
    const last = decision.status === 206 ? decision.last : record.size - 1;
    if (decision.status === 206) reply.header('content-range', `bytes ${first}-${last}/${record.size}`);
    reply.headers({
      'content-type': typeShown(record),
      'content-disposition': contentDisposition(record.inline ? 'inline' : 'attachment', record.name),
      'content-length': last - first + 1,
    });
    if (request.method === 'HEAD' || record.size === 0) {
      await file.close();
      return reply.send();
    }
    return reply.send(file.createReadStream({ start: first, end: last }));
  };

  return (app) => {
    onlyBy(app, '/media/:token/:name', ['GET', 'HEAD']);
    app.route({
      method: ['GET', 'HEAD'],
      url: '/media/:token/:name',
      handler: answer,
    });
    app.get('/media/*', (_, reply) => page(reply, 'unknown'));
  };
}

function askedBy({ headers }: FastifyRequest): Asked {
  return {
    range: headers.range,
    ifRange: [headers['if-range']].flat()[0],
    ifMatch: headers['if-match'],
    ifNoneMatch: headers['if-none-match'],
    ifModifiedSince: headers['if-modified-since'],
    ifUnmodifiedSince: headers['if-unmodified-since'],
  };
}

/** A browser that ignores all other headers must still find nothing to run. */
function typeShown({ type }: MediaRecord): string {
  if (!isPassive(type)) return UNKNOWN_TYPE;
  return type === 'text/plain' ? `${type}; charset=utf-8` : type;
}
