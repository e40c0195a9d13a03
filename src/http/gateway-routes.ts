import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebAnswer, WebRequest, WebRoute } from '../../gateways/gateway.js';
import { type Method, onlyBy } from './methods.js';
import type { Routes } from './server.js';

/** As what every body comes to the parser of all. */
const OCTETS = 'application/octet-stream';

/** The paths of gateways. Bodies reach them as they came, whatever they say of themselves. */
export function gatewayRoutes(routes: readonly WebRoute[]): Routes {
  return (app) => {
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
      for (const [path, served] of methodsOf(routes)) onlyBy(scope, path, [...served]);
      for (const { method, path, limit, admit, answer } of routes) {
        const types = new WeakMap<FastifyRequest, string>();
        scope.route({
          method,
          url: path,
          bodyLimit: Math.max(1, limit),
          exposeHeadRoute: method === 'GET',
          onRequest: async (request, reply) => {
            const refused = admit?.(requestOf(request, reply));
            if (refused !== undefined) {
              // What is still to come of the body is read by nobody.
              reply.header('connection', 'close');
              await send(reply, refused);
              return;
            }
            const { headers } = request.raw;
            const type = headers['content-type'];
            if (type === undefined) return;
            types.set(request, type);
            // A type that is none would be refused before the gateway has seen it.
            headers['content-type'] = OCTETS;
          },
          handler: async (request, reply) => {
            const type = types.get(request);
            if (type !== undefined) request.raw.headers['content-type'] = type;
            return await send(reply, await answer(requestOf(request, reply)));
          },
        });
      }
    });
  };
}

/** The methods that each path takes. */
function methodsOf(routes: readonly WebRoute[]): ReadonlyMap<string, ReadonlySet<Method>> {
  const methods = new Map<string, Set<Method>>();
  for (const { path, method } of routes) {
    const served = methods.get(path) ?? new Set();
    methods.set(path, served.add(method));
    if (method === 'GET') served.add('HEAD');
  }
  return methods;
}

async function send(reply: FastifyReply, { status, headers = {}, body = '' }: WebAnswer): Promise<FastifyReply> {
  reply.code(status).headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers });
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
