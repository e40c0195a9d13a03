import assert from 'node:assert/strict';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { type RequestOptions, request as secureRequest } from 'node:https';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import type { OverviewView, SessionView } from '../../src/http/console/api.js';

export interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A connection on which nothing comes for so long fails; the live stream says something more often. */
const SILENT_MS = 25_000;

/** What a browser does at the console: it keeps cookies, and says where its requests come from. */
export class ConsoleBrowser {
  /** Cookies by their names. */
  readonly cookies = new Map<string, string>();
  csrf = '';
  readonly #base: string;
  readonly #connection: RequestOptions;
  readonly #streams = new Set<IncomingMessage>();

  /** `connection`: where the host of an address is found, and who vouches for it, where DNS does not know it. */
  constructor(base: string, connection: RequestOptions = {}) {
    this.#base = base;
    this.#connection = connection;
  }

  async ask(path: string, { method = 'GET', body, headers = {} }: Asked = {}): Promise<Answered> {
    const response = await this.#open(path, { method, body, headers });
    let text = '';
    response.setEncoding('utf8');
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  }

  /** Asks the API; fails where the answer is none of these. */
  async api<T>(path: string, asked: Asked = {}, status = 200): Promise<T> {
    const answer = await this.ask(`/console/api/${path}`, asked);
    assert.equal(answer.status, status, `${path}: ${answer.text}`);
    return (answer.text === '' ? undefined : JSON.parse(answer.text)) as T;
  }

  /** Signs in by the code that the admin gets. */
  async signIn(admin: XmppUser, gateway: string): Promise<SessionView> {
    await this.api('session/code', { method: 'POST', body: { jid: admin.bare } }, 202);
    const code = codeIn(await admin.waitForText(gateway));
    const session = await this.api<SessionView>('session', { method: 'POST', body: { jid: admin.bare, code } });
    this.csrf = session.csrf;
    return session;
  }

  /** What is told live, from now on. */
  async *live(): AsyncGenerator<{ readonly event: string; readonly data: OverviewView }> {
    const response = await this.#open('/console/api/live', { method: 'GET', body: undefined, headers: {} });
    assert.equal(response.statusCode, 200);
    this.#streams.add(response);
    response.setEncoding('utf8');
    let rest = '';
    for await (const chunk of response) {
      const events = (rest + String(chunk)).split('\n\n');
      rest = events.pop() ?? '';
      for (const text of events) {
        const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(text) ?? [];
        if (event !== undefined && data !== undefined) yield { event, data: JSON.parse(data) as OverviewView };
      }
    }
  }

  close(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  #open(path: string, { method, body, headers }: Required<Asked>): Promise<IncomingMessage> {
    const cookie = Array.from(this.cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const all = {
      origin: this.#base,
      host: new URL(this.#base).host,
      ...(cookie === '' ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(this.csrf === '' ? {} : { 'x-csrf-token': this.csrf }),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      const ask = this.#base.startsWith('https:') ? secureRequest : request;
      const asking = ask(this.#base + path, { ...this.#connection, method, headers: all, agent: false }, (response) => {
        for (const line of response.headers['set-cookie'] ?? []) this.#keep(line);
        resolve(response);
      });
      asking.on('error', reject);
      asking.setTimeout(SILENT_MS, () => asking.destroy(new Error(`${method} ${path}: nothing came`)));
      asking.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  #keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (name === undefined || value === undefined) return;
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** The code in the message that an admin got. */
export function codeIn(text: string): string {
  const [, code] = /([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4})/.exec(text) ?? [];
  assert.ok(code !== undefined, text);
  return code;
}
