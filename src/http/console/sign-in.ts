import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Inside } from '../../core/operator/inside.js';
import { sendSealed } from '../../core/sealed-stanza.js';
import { xmppLanes } from '../../core/xmpp-lanes.js';
import { newEnvelopeId } from '../../lanes/envelope.js';
import { parseJid } from '../../xmpp/jid.js';
import { chatMessage, hint } from '../../xmpp/messages.js';
import { clientOf } from '../clients.js';
import type { CodeView, SessionView } from './api.js';
import type { Cookies } from './cookies.js';
import { fail, type Guard, IDLE_MS, SESSION_MS, type SignedIn } from './guard.js';
import { csrfOf, newCode, newToken, spelled, typedCode } from './tokens.js';

const CODE_MINUTES = 10;

/** How often one address may ask for a code, one JID be sent one, and one address try one: tokens a second, and at once. */
const LIMITS = {
  asking: { rate: 1 / 60, burst: 10 },
  sending: { rate: 1 / 120, burst: 5 },
  trying: { rate: 1 / 6, burst: 20 },
} as const;

/**
 * Nobody is answered sooner than after so long, ms: whether somebody is an admin must not be told by how long it takes to find that
 * out and to send a code.
 */
const ANSWER_MS = 300;

interface SignInParts {
  readonly inside: Inside;
  readonly guard: Guard;
  readonly cookies: Cookies;
  readonly isAdmin: (jid: string) => boolean;
  readonly queues: boolean;
}

/**
 * Signing in: the admin gives a JID and gets a code there, as a message of the gateway. The code is good in the browser that asked for
 * it and nowhere else, so nobody can use up the tries of somebody else, or have somebody read one out that serves in another browser.
 * While no message can come, a code of the terminal does as well (`isthmus console code`).
 */
export class SignIn {
  readonly #o: SignInParts;

  constructor(parts: SignInParts) {
    this.#o = parts;
  }

  routes(app: FastifyInstance): void {
    app.get('/session', async (request, reply) => {
      const session = await this.#o.guard.session(request);
      return session === undefined ? await fail(reply, 401, 'sign in first') : this.#viewOf(session);
    });
    app.post('/session/code', async (request, reply) => await this.#ask(request, reply));
    app.post('/session', async (request, reply) => await this.#enter(request, reply));
    app.delete('/session', async (request, reply) => {
      const token = this.#o.cookies.get(request, 'session');
      if (token !== undefined) await this.#o.inside.stores.console.end(token);
      this.#o.cookies.set(reply, 'session', '', 0);
      return await reply.code(204).send();
    });
  }

  async #ask(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const jid = jidOf(request.body);
    if (jid === undefined) return await fail(reply, 400, 'write your JID, such as admin@example.org');
    const answered = this.#later();
    const known = (await this.#may('asking', clientOf(request.ip))) && (await this.#may('sending', jid));
    if (!known) {
      await answered;
      return await fail(reply, 429, 'too many codes were asked for: wait some minutes');
    }
    const token = newToken();
    this.#o.cookies.set(reply, 'asking', token, CODE_MINUTES * 60);
    // Nobody waits for it: whether it worked is not for whoever asks.
    void this.#send(token, jid).catch((error: unknown) => {
      this.#o.inside.log.warn({ error: String(error) }, 'a code for the console could not be sent');
    });
    const up = await streamIsUp(this.#o.inside);
    await answered;
    const view: CodeView = { stream: up ? 'up' : 'down' };
    return await reply.code(202).send(view);
  }

  async #send(token: string, jid: string): Promise<void> {
    const { stores, sites, clock } = this.#o.inside;
    const [site] = sites;
    const code = newCode();
    // Whoever is no admin has one too, that nobody knows: what follows is the same.
    await stores.console.ask(token, jid, code);
    if (!this.#o.isAdmin(jid) || site === undefined) return;
    const id = newEnvelopeId();
    const text = site.words.text({ key: 'console.code', params: { code: spelled(code), minutes: CODE_MINUTES } });
    const stanza = chatMessage({ from: site.gateway.domain, to: jid, id }, text, hint('no-store'), hint('no-copy'));
    await sendSealed(site, { id, to: jid, stanza, expires: clock.now() + CODE_MINUTES * 60_000 });
  }

  async #enter(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | SessionView> {
    const { inside, cookies, isAdmin } = this.#o;
    const { console: sessions } = inside.stores;
    const jid = jidOf(request.body);
    const code = textOf(request.body, 'code');
    if (jid === undefined || code === undefined) return await fail(reply, 400, 'write your JID and the code');
    const answered = this.#later();
    if (!(await this.#may('trying', clientOf(request.ip)))) {
      await answered;
      return await fail(reply, 429, 'too many tries: wait some minutes');
    }
    const asking = cookies.get(request, 'asking');
    const typed = typedCode(code);
    const right =
      (asking !== undefined && (await sessions.answer(asking, jid, typed))) || (await sessions.redeem(jid, typed));
    if (!right || !isAdmin(jid)) {
      await answered;
      inside.log.info({}, 'somebody gave a wrong code for the console');
      return await fail(reply, 403, 'the code is wrong or too old: try again, or ask for another one');
    }
    const token = newToken();
    const now = inside.clock.now();
    await sessions.begin(token, { jid, at: now }, IDLE_MS);
    const before = cookies.get(request, 'session');
    if (before !== undefined) await sessions.end(before);
    cookies.set(reply, 'session', token, SESSION_MS / 1000);
    cookies.set(reply, 'asking', '', 0);
    return this.#viewOf({ jid, at: now, token, expires: now + SESSION_MS });
  }

  #viewOf({ jid, token, expires }: SignedIn): SessionView {
    return { jid, csrf: csrfOf(token), expires, queues: this.#o.queues };
  }

  async #may(what: keyof typeof LIMITS, whose: string): Promise<boolean> {
    const { stores, clock } = this.#o.inside;
    const { rate, burst } = LIMITS[what];
    const [admission] = await stores.buckets.admit(
      [{ key: `console.${what} ${whose}`, cost: 1 }],
      rate,
      burst,
      clock.now(),
    );
    return admission?.allowed === 1;
  }

  #later(): Promise<void> {
    return new Promise((resolve) => this.#o.inside.clock.after(ANSWER_MS, resolve));
  }
}

/** Whether a code can come as a message at present: it goes over the stream of the first gateway. The same is told to everybody. */
async function streamIsUp({ sites: [site], lanes }: Inside): Promise<boolean> {
  if (site === undefined) return false;
  const names = xmppLanes(site.gateway.domain, site.streams);
  const all = await Promise.all(names.map((name) => lanes.statusNow(name)));
  return all.some(({ held, state, paused }) => held && state === 'up' && paused === undefined);
}

function jidOf(body: unknown): string | undefined {
  const text = textOf(body, 'jid')?.trim() ?? '';
  const jid = parseJid(text);
  return jid === undefined || !text.includes('@') ? undefined : jid.bare;
}

function textOf(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' && value.length <= 3000 ? value : undefined;
}
