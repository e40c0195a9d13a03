import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeTempDir, tempDir } from '../../../sandbox/temp-dir.js';
import type { SeenStanza } from '../../support/stanza-splitter.js';
import { InboundLedger } from '../support/inbound-ledger.js';
import type { Pace } from '../support/pace.js';
import { Writer } from '../support/writer.js';
import type { Front, Stranger } from './front.js';
import type { Hosts } from './hosts.js';

const DOMAIN = 'alerts.example.org';
const TOKEN = 'the-token-of-the-source';
const FIRST = 300;
const USERS = 3;
/** How long a source waits for an answer, and before it tries again, ms. */
const ANSWER_MS = 10_000;
const AGAIN_MS = 200;

/** A monitoring that never gives up, and people who are told. Nobody writes the other way. */
export class AlertsFront implements Front {
  readonly name = 'alerts';
  readonly rate = 3;
  readonly section: Front['section'];
  readonly servers: Front['servers'] = {};
  /** Each alert is a group of its own, and groups have no order among them. */
  readonly answers = new InboundLedger({ ordered: false, key: /~(f\d+-\d+)~/ });
  readonly writers: readonly Writer[];
  readonly phones: readonly Stranger[];
  readonly #dir: string;
  readonly #url: string;
  #off = false;

  private constructor(hosts: Hosts, base: string, dir: string, users: Awaited<ReturnType<Hosts['users']>>) {
    this.#dir = dir;
    this.#url = `${base}/alerts/v1/prometheus`;
    this.section = { alerts: { domain: DOMAIN, secret: hosts.secret, routes: join(dir, 'routes.yaml') } };
    this.writers = users.map(
      (account, index) =>
        new Writer({
          ...hosts.writing(account, FIRST + index),
          gateway: DOMAIN,
          phone: '',
          wrote: () => {},
          answeredFor: () => {},
          shown: (stanza) => this.answers.shown(stanza),
        }),
    );
    this.phones = users.map((_, index) => ({
      refused: [],
      write: async (pace: Pace) => {
        const number = FIRST + index;
        for (let count = 0; (await pace.take(1)) > 0 && !this.#off; count++)
          await this.#fire(number, `f${number}-${count}`);
      },
    }));
  }

  /** `base`: where the gateway serves HTTP. */
  static async make(hosts: Hosts, base: string): Promise<AlertsFront> {
    const dir = await tempDir('alerts-book');
    const users = await hosts.users(FIRST, USERS);
    const most = '1000000/1m';
    const book = {
      sources: { prometheus: { kind: 'alertmanager', token: TOKEN } },
      limits: { source: most, route: most, person: most, global: most, destination: most },
      routes: users.map(({ jid }, index) => ({
        name: `route${index}`,
        match: `person=user${FIRST + index}`,
        groupBy: ['instance'],
        groupWait: '0s',
        to: `xmpp:${jid}`,
      })),
    };
    await writeFile(join(dir, 'routes.yaml'), JSON.stringify(book), { mode: 0o600 });
    return new AlertsFront(hosts, base, dir, users);
  }

  async meet(): Promise<void> {
    await Promise.all(this.writers.map(async (writer) => await writer.connect()));
  }

  read(stanza: SeenStanza): void {
    this.answers.reached(stanza);
  }

  async close(): Promise<void> {
    this.#off = true;
    for (const writer of this.writers) writer.close();
    await removeTempDir(this.#dir);
  }

  /** Fires an alert, the same again until it is taken. */
  async #fire(number: number, key: string): Promise<void> {
    this.answers.wrote(key);
    const body = JSON.stringify({
      version: '4',
      status: 'firing',
      receiver: 'isthmus',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'Fault', instance: key, person: `user${number}`, severity: 'error' },
          annotations: { summary: `Fault at ~${key}~` },
          startsAt: new Date().toISOString(),
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: 'http://prometheus.example.org/graph',
        },
      ],
    });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` };
    while (!this.#off) {
      try {
        const answer = await fetch(this.#url, {
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(ANSWER_MS),
        });
        await answer.arrayBuffer();
        if (answer.ok) {
          this.answers.answered(key);
          return;
        }
      } catch {
        // It is away.
      }
      await delay(AGAIN_MS);
    }
  }
}
