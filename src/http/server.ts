import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';

/** A host or address, and a TCP port; port 0 takes a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Where health, metrics, files and webhooks are served. */
export interface HttpSettings {
  readonly listen: ListenAddress;
  /** Addresses and networks of reverse proxies, whose word on the client's address is taken. */
  readonly proxies: readonly string[];
}

/** One concern's paths. */
export type Routes = (app: FastifyInstance) => void;

/** A server that listens. */
export interface HttpServer {
  /** Where it listens; the port is the real one also where 0 was asked for. */
  readonly address: ListenAddress;
  /** Ends what is open and stops listening. */
  close(): Promise<void>;
}

/** A connection on which nothing happens for so long is closed, ms: slow readers and those who never finish asking. */
const SILENT_MS = 60_000;
/** A request's head has to be there in this time, and the whole of it with its body: a large file comes over a slow line too. */
const HEAD_MS = 15_000;
const WHOLE_MS = 300_000;
/** How often it is looked whether one is late, ms. */
const LOOK_MS = 5000;

/**
 * Serves HTTP at one address. Answers paths that nobody serves with 404, whatever the method. Resolves when it listens; rejects where
 * it cannot.
 */
export async function serveHttp(settings: HttpSettings, routes: readonly Routes[]): Promise<HttpServer> {
  const { listen, proxies } = settings;
  const app = Fastify({
    logger: false,
    // Without any it need not be asked who has passed a request on.
    trustProxy: proxies.length > 0 && [...proxies],
    forceCloseConnections: true,
    // A machine that has much else to do is no reason not to start.
    pluginTimeout: 0,
    connectionTimeout: SILENT_MS,
    requestTimeout: WHOLE_MS,
    http: { headersTimeout: HEAD_MS, connectionsCheckingInterval: LOOK_MS },
    bodyLimit: 64 * 1024,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 1024 },
    // A path that is no path is one that nobody serves.
    frameworkErrors: (_, __, reply: FastifyReply) => void reply.code(404).type(TEXT).send(NOWHERE),
  });
  const nowhere = async (reply: FastifyReply) => await reply.code(404).type(TEXT).send(NOWHERE);
  // Before a body is read that nobody wants.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) void nowhere(reply);
    else done();
  });
  app.setNotFoundHandler(async (_, reply) => await nowhere(reply));
  app.setErrorHandler<Error & { statusCode?: number }>((error, _, reply) => {
    const status = error.statusCode ?? 500;
    return reply
      .code(status)
      .type(TEXT)
      .send(status < 500 ? `${error.message}\n` : 'this failed; its administrator can find the reason in the log\n');
  });
  for (const add of routes) add(app);
  await app.listen({ host: listen.host, port: listen.port });
  const bound = app.server.address();
  app.server.unref();
  return {
    address: { host: listen.host, port: typeof bound === 'object' && bound !== null ? bound.port : listen.port },
    close: () => app.close(),
  };
}

const TEXT = 'text/plain; charset=utf-8';
const NOWHERE = 'try /healthz, /readyz or /metrics\n';
