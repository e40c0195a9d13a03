import { once } from 'node:events';
import { connect } from 'node:net';
import type { Alert } from '../../../../gateways/alerts/alert.js';
import { AddressForm } from '../../../../gateways/alerts/audit/address-form.js';
import { wantedRows } from '../../../../gateways/alerts/audit/export.js';
import type { AuditRecord } from '../../../../gateways/alerts/audit/record.js';
import type { Book } from '../../../../gateways/alerts/book/book.js';
import type { AnswerEvent } from '../../../../gateways/alerts/engine/event.js';
import type { IncidentRecord } from '../../../../gateways/alerts/engine/incident-record.js';
import type { Listed } from '../../../../gateways/alerts/engine/incident-shelf.js';
import { Silences } from '../../../../gateways/alerts/engine/silences.js';
import { KvEventLog } from '../../../../gateways/alerts/http/kept/kv-event-log.js';
import { KvMessageStore } from '../../../../gateways/alerts/http/kept/kv-message-store.js';
import type { BotMessage, HttpParts } from '../../../../gateways/alerts/http/parts.js';
import { alertRoutes } from '../../../../gateways/alerts/http/routes.js';
import { Sinks } from '../../../../gateways/alerts/sink/sinks.js';
import { sourceTexts } from '../../../../gateways/alerts/sources/texts.js';
import { httpTexts } from '../../../../gateways/alerts/texts/http.js';
import { tryLive } from '../../../../gateways/alerts/trial/live-trial.js';
import type { MediaFault, Problem } from '../../../../gateways/gateway.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { gatewayRoutes } from '../../../../src/http/gateway-routes.js';
import { type HttpServer, serveHttp } from '../../../../src/http/server.js';
import { LogBook } from '../../../support/log-book.js';
import { ManualClock } from '../../xmpp/manual-clock.js';
import { bookOf } from '../book/helpers.js';
import { MemoryKv } from '../engine/support/memory-kv.js';
import { MemoryBuckets } from './memory-buckets.js';

const FULL: Problem = { type: 'wait', condition: 'resource-constraint', text: { key: 'media-full' } };

/** Every token of the book below begins with this, so that a log can be searched for any of them. */
export const SECRET = 'hush-hush-0123456789-';

const BOOK = `
sources:
  prom: { kind: alertmanager, token: ${SECRET}prom, rate: 5/1m }
  signed: { kind: grafana, hmac: { secret: ${SECRET}hmac, timestampHeader: X-Time, window: 2m } }
  inner: { kind: json, token: ${SECRET}inner, networks: [10.0.0.0/8] }
  hook: { kind: json, token: ${SECRET}hook }
  lan: { kind: text, networks: [10.0.0.0/8] }
  pager: { kind: pagerduty, token: ${SECRET}pager }
  jabber: { kind: ejabberd, token: ${SECRET}jabber }
  script: { kind: text, token: ${SECRET}script, maxSize: 2KiB }
  off: { kind: text, token: ${SECRET}off, enabled: false }
people:
  alice: { title: Alice, xmpp: alice@example.org }
  bob: { xmpp: bob@example.org }
lists:
  ops: { members: [alice, bob, "sms:+33612345678"] }
  board: { members: [alice], send: ['bot:root'] }
rotations:
  oncall: { layers: [{ people: [alice], start: 2026-01-05T09:00, turn: 1 week }] }
routes:
  - { name: db, match: [team=db], to: ops, allow: { silence: [bob] }, routes: [{ name: db-dev, match: [env=dev], to: bob }] }
  - { name: deploys, match: [team=deploys], to: bob, allow: { send: ['bot:root', people], acknowledge: 'bot:root' } }
  - { name: rest, to: ops }
bots:
  root: { token: ${SECRET}root, scopes: [send, message, status, events, incidents, people, acknowledge, silence, routes, oncall, audit] }
  ci: { token: ${SECRET}ci00, scopes: [send, message, status, events, incidents, acknowledge, silence, routes, audit], routes: [db], most: error }
  other: { token: ${SECRET}other, scopes: [send, message, acknowledge, silence] }
  poor: { token: ${SECRET}poor, scopes: [status] }
  quick: { token: ${SECRET}quick, scopes: [status], rate: 2/1m }
  late: { token: ${SECRET}late, expires: 2023-01-01 }
`;

/** The HTTP side of the gateway on a port of this machine; all behind it is in memory and can be made to fail. */
export class HttpWorld {
  readonly clock = new ManualClock();
  readonly kv = new MemoryKv(this.clock);
  readonly logBook = new LogBook();
  readonly buckets = new MemoryBuckets(this.clock);
  readonly silences = new Silences(this.kv, this.clock);
  readonly messages = new KvMessageStore(this.kv);
  readonly events = new KvEventLog(this.kv, this.clock);
  readonly taken: { readonly alert: Alert; readonly route: string | undefined }[] = [];
  readonly tests: { readonly alerts: readonly Alert[]; readonly route: string }[] = [];
  readonly sinks = new Sinks({ kv: this.kv, clock: this.clock, book: () => this.book, text: ({ key }) => key });
  readonly sent: BotMessage[] = [];
  readonly heard: string[] = [];
  readonly audited: Parameters<HttpParts['audit']>[0][] = [];
  readonly answers: { readonly group: string; readonly answer: Omit<AnswerEvent, 'type'> }[] = [];
  readonly incidents = new Map<string, IncidentRecord>();
  readonly rows: AuditRecord[] = [];
  readonly linkKey = Buffer.alloc(32, 7);
  book: Book;
  hasRoom = true;
  /** Why no file can be kept now. */
  fault: MediaFault | undefined;
  /** What lanes do now. */
  lanes: 'up' | 'down' | 'silent' = 'up';
  /** What was given to silent lanes. */
  pending = 0;
  #server: HttpServer | undefined;
  #ids = 0;

  constructor(book = BOOK) {
    this.book = bookOf(book, { now: this.clock.now() });
  }

  parts(): HttpParts {
    const words = new Catalogue(sourceTexts, httpTexts);
    const put = async (run: () => void) => {
      if (this.lanes === 'down') throw new Error('the lanes are away');
      if (this.lanes === 'silent') {
        this.pending += 1;
        await new Promise(() => undefined);
      }
      run();
    };
    return {
      book: () => this.book,
      take: (alerts, route) => put(() => void this.taken.push(...alerts.map((alert) => ({ alert, route })))),
      send: (message) => put(() => void this.sent.push(message)),
      heard: async ({ name }) => void this.heard.push(name),
      incidents: {
        find: async (id) => this.incidents.get(id),
        before: async function* (this: HttpWorld, last: Listed | undefined) {
          yield* this.listed(last);
        }.bind(this),
        answer: (group, answer) => put(() => void this.answers.push({ group, answer })),
      },
      masked: (address) => new AddressForm('masked', Buffer.alloc(0)).of(address),
      auditRows: (query) => wantedRows({ read: (from, to) => this.read(from, to) }, query),
      audit: async (row) => void this.audited.push(row),
      keep: async (octets, file) => {
        if (this.fault !== undefined) return { ok: false, why: this.fault, problem: FULL };
        const kept = { url: `https://files.example.org/${file.name}`, name: file.name, size: octets.byteLength };
        const hashes = { 'sha-256': '' };
        return { ok: true, file: { ...kept, mediaType: file.mediaType ?? '', hashes, via: 'own' } };
      },
      silences: this.silences,
      test: async (alerts, route) => void this.tests.push({ alerts, route }),
      sinks: this.sinks,
      tryLive: (alerts, to) => {
        const { book, kv, clock } = this;
        return tryLive(alerts, to, { book, kv, clock, onCall: () => [] });
      },
      messages: this.messages,
      events: this.events,
      duties: () => ({ now: { from: 0, to: 3_600_000, people: ['alice'] }, next: [] }),
      kv: this.kv,
      buckets: this.buckets,
      linkKey: this.linkKey,
      newId: () => `e${String(++this.#ids).padStart(21, 'x')}`,
      hasRoom: () => this.hasRoom,
      text: (ref, lang) => words.text(ref, lang),
      clock: this.clock,
      log: this.logBook.log,
      metrics: { count: () => undefined },
    };
  }

  async *read(from: number, to: number): AsyncGenerator<AuditRecord> {
    const rows = this.rows.filter(({ at }) => at >= from && at < to);
    yield* rows.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  /** Incidents, the newest first. */
  *listed(last: Listed | undefined): Generator<Listed> {
    const all = [...new Set(this.incidents.values())].sort((a, b) => b.opened - a.opened || b.number - a.number);
    const from = last === undefined ? 0 : 1 + all.findIndex(({ number }) => number === last.number);
    yield* all.slice(from);
  }

  async open(): Promise<void> {
    const settings = { listen: { host: '127.0.0.1', port: 0 }, proxies: ['127.0.0.1'] };
    this.#server = await serveHttp(settings, [gatewayRoutes(alertRoutes(this.parts()))]);
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  /** What the server says to the head of a request whose body never comes. */
  async headOnly(path: string, length: number): Promise<string> {
    const { host = '', port = 0 } = this.#server?.address ?? {};
    const socket = connect({ host, port });
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`,
    );
    try {
      const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(5000) });
      return String(answer);
    } finally {
      socket.destroy();
    }
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const { host = '', port = 0 } = this.#server?.address ?? {};
    return await fetch(`http://${host}:${port}${path}`, init);
  }

  async post(path: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
    const octets = typeof body === 'string' ? new TextEncoder().encode(body) : Uint8Array.from(body);
    return await this.ask(path, {
      method: 'POST',
      body: octets,
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  /** A call of the API; what is no text is sent as JSON. */
  async api(method: string, path: string, body?: unknown, bot = 'root', headers: Record<string, string> = {}) {
    const token = `${SECRET}${bot === 'ci' ? 'ci00' : bot}`;
    const response = await this.ask(`/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
    return { status: response.status, json, headers: response.headers };
  }

  incident(more: Partial<IncidentRecord> = {}): IncidentRecord {
    const incident: IncidentRecord = {
      group: 'abcdefghijklmnopqrst',
      number: 3,
      code: 'k7qp',
      route: 'db',
      title: 'Disk <full> & "hot"',
      severity: 'error',
      opened: this.clock.now(),
      labels: {},
      firing: 1,
      resolved: 0,
      recipients: [],
      ...more,
    };
    for (const id of [incident.code, `${incident.group}-${incident.number}`]) this.incidents.set(id, incident);
    return incident;
  }
}

export const ALERTMANAGER = JSON.stringify({
  version: '4',
  groupKey: '{}:{}',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'DiskFull', team: 'db' },
      annotations: {},
      startsAt: '2026-03-02T08:00:00Z',
      fingerprint: 'a1',
    },
  ],
});

export const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`x:${password}`).toString('base64')}`,
});
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
