import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { WebAnswer, WebRequest, WebRoute } from '../../gateways/gateway.js';
import { type Method, onlyBy } from './methods.js';
import type { Routes } from './server.js';

/** As what every body comes to the parser of all. */
const OCTETS = 'application/octet-stream';

/** Said with every answer, unless the gateway says otherwise. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const NOTHING = new Uint8Array();

/** What the gateway sees of a request. On the request itself: a weak map of all of them costs the collector 17 us for each. */
const ASKED = Symbol('asked');

declare module 'fastify' {
  interface FastifyRequest {
    [ASKED]: Asked | null;
  }
}

/** Makes traces of requests. */
interface RequestTracer {
  /** `traceparent`: of who sends it (W3C Trace Context). */
  serve<Result>(name: string, traceparent: string | undefined, run: () => Promise<Result> | Result): Promise<Result>;
}

/** The paths of gateways. Bodies reach them as they came, whatever they say of themselves. */
export function gatewayRoutes(routes: readonly WebRoute[], tracer?: RequestTracer): Routes {
  return (app) => {
    void app.register(async (scope) => {
      scope.decorateRequest(ASKED, null);
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
      for (const [path, served] of methodsOf(routes)) onlyBy(scope, path, [...served]);
      for (const { method, path, limit, admit, answer } of routes) {
        const answered = (one: Asked): Promise<WebAnswer> => {
          if (tracer === undefined) return answer(one);
          return tracer.serve(`${method} ${path}`, one.headers.traceparent, () => answer(one));
        };
        scope.route({
          method,
          url: path,
          bodyLimit: Math.max(1, limit),
          exposeHeadRoute: method === 'GET',
          onRequest: (request, reply, done) => {
            const one = new Asked(request, reply);
            const refused = admit?.(one);
            if (refused !== undefined) {
              // What is still to come of the body is read by nobody.
              reply.header('connection', 'close');
              void reply.send(payloadOf(reply, refused));
              return;
            }
            one.hideType();
            request[ASKED] = one;
            done();
          },
          // Says when it has an answer and gives fastify no promise, which would be one more of its own for each request.
          handler: (request, reply) => {
            const one = request[ASKED] ?? new Asked(request, reply);
            one.showType();
            answered(one)
              .then((said) => void reply.send(payloadOf(reply, said)))
              .catch((error: Error) => void reply.send(error));
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

/** Sets all of an answer but its body, and gives that as fastify sends it. */
function payloadOf(reply: FastifyReply, { status, headers, body = '' }: WebAnswer): string | Buffer | Readable {
  reply.code(status).headers(ALWAYS);
  if (headers !== undefined) reply.headers(headers);
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Buffer.from(body) : Readable.from(body);
}

/** A request as gateways see it. */
class Asked implements WebRequest {
  readonly params: WebRequest['params'];
  readonly query: WebRequest['query'];
  readonly headers: WebRequest['headers'];
  admitted: unknown;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #type: string | undefined;
  #gone: AbortController | undefined;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    this.#request = request;
    this.#reply = reply;
    this.params = texts(request.params);
    this.query = texts(request.query);
    this.headers = texts(request.headers);
    this.#type = request.raw.headers['content-type'];
  }

  /** Before its body is there, it is empty. */
  get body(): Uint8Array {
    const { body } = this.#request;
    return body instanceof Uint8Array ? body : NOTHING;
  }

  get peer(): string {
    return this.#request.ip;
  }

  /** Few ask for it, and making one costs as much as taking the body. */
  get signal(): AbortSignal {
    this.#gone ??= abortedBy(this.#reply);
    return this.#gone.signal;
  }

  /** A type that is none would be refused before the gateway has seen it. */
  hideType(): void {
    if (this.#type !== undefined) this.#request.raw.headers['content-type'] = OCTETS;
  }

  showType(): void {
    if (this.#type !== undefined) this.#request.raw.headers['content-type'] = this.#type;
  }
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
  if (isTexts(from)) return from;
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(typeof from === 'object' && from !== null ? from : {})) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') found.set(name, last);
  }
  return Object.fromEntries(found);
}

/** Whether no name comes twice, as is the rule: then it is the answer itself. */
function isTexts(from: unknown): from is Readonly<Record<string, string>> {
  if (typeof from !== 'object' || from === null) return false;
  for (const value of Object.values(from)) if (typeof value !== 'string') return false;
  return true;
}
