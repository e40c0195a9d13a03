import { fileURLToPath } from 'node:url';
import { type Child, Child as Process } from '../../sandbox/child.js';
import type { Kannel } from '../../sandbox/kannel.js';
import type { Smsc } from '../../sandbox/smsc/index.js';
import { machineTime } from '../../sandbox/smsc/index.js';
import { drive, type Figures } from './drive.js';
import { HttpLoad, startHttpSink } from './http-load.js';
import { type Latency, percentiles } from './measure.js';
import { MarkCounter, openComponent, type RawComponent } from './raw-component.js';

export interface Span {
  readonly warmMs: number;
  readonly ms: number;
  readonly window: number;
}
export type Timed = Figures & { readonly latency: Latency };

/** Monotonic microseconds of the machine; every text begins with them. */
export const stampUs = () => Math.round(machineTime() * 1000);
/** A text as long as people's: 60 characters behind the stamp. */
export const TEXT = 'the quick brown fox jumps over the lazy dog, twice a day, ok';

/** Starts the bare component that bounces, in a process of its own. */
export async function startEcho(port: number, domain: string, secret: string): Promise<Child> {
  const script = fileURLToPath(new URL('./echo-main.js', import.meta.url));
  const child = await Process.start({
    name: 'bare echo',
    command: process.execPath,
    args: [script, String(port), domain, secret],
  });
  await child.waitForLog(/ready/);
  return child;
}

/** Round trips from one component through the server to `to` and back. */
export async function echoLoop(
  load: RawComponent,
  to: string,
  span: Span,
  pids: Readonly<Record<string, number>>,
  text = TEXT,
): Promise<Timed> {
  const back = new MarkCounter('<body>');
  let latencies: number[] = [];
  const figures = await drive({
    ...span,
    pids,
    send: (n) => {
      const from = `u${n % 1000}@${load.domain}/r`;
      load.send(
        `<message from='${from}' to='${to}' type='chat' id='e${n}'><body>${stampUs()} ${text}</body></message>`,
      );
    },
    done: () => back.count,
    onProgress: (pump) => {
      load.onData = (chunk) => {
        const now = stampUs();
        const found = back.push(chunk, (buffer, behind) => {
          const sent = Number.parseInt(buffer.toString('latin1', behind, behind + 18), 10);
          if (!Number.isNaN(sent)) latencies.push(now - sent);
        });
        if (found > 0) pump();
      };
    },
    onMeasure: () => {
      latencies = [];
    },
  });
  return { ...figures, latency: percentiles(latencies) };
}

/** Bare component through a server: sets up both components, runs, takes them down. */
export async function bareEcho(
  server: { componentPort: number; pid: number; components: Readonly<Record<string, string>> },
  span: Span,
  text?: string,
): Promise<Timed> {
  const secret = (domain: string) => server.components[domain] ?? '';
  const echo = await startEcho(server.componentPort, 'echo.localhost', secret('echo.localhost'));
  const load = await openComponent(server.componentPort, 'load.localhost', secret('load.localhost'));
  const figures = await echoLoop(load, 'bot@echo.localhost', span, { server: server.pid, echo: echo.pid }, text);
  load.close();
  await echo.stop();
  return figures;
}

/** Kannel: HTTP in, SMPP out; with `receipts`, a message is done when its delivery report was called back. */
export async function kannelOut(
  kannel: Kannel,
  smsc: Smsc,
  span: Span & { readonly connections: number; readonly receipts: boolean },
): Promise<Timed> {
  const load = new HttpLoad(kannel.httpPort);
  await load.open(span.connections);
  let reports = 0;
  let pumpNow = () => {};
  const sink = await startHttpSink(() => {
    reports++;
    pumpNow();
  });
  const dlr = span.receipts ? { dlrUrl: `http://127.0.0.1:${sink.port}/dlr?t=%d` } : {};
  smsc.reset();
  const path = kannel.sendsmsPath({ from: '+15550001111', to: '+1555%TO', text: `STAMP ${TEXT}`, ...dlr });
  const [head = '', tail = ''] = path.split('%25TO');
  const figures = await drive({
    ...span,
    pids: { bearerbox: kannel.bearerbox.pid, smsbox: kannel.smsbox.pid },
    send: (n) => load.get(`${head}${String(1_000_000 + (n % 1000))}${tail}`.replace('STAMP', String(stampUs()))),
    ready: () => load.free > 0,
    done: () => (span.receipts ? reports : smsc.counts.submits),
    onProgress: (pump) => {
      pumpNow = pump;
      load.onFree = pump;
      smsc.onActivity = pump;
    },
    onMeasure: () => {
      smsc.latencies = [];
    },
  });
  const latency = percentiles(smsc.latencies);
  smsc.onActivity = undefined;
  load.close();
  sink.server.close();
  return { ...figures, latency };
}
