import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebRequest, WebRoute } from '../../gateways/gateway.js';
import type { Routes } from './server.js';

const METHODS: readonly WebRoute['method'][] = ['GET', 'POST', 'PUT', 'DELETE'];

/** The paths of gateways. Bodies reach them as they came, whatever they say of themselves. */
export function gatewayRoutes(routes: readonly WebRoute[]): Routes {
  return (app) => {
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
      for (const [path, served] of methodsOf(routes)) {
        const method = METHODS.filter((one) => !served.has(one));
        const allow = [...served].join(', ');
        scope.route({
          method,
          url: path,
          handler: async (_, reply) => await reply.code(405).headers({ allow }).send(`only ${allow}\n`),
        });
      }
      for (const { method, path, limit, answer } of routes) {
        scope.route({
          method,
          url: path,
          bodyLimit: Math.max(1, limit),
          handler: async (request, reply) => {
            const { status, headers = {}, body = '' } = await answer(requestOf(request, reply));
            reply
              .code(status)
              .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers });
            return await send(reply, body);
          },
        });
      }
    });
  };
}

/** The methods that each path takes. */
function methodsOf(routes: readonly WebRoute[]): ReadonlyMap<string, ReadonlySet<string>> {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of routes) methods.set(path, (methods.get(path) ?? new Set()).add(method));
  return methods;
}

async function send(reply: FastifyReply, body: string | Uint8Array | AsyncIterable<string>): Promise<FastifyReply> {
  if (typeof body === 'string') return await reply.send(body);
  return await reply.send(body instanceof Uint8Array ? Buffer.from(body) : Readable.from(body));
}

function requestOf(request: FastifyRequest, reply: FastifyReply): WebRequest {
  const { body } = request;
  let gone: AbortController | undefined;
  return {
    params: texts(request.params),
    query: texts(request.query),
    headers: texts(request.headers),
    body: body instanceof Uint8Array ? body : new Uint8Array(),
    peer: request.ip,
    // Few ask for it, and making one costs as much as taking the body.
    get signal() {
      gone ??= abortedBy(reply);
      return gone.signal;
    },
  };
}

/** Aborts when the other side is gone or the answer is complete. */
function abortedBy({ raw }: FastifyReply): AbortController {
  const gone = new AbortController();
  if (raw.destroyed || raw.closed) gone.abort();
  else raw.once('close', () => gone.abort());
  return gone;
}

/** The last of several of one name. */
function texts(from: unknown): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(typeof from === 'object' && from !== null ? from : {})) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') found.set(name, last);
  }
  return Object.fromEntries(found);
}
