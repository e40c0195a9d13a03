import { Host } from '../core/host.js';
import type { HostSettings } from '../core/host-settings.js';
import type { Reloaded } from '../core/operator/config.js';
import { serveConsole } from '../http/console/console.js';
import type { ConsoleSettings } from '../http/console/settings.js';
import { type ControlServer, type ControlSettings, serveControl } from '../http/control/control.js';
import { gatewayRoutes } from '../http/gateway-routes.js';
import { healthRoutes } from '../http/health.js';
import { House, type HouseSettings } from '../http/media/house.js';
import { type HttpServer, type HttpSettings, type Routes, serveHttp } from '../http/server.js';
import type { Log } from '../log.js';
import { StartError } from './command.js';
import { nextSignal } from './next-signal.js';

interface RunOptions {
  readonly settings: HostSettings;
  /** Milliseconds that open messages get to be settled when the process is told to end. */
  readonly drainMs: () => number;
  /** Where health, metrics and files are served; undefined: nowhere. */
  readonly http: HttpSettings | undefined;
  /** The console in the browser; undefined: none. */
  readonly console?: ConsoleSettings | undefined;
  /** The socket for commands of the admin; undefined: none. */
  readonly control?: ControlSettings | undefined;
  /** What is done with files; undefined: nothing. */
  readonly media: HouseSettings | undefined;
  /** What reads the config again. */
  readonly reloader: (host: Host) => { run(): Promise<Reloaded> };
  readonly log: Log;
}

/** Exit code of a process that wants to be started again (EX_TEMPFAIL of sysexits.h). */
const RESTART = 75;
/** What is said to whoever asks for a reload before all is read. */
const STARTING: Reloaded = { ok: false, findings: ['it is still starting: ask again'], taken: [], restart: [] };
/** Within this time an answer has left, ms. */
const ANSWER_MS = 200;

/**
 * Runs a host until the process is told to end. SIGTERM and SIGINT end it in order: reading stops, what is open is
 * settled, connections are closed; a second one ends it at once. SIGHUP has the config read again. Resolves with the exit code.
 */
export async function runUntilSignal({
  settings,
  drainMs,
  http,
  console,
  control,
  media,
  reloader,
  log,
}: RunOptions): Promise<number> {
  process.on('unhandledRejection', (error) => {
    log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a bug: a failure that nobody handled');
  });
  // Timers do not keep the process alive by themselves, so that nothing forgotten can.
  const alive = setInterval(() => {}, 60_000);
  const signal = nextSignal();
  let restart = false;
  let askedFor: (what: string) => void = () => {};
  const asked = new Promise<string>((resolve) => {
    askedFor = resolve;
  });
  // While it starts all is read anyway, and when it ends nothing is: without anybody who hears it, the signal would end the process.
  let reloading: { run(): Promise<Reloaded> } | undefined;
  const hangup = { run: () => {} };
  process.on('SIGHUP', () => hangup.run());
  try {
    let house: House | undefined;
    const host = await Host.start({
      ...settings,
      reload: async () => (await reloading?.run()) ?? STARTING,
      end: (how) => {
        restart = how === 'restart';
        // Whoever asked for it is answered first.
        setTimeout(() => askedFor(`an admin (${how})`), ANSWER_MS).unref();
      },
      ...(media === undefined
        ? {}
        : {
            media: async (parts) => {
              house = await openHouse(media, parts);
              return house;
            },
          }),
    });
    const server =
      http === undefined ? undefined : await openHttp(host, http, house === undefined ? [] : [house.routes]);
    const page = console === undefined ? undefined : await openConsole(host, console);
    const desk = control === undefined ? undefined : await openControl(host, control, log);
    void host.ready().then(() => log.info({ role: settings.role ?? 'all' }, 'ready'));
    reloading = reloader(host);
    hangup.run = () => void reloading?.run();
    const name = await Promise.race([signal, asked]);
    hangup.run = () => {};
    log.info({ signal: name, drainMs: drainMs() }, 'stopping');
    void nextSignal().then(() => {
      log.warn({}, 'stopped at once by a second signal; what is open is taken up at the next start');
      process.exit(1);
    });
    // The health pages stay till the end, and say that it stops.
    await page?.close();
    await desk?.close();
    await host.stop(drainMs());
    await server?.close();
    log.info({}, 'stopped');
    return restart ? RESTART : 0;
  } finally {
    clearInterval(alive);
  }
}

async function openHouse(settings: HouseSettings, parts: Parameters<typeof House.open>[1]): Promise<House> {
  try {
    return await House.open(settings, parts);
  } catch (error) {
    throw new StartError(`cannot use the folder for files ${settings.store.dir} (media.dir): ${reasonOf(error)}`);
  }
}

async function openHttp(host: Host, http: HttpSettings, more: readonly Routes[]): Promise<HttpServer> {
  host.metrics.tellProcess();
  const health = healthRoutes({
    metrics: host.metrics.page,
    readiness: () => host.readiness(),
  });
  try {
    return await serveHttp(http, [health, gatewayRoutes(host.web, host.tracer), ...more]);
  } catch (error) {
    await host.stop(0);
    const where = `${http.listen.host}:${http.listen.port}`;
    throw new StartError(`cannot listen for HTTP at ${where} (http.listen): ${reasonOf(error)}`);
  }
}

async function openConsole(host: Host, settings: ConsoleSettings): Promise<HttpServer> {
  try {
    return await serveConsole(settings, host);
  } catch (error) {
    await host.stop(0);
    const where = `${settings.listen.host}:${settings.listen.port}`;
    throw new StartError(`cannot listen for the console at ${where} (console.listen): ${reasonOf(error)}`);
  }
}

async function openControl(host: Host, settings: ControlSettings, log: Log): Promise<ControlServer> {
  try {
    return await serveControl(settings, host.operator, log);
  } catch (error) {
    await host.stop(0);
    throw new StartError(`cannot open the control socket in ${settings.dir} (control.dir): ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
