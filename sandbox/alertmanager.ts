import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asNobody } from './as-nobody.js';
import { freePort } from './free-port.js';
import { answers } from './probe.js';
import { LocalServer, type ServerPlan } from './server.js';
import { tempDir } from './temp-dir.js';

interface AlertmanagerOptions {
  /** Where it posts groups of alerts. */
  readonly webhook: string;
  /** Bearer token that it sends along. */
  readonly token?: string;
  /** Alerts of a group that it sends at most; 0 for all. Default 0. */
  readonly maxAlerts?: number;
  /** Labels by which it groups; default `alertname`. */
  readonly groupBy?: readonly string[];
  /** How long it waits for more of a new group; default 200ms. */
  readonly groupWait?: string;
}

/** A real Alertmanager, alone in its cluster, that waits for nothing before it tells. */
export class Alertmanager extends LocalServer {
  readonly port: number;
  /** `http://127.0.0.1:20123` */
  readonly url: string;

  constructor(plan: ServerPlan, port: number) {
    super(plan);
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Tells it of alerts as Prometheus does (API v2); of those that have `endsAt` in the past, that they are over. */
  async post(
    alerts: readonly {
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
      readonly startsAt?: string;
      readonly endsAt?: string;
      readonly generatorURL?: string;
    }[],
  ): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.url}/api/v2/alerts`, {
      method: 'POST',
      headers,
      body: JSON.stringify(alerts),
    });
    if (!response.ok) throw new Error(`alerts were answered with ${response.status}: ${await response.text()}`);
  }
}

/** Starts Alertmanager on a free loopback port. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Alertmanager> {
  const dir = await tempDir('alertmanager');
  const port = await freePort();
  const config = join(dir, 'alertmanager.yml');
  await writeFile(config, configOf(options), { mode: 0o600 });
  const args = [
    `--config.file=${config}`,
    `--storage.path=${join(dir, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    // No cluster: it neither listens for others nor waits for them before it tells.
    '--cluster.listen-address=',
  ];
  const plan: ServerPlan = {
    name: 'alertmanager',
    dir,
    ...(await asNobody(dir, { command: '/usr/bin/prometheus-alertmanager', args })),
    isReady: async () => await answers(port, 'GET /-/ready HTTP/1.0\r\n\r\n', ' 200 '),
  };
  const server = new Alertmanager(plan, port);
  await server.start();
  return server;
}

function configOf({
  webhook,
  token,
  maxAlerts = 0,
  groupBy = ['alertname'],
  groupWait = '200ms',
}: AlertmanagerOptions): string {
  const authorization = token === undefined ? {} : { http_config: { authorization: { credentials: token } } };
  // JSON is YAML.
  return JSON.stringify({
    route: {
      receiver: 'webhook',
      group_by: groupBy,
      group_wait: groupWait,
      group_interval: '1s',
      repeat_interval: '1h',
    },
    receivers: [
      {
        name: 'webhook',
        webhook_configs: [{ url: webhook, send_resolved: true, max_alerts: maxAlerts, ...authorization }],
      },
    ],
  });
}
