import { fileURLToPath } from 'node:url';
import { type Child, Child as Process } from '../../sandbox/child.js';
import type { Kannel } from '../../sandbox/kannel.js';
import type { Smsc } from '../../sandbox/smsc/index.js';
import { machineTime } from '../../sandbox/smsc/index.js';
import { MarkCounter, numberAt, openComponent, type RawComponent } from '../support/raw-component.js';
import { drive, driveOpen, type Figures } from './drive.js';
import { HttpLoad, startHttpSink } from './http-load.js';
import { type Latency, percentiles } from './measure.js';

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
          const sent = numberAt(buffer, behind);
          if (sent !== undefined) latencies.push(now - sent);
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

type Server = { componentPort: number; pid: number; components: Readonly<Record<string, string>> };

/** Bare component through a server: what bounces is started for it and stopped again. */
export async function bareEcho(server: Server, load: RawComponent, span: Span, text?: string): Promise<Timed> {
  const echo = await startEcho(server.componentPort, 'echo.localhost', server.components['echo.localhost'] ?? '');
  const figures = await echoLoop(load, 'bot@echo.localhost', span, { server: server.pid, echo: echo.pid }, text);
  await echo.stop();
  return figures;
}

/** From one component through the server to another, one message at a time; microseconds. */
export async function serverHop(server: Server, load: RawComponent, ms: number): Promise<Latency> {
  const secret = server.components['probe.localhost'] ?? '';
  const probe = await openComponent(server.componentPort, 'probe.localhost', secret);
  const arrived = new MarkCounter('<body>');
  const latencies: number[] = [];
  probe.onData = (chunk) => {
    const now = stampUs();
    arrived.push(chunk, (buffer, behind) => {
      const sent = numberAt(buffer, behind);
      if (sent !== undefined) latencies.push(now - sent);
    });
  };
  await driveOpen({
    warmMs: 0,
    ms,
    perSecond: 50,
    send: (n) =>
      load.send(
        `<message from='u0@${load.domain}/r' to='x@probe.localhost' type='chat' id='h${n}'><body>${stampUs()} ${TEXT}</body></message>`,
      ),
    done: () => arrived.count,
    pids: {},
  });
  probe.close();
  return percentiles(latencies);
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
