import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import type { Inside } from '../../core/operator/inside.js';
import type { Operator } from '../../core/operator/operator.js';
import { isConnectionLoss } from '../../redis.js';
import { Trouble } from '../../trouble.js';
import { QUEUES_PATH, queuesRoutes } from '../queues/routes.js';
import type { HttpServer } from '../server.js';
import { serveAssets } from './assets.js';
import { Cookies } from './cookies.js';
import { fail, Guard } from './guard.js';
import { Live } from './live.js';
import { operationRoutes } from './operations.js';
import { overviewOf } from './overview.js';
import { queryRoutes } from './queries.js';
import { type ConsoleSettings, type Origins, originsOf } from './settings.js';
import { SignIn } from './sign-in.js';

/** A request's head, and the whole of it, have to be there in this time, ms. */
const HEAD_MS = 10_000;
const WHOLE_MS = 30_000;
const MOST_BODY = 256 * 1024;

/** Serves the console for admins at an address of its own. Resolves when it listens; rejects where it cannot. */
export async function serveConsole(
  settings: ConsoleSettings,
  { inside, operator }: { readonly inside: Inside; readonly operator: Operator },
): Promise<HttpServer> {
  const { listen, proxies, isAdmin } = settings;
  const { clock, log, stores } = inside;
  const app = Fastify({
    logger: false,
    trustProxy: proxies.length > 0 && [...proxies],
    forceCloseConnections: true,
    // A machine that has much else to do is no reason not to start.
    pluginTimeout: 0,
    requestTimeout: WHOLE_MS,
    http: { headersTimeout: HEAD_MS },
    bodyLimit: MOST_BODY,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 3100 },
    frameworkErrors: (_, __, reply: FastifyReply) => void fail(reply, 404, 'there is no such page'),
  });
  const trouble = new Trouble(clock, log);
  let origins: Origins = originsOf(settings, listen.port);
  const cookies = new Cookies(() => origins.secure);
  const guard = new Guard({ sessions: stores.console, cookies, origins: () => origins, isAdmin, clock });
  const live = new Live(guard, () => overviewOf(inside), { clock, log });
  guard.everywhere(app);
  app.setNotFoundHandler(async (_, reply) => await fail(reply, 404, 'there is no such page'));
  app.setErrorHandler<Error & { statusCode?: number }>(async (error, _, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return await fail(reply, status, error.message);
    // An open page asks again and again.
    trouble.tell('a request of the console failed', error);
    if (isConnectionLoss(error)) return await fail(reply, 503, 'Redis does not answer at the moment; messages wait');
    return await fail(reply, 500, 'this failed; the reason is in the log');
  });
  await serveAssets(app, settings.folder);
  await app.register(
    async (api) => {
      guard.ownPages(api);
      new SignIn({ inside, guard, cookies, isAdmin, queues: settings.queues }).routes(api);
      await api.register(async (inner) => {
        guard.signedInOnly(inner);
        queryRoutes(inner, inside);
        operationRoutes(inner, operator, guard);
        inner.get('/live', async (request, reply) => await live.watch(request, reply));
      });
    },
    { prefix: '/console/api' },
  );
  if (settings.queues) {
    const signedIn = async (request: FastifyRequest): Promise<boolean> => (await guard.session(request)) !== undefined;
    await app.register(async (queues) => await queuesRoutes(queues, inside, { signedIn, fail }), {
      prefix: QUEUES_PATH,
    });
  }
  await app.listen({ host: listen.host, port: listen.port });
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port;
  origins = originsOf(settings, port);
  app.server.unref();
  return {
    address: { host: listen.host, port },
    close: async () => {
      live.stop();
      await app.close();
    },
  };
}
