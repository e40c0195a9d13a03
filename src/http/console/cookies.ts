import type { FastifyReply, FastifyRequest } from 'fastify';

/** The cookies of the console: a session, and the sign-in that waits for its code. */
type CookieName = 'session' | 'asking';

/**
 * With TLS the names begin with `__Host-`, which browsers take from this host alone, for all of it, by TLS (RFC 6265bis 4.1.3.2). Without,
 * on loopback, not all browsers would take such a cookie.
 */
export class Cookies {
  readonly #secure: () => boolean;

  constructor(secure: () => boolean) {
    this.#secure = secure;
  }

  get(request: FastifyRequest, name: CookieName): string | undefined {
    const wanted = `${this.#name(name)}=`;
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const value = pairs.find((pair) => pair.startsWith(wanted))?.slice(wanted.length);
    return value === undefined || !/^[A-Za-z0-9_-]{20,100}$/.test(value) ? undefined : value;
  }

  /** `seconds`: how long the browser keeps it; 0 takes it away. */
  set(reply: FastifyReply, name: CookieName, value: string, seconds: number): void {
    const secure = this.#secure() ? '; Secure' : '';
    const cookie = `${this.#name(name)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
    const before = reply.getHeader('set-cookie');
    void reply.removeHeader('set-cookie');
    const others = before === undefined ? [] : [before].flat().map(String);
    void reply.header('set-cookie', [...others, cookie]);
  }

  #name(name: CookieName): string {
    return this.#secure() ? `__Host-isthmus-${name}` : `isthmus-${name}`;
  }
}
