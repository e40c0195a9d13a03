import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.js';
import type { ConsoleSession, ConsoleSessions } from '../../store/console.js';
import type { FailureView } from './api.js';
import type { Cookies } from './cookies.js';
import type { Origins } from './settings.js';
import { csrfOf, isSame } from './tokens.js';

/** A session ends after so long, and after so long without a request, ms. */
export const SESSION_MS = 12 * 3_600_000;
export const IDLE_MS = 3_600_000;

/** Said with every answer: the page uses nothing from elsewhere, and nobody may put it into a frame (CSP 3, Fetch 3.6, HTML 7.1). */
const ALWAYS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** A session together with what the browser proves it with. */
export interface SignedIn extends ConsoleSession {
  readonly token: string;
  /** Wall time at which it is over at the latest, ms. */
  readonly expires: number;
}

interface GuardParts {
  readonly sessions: ConsoleSessions;
  readonly cookies: Cookies;
  readonly origins: () => Origins;
  readonly isAdmin: (jid: string) => boolean;
  readonly clock: Clock;
}

/** Lets through what comes from the page itself and, where that is needed, from somebody who is signed in. */
export class Guard {
  readonly #o: GuardParts;
  readonly #signedIn = new WeakMap<FastifyRequest, SignedIn>();

  constructor(parts: GuardParts) {
    this.#o = parts;
  }

  /** For everything: headers, and names that are not ours are turned away. */
  everywhere(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      void reply.headers({ ...ALWAYS });
      if (this.#o.origins().secure) void reply.header('strict-transport-security', 'max-age=31536000');
      if (!this.#o.origins().hosts.has(request.headers.host ?? '')) {
        return await fail(
          reply,
          421,
          'this is not a name of the console: open it at the address that its config names',
        );
      }
      return undefined;
    });
  }

  /** For all that changes something: it has to come from the page. */
  ownPages(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      if (request.method === 'GET' || request.method === 'HEAD') return undefined;
      const { origin, 'sec-fetch-site': site } = request.headers;
      const own = origin !== undefined && this.#o.origins().origins.has(origin);
      if (own && (site === undefined || site === 'same-origin')) return undefined;
      return await fail(reply, 403, 'this request did not come from the console itself');
    });
  }

  /** For everything but signing in. */
  signedInOnly(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      const session = await this.session(request);
      if (session === undefined) return await fail(reply, 401, 'sign in first');
      if (request.method === 'GET' || this.#hasCsrf(request, session)) return undefined;
      return await fail(reply, 403, 'this request did not come from the console itself: load the page again');
    });
  }

  /** Whose request it is; it keeps the session alive. Undefined where nobody is signed in, or is an admin no more. */
  async session(request: FastifyRequest): Promise<SignedIn | undefined> {
    const known = this.#signedIn.get(request);
    if (known !== undefined) return known;
    const token = this.#o.cookies.get(request, 'session');
    const session = token === undefined ? undefined : await this.alive(token);
    if (session === undefined) return undefined;
    await this.#o.sessions.touch(session.token, Math.min(IDLE_MS, session.expires - this.#o.clock.now()));
    this.#signedIn.set(request, session);
    return session;
  }

  /** The session of a token, if it is one. Whoever is an admin no more has none. */
  async alive(token: string): Promise<SignedIn | undefined> {
    const { sessions, isAdmin, clock } = this.#o;
    const session = await sessions.get(token);
    if (session === undefined) return undefined;
    const expires = session.at + SESSION_MS;
    if (isAdmin(session.jid) && clock.now() < expires) return { ...session, token, expires };
    await sessions.end(token);
    return undefined;
  }

  #hasCsrf(request: FastifyRequest, { token }: SignedIn): boolean {
    const given = request.headers['x-csrf-token'];
    return typeof given === 'string' && isSame(given, csrfOf(token));
  }
}

/** Answers with a status and a sentence, which nobody may store. */
export async function fail(reply: FastifyReply, status: number, error: string): Promise<FastifyReply> {
  const view: FailureView = { error };
  return await reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json')
    .send(JSON.stringify(view));
}
