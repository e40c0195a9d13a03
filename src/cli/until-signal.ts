import type { Server } from 'node:http';
import { Host, type HostSettings } from '../core/host.js';
import { type ListenAddress, serveHealth } from '../http/health.js';
import type { Log } from '../log.js';
import { StartError } from './command.js';

export interface RunOptions {
  readonly settings: HostSettings;
  /** Milliseconds that open messages get to be settled when the process is told to end. */
  readonly drainMs: number;
  /** Where health and metrics are served; undefined: nowhere. */
  readonly http: ListenAddress | undefined;
  readonly log: Log;
}

/**
 * Runs a host until the process is told to end. SIGTERM and SIGINT end it in order: reading stops, what is open is
 * settled, connections are closed; a second one ends it at once. Resolves with the exit code.
 */
export async function runUntilSignal({ settings, drainMs, http, log }: RunOptions): Promise<number> {
  process.on('unhandledRejection', (error) => {
    log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a bug: a failure that nobody handled');
  });
  // Timers do not keep the process alive by themselves, so that nothing forgotten can.
  const alive = setInterval(() => {}, 60_000);
  const signal = nextSignal();
  try {
    const host = await Host.start(settings);
    const health = http === undefined ? undefined : await openHealth(host, http);
    void host.ready().then(() => log.info({ role: settings.role ?? 'all' }, 'ready'));
    const name = await signal;
    log.info({ signal: name, drainMs }, 'stopping');
    void nextSignal().then(() => {
      log.warn({}, 'stopped at once by a second signal; what is open is taken up at the next start');
      process.exit(1);
    });
    await host.stop(drainMs);
    health?.close();
    log.info({}, 'stopped');
    return 0;
  } finally {
    clearInterval(alive);
  }
}

async function openHealth(host: Host, http: ListenAddress): Promise<Server> {
  try {
    return await serveHealth(http, {
      registry: host.metrics.registry,
      get isReady() {
        return host.isReady;
      },
      get pressure() {
        return host.pressure;
      },
    });
  } catch (error) {
    await host.stop(0);
    const where = `${http.host}:${http.port}`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`cannot listen for health checks at ${where} (http.listen): ${reason}`);
  }
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const got = (name: NodeJS.Signals): void => {
      process.off('SIGTERM', got);
      process.off('SIGINT', got);
      resolve(name);
    };
    process.on('SIGTERM', got);
    process.on('SIGINT', got);
  });
}
