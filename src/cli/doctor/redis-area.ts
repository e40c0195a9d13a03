import type { Redis } from 'ioredis';
import { ExamReport } from '../../../gateways/gateway.js';
import { isLoopbackHost } from '../../network.js';
import { redisGroup } from '../../redis-address.js';
import { storeHealth } from '../../store/health.js';
import { keyName } from '../../store/keys.js';
import { SCHEMA_VERSION } from '../../store/migrations.js';
import type { CoreArea, CoreExam } from './area.js';
import { redisDiagnoses } from './redis-diagnoses.js';

/** Redis is a trip away for each step of a message: above this, users notice. ms. */
const SLOW_MS = 5;
const PINGS = 15;
const MOST_SKEW_MS = 2000;
const LEAST_VERSION = 7;

/** Redis: whether it can be reached, and whether it keeps what it is given. */
export const redisArea: CoreArea = {
  name: 'redis',
  diagnoses: redisDiagnoses,
  async run(exam) {
    const report = new ExamReport(redisDiagnoses);
    const { running, config } = exam;
    const { url } = config.redis;
    const subject = subjectOf(url);
    const { hostname, protocol } = addressOf(url);
    if (protocol === 'redis:' && hostname !== '' && !isLoopbackHost(hostname)) {
      report.tell('redis-plain', {
        subject,
        found: `${hostname} is reached without TLS.`,
        write: `redis: { url: 'rediss://:PASSWORD@${hostname}:6379' }`,
        where: 'the config file of Isthmus, with tls-port in redis.conf; or put a tunnel between the machines',
      });
    }
    if (running.redis === undefined) {
      if (running.away?.kind === 'failed') away(report, url, running.away.reason);
      else report.fine('the private redis-server starts with Isthmus');
      return report;
    }
    await Promise.all([
      settings(running.redis, exam, subject, report),
      speed(running.redis, exam, subject, report),
      schema(running.redis, exam, subject, report),
    ]);
    return report;
  },
};

type Report = ExamReport<typeof redisDiagnoses>;

function away(report: Report, url: string | undefined, reason: string): void {
  const subject = subjectOf(url);
  const said = reason.slice(0, 200);
  if (/WRONGPASS|NOAUTH|ERR AUTH|NOPERM/.test(reason)) {
    report.tell('redis-login', {
      subject,
      found: `It says: ${said}`,
      write: "redis: { url: 'redis://USER:PASSWORD@HOST:6379' }",
      where: 'the config file of Isthmus, with the password of requirepass or of the user in the ACL of redis.conf',
    });
  } else if (/certificate|self.signed|altname|SSL|TLS|wrong version/i.test(reason)) {
    report.tell('redis-certificate', {
      subject,
      found: said,
      write: 'NODE_EXTRA_CA_CERTS=/path/ca.pem',
      where: 'the environment of Isthmus, where the authority is your own; redis:// where this port speaks no TLS',
    });
  } else {
    report.tell('redis-unreachable', {
      subject,
      found: said,
      ...(url === undefined
        ? { write: 'tail redis.log', where: 'dataDir, where the private Redis writes why it does not answer' }
        : { write: 'systemctl start redis-server', where: 'the machine of Redis; else correct redis.url' }),
    });
  }
}

async function settings(redis: Redis, exam: CoreExam, subject: string, report: Report): Promise<void> {
  const info = await redis.info().catch((error: unknown) => String(error));
  const version = field(info, 'redis_version');
  if (version === '') {
    report.tell('redis-login', {
      subject,
      found: `It does not tell what it is (INFO): ${info.slice(0, 200)}`,
      write: 'user isthmus on >PASSWORD ~* &* +@all',
      where: 'redis.conf',
    });
    return;
  }
  const name = field(info, 'server_name') === 'valkey' ? `Valkey ${field(info, 'valkey_version')}` : `Redis ${version}`;
  report.fine(`${name} at ${subject}`);
  if (Number.parseInt(version, 10) < LEAST_VERSION) {
    report.tell('redis-old', {
      subject,
      found: `It is ${name}.`,
      write: 'apt install redis-server',
      where: 'the machine of Redis, from Debian 12 or newer',
    });
  }
  const { url } = exam.config.redis;
  if (field(info, 'cluster_enabled') === '1' && (url === undefined || redisGroup(url) === undefined)) {
    report.tell('redis-cluster', {
      subject,
      found: 'cluster-enabled is yes.',
      write: `redis: { url: 'redis-cluster://${addressOf(url).host}' }`,
      where: 'the config file of Isthmus, with some of its nodes',
    });
  }
  if (field(info, 'role') === 'slave') {
    const master = `${field(info, 'master_host')}:${field(info, 'master_port')}`;
    report.tell('redis-replica', {
      subject,
      found: `It follows ${master}.`,
      write: `redis: { url: 'redis://${master}' }`,
      where: 'the config file of Isthmus',
    });
  }
  await keeping(redis, exam, subject, report);
}

async function keeping(redis: Redis, { config }: CoreExam, subject: string, report: Report): Promise<void> {
  const own = config.redis.url === undefined;
  const health = await storeHealth(redis, undefined);
  const conf = 'redis.conf';
  if (health.policy !== 'noeviction' && health.policy !== '') {
    report.tell('redis-evicts', {
      subject,
      found: `maxmemory-policy is ${health.policy}.`,
      write: 'maxmemory-policy noeviction',
      where: `${conf}, then redis-cli config set maxmemory-policy noeviction`,
    });
  }
  if (health.maxMemory === 0) {
    report.tell('redis-unlimited', {
      subject,
      found: 'maxmemory is 0.',
      write: 'maxmemory 1gb',
      where: `${conf}, then redis-cli config set maxmemory 1gb`,
    });
  } else if (health.stop.includes('memory')) {
    const share = Math.round((100 * health.usedMemory) / health.maxMemory);
    report.tell('redis-full', {
      subject,
      found: `${share}% of ${mib(health.maxMemory)} are used.`,
      write: own ? 'redis: { maxMemory: 2GiB }' : 'maxmemory 2gb',
      where: own ? 'the config file of Isthmus' : conf,
    });
  } else report.fine(`${mib(health.usedMemory)} of ${mib(health.maxMemory)} of its memory are used`);
  if (!health.aof) {
    report.tell('redis-unkept', {
      subject,
      found: 'appendonly is no.',
      write: 'appendonly yes\nappendfsync everysec',
      where: `${conf}; at once: redis-cli config set appendonly yes`,
    });
  } else if (!health.aofWriteOk) {
    report.tell('redis-write-failed', {
      subject,
      found: 'aof_last_write_status is err.',
      write: 'df -h',
      where: 'the machine of Redis: is its disk full, or may it not write there?',
    });
  }
  if (health.delayedFsync > 0) {
    report.tell('redis-disk-slow', {
      subject,
      found: `aof_delayed_fsync is ${health.delayedFsync} since it was started.`,
      write: own ? 'redis: { fsync: always }' : 'appendfsync always',
      where: own
        ? 'the config file of Isthmus; or move dataDir to a faster disk'
        : `${conf}; or move its folder to a faster disk`,
    });
  }
}

async function speed(redis: Redis, { clock }: CoreExam, subject: string, report: Report): Promise<void> {
  const times: number[] = [];
  for (let count = 0; count < PINGS; count += 1) {
    const before = clock.monotonic();
    await redis.ping();
    times.push(clock.monotonic() - before);
  }
  // The shortest: the others may have waited for this machine.
  const shortest = Math.min(...times);
  if (shortest > SLOW_MS) {
    report.tell('redis-slow', {
      subject,
      found: `A trip there and back takes ${shortest.toFixed(1)} ms (the shortest of ${PINGS}).`,
      write: 'redis-cli --latency',
      where: 'this machine; bring Redis and Isthmus nearer to each other, or look what else keeps it busy',
    });
  }
  const sent = clock.now();
  const [seconds, micros] = (await redis.time()).map(Number);
  const here = (sent + clock.now()) / 2;
  const skew = Math.abs((seconds ?? 0) * 1000 + (micros ?? 0) / 1000 - here);
  if (skew > MOST_SKEW_MS) {
    report.tell('redis-clock', {
      subject,
      found: `They are ${(skew / 1000).toFixed(1)} s apart.`,
      write: 'timedatectl set-ntp true',
      where: 'both machines',
    });
  }
}

async function schema(redis: Redis, { config }: CoreExam, subject: string, report: Report): Promise<void> {
  const stored = await redis.get(keyName(config.redis.prefix, 'store', 'schema')).catch(() => undefined);
  // A node of a cluster may refuse this key; that is told already.
  if (stored === undefined) return;
  if (stored === null) {
    report.fine('the store is empty: this would be a first start');
    return;
  }
  if (!/^\d{1,9}$/.test(stored)) {
    report.tell('store-foreign', {
      subject,
      found: `The version of the store under the prefix ${config.redis.prefix} is not a number.`,
      write: `redis: { prefix: ${config.redis.prefix}2 }`,
      where: 'the config file of Isthmus',
    });
  } else if (Number(stored) > SCHEMA_VERSION) {
    report.tell('store-newer', {
      subject,
      found: `Its schema is ${stored}; this release knows ${SCHEMA_VERSION}.`,
      write: 'isthmus version',
      where: 'the machine that ran Isthmus last: start that release, or restore a backup made before the upgrade',
    });
  }
}

function subjectOf(url: string | undefined): string {
  const group = url === undefined ? undefined : redisGroup(url);
  if (group?.kind === 'sentinel') return `Redis of ${group.master}`;
  if (group !== undefined) return 'Redis Cluster';
  if (url === undefined) return 'private Redis';
  const { host, pathname, protocol } = addressOf(url);
  return `Redis at ${protocol === 'unix:' ? pathname : host}`;
}

/** Without user and password. */
function addressOf(url: string | undefined): Pick<URL, 'host' | 'hostname' | 'pathname' | 'protocol'> {
  try {
    const { host, hostname, pathname, protocol } = new URL(url ?? 'unix:///');
    return { host, hostname: hostname.replace(/^\[|\]$/g, ''), pathname, protocol };
  } catch {
    return { host: '', hostname: '', pathname: '', protocol: '' };
  }
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
