import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Changes } from './changes.js';

/** One PDU as it came. */
export interface RawPdu {
  readonly id: number;
  readonly status: number;
  readonly sequence: number;
  readonly body: Buffer;
}

export const ID = {
  bindReceiver: 0x01,
  bindTransmitter: 0x02,
  submit: 0x04,
  submitAnswer: 0x80000004,
  deliver: 0x05,
  deliverAnswer: 0x80000005,
  unbind: 0x06,
  unbindAnswer: 0x80000006,
  bind: 0x09,
  bindAnswer: 0x80000009,
  enquire: 0x15,
  enquireAnswer: 0x80000015,
  nack: 0x80000000,
  data: 0x103,
  dataAnswer: 0x80000103,
} as const;

/** bind_receiver, bind_transmitter, bind_transceiver. */
const BINDS: ReadonlySet<number> = new Set([ID.bindReceiver, ID.bindTransmitter, ID.bind]);

/** A PDU of raw octets. */
export function raw(id: number, status: number, sequence: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const pdu = Buffer.alloc(16 + body.length);
  pdu.writeUInt32BE(pdu.length, 0);
  pdu.writeUInt32BE(id, 4);
  pdu.writeUInt32BE(status, 8);
  pdu.writeUInt32BE(sequence, 12);
  body.copy(pdu, 16);
  return pdu;
}

export const cString = (text: string): Buffer => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from([0])]);

export function tlv(tag: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(tag, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

export interface RawMessage {
  readonly from?: string;
  readonly fromTon?: number;
  readonly to?: string;
  readonly toTon?: number;
  readonly esm?: number;
  readonly dcs?: number;
  readonly octets?: Buffer;
  readonly tlvs?: Buffer;
}

/** Body of a deliver_sm. */
export function deliverBody(message: RawMessage): Buffer {
  const octets = message.octets ?? Buffer.alloc(0);
  return Buffer.concat([
    cString(''),
    Buffer.from([message.fromTon ?? 1, 1]),
    cString(message.from ?? '15551234567'),
    Buffer.from([message.toTon ?? 1, 1]),
    cString(message.to ?? '15550001111'),
    Buffer.from([message.esm ?? 0, 0, 0]),
    cString(''),
    cString(''),
    Buffer.from([0, 0, message.dcs ?? 0, 0, octets.length]),
    octets,
    message.tlvs ?? Buffer.alloc(0),
  ]);
}

/** Body of a data_sm; its text goes into message_payload. */
export function dataBody(message: RawMessage): Buffer {
  return Buffer.concat([
    cString(''),
    Buffer.from([message.fromTon ?? 1, 1]),
    cString(message.from ?? '15551234567'),
    Buffer.from([message.toTon ?? 1, 1]),
    cString(message.to ?? '15550001111'),
    Buffer.from([message.esm ?? 0, 0, message.dcs ?? 0]),
    ...(message.octets === undefined ? [] : [tlv(0x0424, message.octets)]),
    message.tlvs ?? Buffer.alloc(0),
  ]);
}

/** What a submit_sm holds. */
export function readSubmit(body: Buffer) {
  let at = 0;
  const text = () => {
    const end = body.indexOf(0, at);
    const value = body.toString('latin1', at, end);
    at = end + 1;
    return value;
  };
  const octet = () => body[at++] ?? -1;
  const serviceType = text();
  const from = { ton: octet(), npi: octet(), value: text() };
  const to = { ton: octet(), npi: octet(), value: text() };
  const esm = octet();
  octet();
  octet();
  text();
  const validity = text();
  const registered = octet();
  octet();
  const dcs = octet();
  octet();
  const length = octet();
  return { serviceType, from, to, esm, validity, registered, dcs, octets: body.subarray(at, at + length) };
}

/** One connection of an ESME to the scripted carrier. */
export class RawConnection {
  readonly socket: Socket;
  readonly pdus: RawPdu[] = [];
  #rest = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => {});
  }

  read(chunk: Buffer): readonly RawPdu[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const fresh: RawPdu[] = [];
    while (this.#rest.length >= 16 && this.#rest.length >= this.#rest.readUInt32BE(0)) {
      const length = this.#rest.readUInt32BE(0);
      const pdu = this.#rest.subarray(0, length);
      fresh.push({
        id: pdu.readUInt32BE(4),
        status: pdu.readUInt32BE(8),
        sequence: pdu.readUInt32BE(12),
        body: pdu.subarray(16),
      });
      this.#rest = this.#rest.subarray(length);
    }
    this.pdus.push(...fresh);
    return fresh;
  }

  send(...octets: Buffer[]): void {
    this.socket.write(Buffer.concat(octets));
  }
}

export type Script = (pdu: RawPdu, connection: RawConnection, carrier: RawCarrier) => void;

/** Answers a bind, enquiries and submits (ids `m1`, `m2` ...) as a carrier in order does. */
export const inOrder: Script = (pdu, connection, carrier) => {
  if (BINDS.has(pdu.id)) connection.send(raw((pdu.id | 0x80000000) >>> 0, 0, pdu.sequence, cString('carrier')));
  if (pdu.id === ID.enquire) connection.send(raw(ID.enquireAnswer, 0, pdu.sequence));
  if (pdu.id === ID.unbind) connection.send(raw(ID.unbindAnswer, 0, pdu.sequence));
  if (pdu.id === ID.submit) connection.send(raw(ID.submitAnswer, 0, pdu.sequence, cString(`m${++carrier.submits}`)));
};

/** A carrier on raw octets, with a script of what it does; shares no code with the gateway. */
export class RawCarrier {
  readonly connections: RawConnection[] = [];
  script: Script;
  submits = 0;
  /** Called for each new connection. */
  onConnection: (connection: RawConnection) => void = () => {};
  readonly #server: Server;
  readonly #changes = new Changes('carrier');

  private constructor(server: Server, script: Script) {
    this.#server = server;
    this.script = script;
    server.on('connection', (socket) => {
      const connection = new RawConnection(socket);
      this.connections.push(connection);
      socket.on('data', (chunk) => {
        for (const pdu of connection.read(chunk)) this.script(pdu, connection, this);
        this.#changed();
      });
      socket.on('close', () => this.#changed());
      this.onConnection(connection);
      this.#changed();
    });
  }

  static async start(script: Script = inOrder): Promise<RawCarrier> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RawCarrier(server, script);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The connection that came last. */
  get last(): RawConnection {
    const last = this.connections.at(-1);
    if (last === undefined) throw new Error('nobody has connected');
    return last;
  }

  /** Every PDU of one kind, over all connections. */
  all(id: number): readonly RawPdu[] {
    return this.connections.flatMap(({ pdus }) => pdus.filter((pdu) => pdu.id === id));
  }

  /** Resolves when `ready` holds; looked at whenever something came. */
  until(ready: () => boolean): Promise<void> {
    return this.#changes.until(ready);
  }

  async close(): Promise<void> {
    for (const { socket } of this.connections) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #changed(): void {
    this.#changes.tell();
  }
}
