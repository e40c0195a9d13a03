import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Malformation } from './malformed.js';
import type { Counts } from './options.js';
import type { PhoneMessage } from './phone-message.js';
import type { Phones } from './phones.js';
import type { ReceiptPlan } from './receipt.js';
import type { Submit, Text } from './recorder.js';
import type { Script } from './script.js';
import type { Smsc } from './smsc.js';

/** A phone message as JSON carries it. */
export type PlainPhoneMessage = Omit<PhoneMessage, 'octets' | 'tlvs'> & { readonly octetsHex?: string };

/** A submit_sm as JSON carries it. */
export interface PlainSubmit {
  readonly at: number;
  readonly session: number;
  readonly sequence: number;
  readonly id: string;
  readonly status: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly dataCoding: number;
  readonly esmClass: number;
  readonly registeredDelivery: number;
  readonly octetsHex: string;
}

/** Commands of the control socket: arguments and results. One JSON object a line: `{"n":1,"cmd":"counts","arg":{}}`. */
export interface ControlCommands {
  counts: { arg: Record<string, never>; result: Counts };
  reset: { arg: Record<string, never>; result: null };
  script: { arg: Script; result: null };
  receipts: { arg: ReceiptPlan; result: null };
  phones: { arg: Phones; result: null };
  record: { arg: { record: boolean }; result: null };
  submits: { arg: { from?: number }; result: readonly PlainSubmit[] };
  texts: { arg: { from?: number }; result: readonly Text[] };
  answers: { arg: Record<string, never>; result: Smsc['answers'] };
  /** All latencies in microseconds, in order of arrival; taken away by reading. */
  latencies: { arg: Record<string, never>; result: readonly number[] };
  deliver: { arg: PlainPhoneMessage; result: readonly number[] };
  flood: { arg: Omit<Parameters<Smsc['flood']>[0], 'more'>; result: null };
  malform: { arg: { kind: Malformation }; result: null };
  raw: { arg: { hex: string }; result: null };
  cut: { arg: { how?: 'reset' | 'end'; number?: number }; result: null };
  unbind: { arg: Record<string, never>; result: null };
  enquire: { arg: Record<string, never>; result: null };
  /** Answers when so many submits came since the reset; false after `timeoutMs`. */
  waitSubmits: { arg: { count: number; timeoutMs: number }; result: boolean };
  stop: { arg: Record<string, never>; result: null };
}

/** What a test can ask of a simulation that runs as a process of its own. */
export type ControlName = keyof ControlCommands;
type Handlers = {
  readonly [K in ControlName]: (arg: ControlCommands[K]['arg']) => Promise<ControlCommands[K]['result']>;
};

function plain(submit: Submit): PlainSubmit {
  const { at, session, sequence, id, status, text, message } = submit;
  return {
    at,
    session,
    sequence,
    id,
    status,
    text,
    from: message.from.address,
    to: message.to.address,
    dataCoding: message.dataCoding,
    esmClass: message.esmClass,
    registeredDelivery: message.registeredDelivery,
    octetsHex: message.octets.toString('hex'),
  };
}

const nothing = (run: () => void) => async () => {
  run();
  return null;
};

function handlers(smsc: Smsc, stop: () => void): Handlers {
  return {
    counts: async () => smsc.counts,
    reset: nothing(() => smsc.reset()),
    script: async (script) => nothing(() => smsc.setScript(script))(),
    receipts: async (plan) => nothing(() => smsc.setReceipts(plan))(),
    phones: async (phones) => nothing(() => smsc.setPhones(phones))(),
    record: async ({ record }) => nothing(() => smsc.setRecord(record))(),
    submits: async ({ from }) => smsc.submits.slice(from ?? 0).map(plain),
    texts: async ({ from }) => smsc.texts.slice(from ?? 0),
    answers: async () => smsc.answers,
    latencies: async () => {
      const { latencies } = smsc;
      smsc.latencies = [];
      return latencies.map((value) => Math.round(value));
    },
    deliver: async ({ octetsHex, ...message }) =>
      smsc.deliver(octetsHex === undefined ? message : { ...message, octets: Buffer.from(octetsHex, 'hex') }),
    flood: async (plan) => {
      await smsc.flood(plan);
      return null;
    },
    malform: async ({ kind }) => nothing(() => smsc.malform(kind))(),
    raw: async ({ hex }) => nothing(() => smsc.deliverRaw(Buffer.from(hex, 'hex')))(),
    cut: async ({ how, number }) => nothing(() => smsc.cut(how, number))(),
    unbind: nothing(() => smsc.unbindAll()),
    enquire: nothing(() => smsc.enquireAll()),
    waitSubmits: async ({ count, timeoutMs }) =>
      smsc
        .waitFor((network) => network.counts.submits >= count, timeoutMs)
        .then(
          () => true,
          () => false,
        ),
    stop: nothing(stop),
  };
}

/** Lets another process steer the network over a loopback socket. */
export async function serveControl(smsc: Smsc, port: number, stop: () => void): Promise<Server> {
  const table = handlers(smsc, stop);
  const run = <K extends ControlName>(cmd: K, arg: ControlCommands[K]['arg']) => table[cmd](arg);
  const answer = async (socket: Socket, line: string) => {
    let n: unknown;
    let reply: object;
    try {
      const request: { n: number; cmd: ControlName; arg?: never } = JSON.parse(line);
      n = request.n;
      if (!Object.hasOwn(table, request.cmd)) throw new Error(`there is no command ${request.cmd}`);
      reply = { n, result: await run(request.cmd, request.arg ?? ({} as never)) };
    } catch (error) {
      reply = { n, error: error instanceof Error ? error.message : String(error) };
    }
    if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
  };
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket })
      .on('line', (line) => void answer(socket, line))
      // It hands on the errors of its socket, which are dealt with there.
      .on('error', () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
