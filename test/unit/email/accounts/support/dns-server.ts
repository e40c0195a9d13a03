import { createSocket } from 'node:dgram';

/** A record that a small DNS server has, by its kind. */
export type DnsRecord =
  | { readonly type: 'A'; readonly address: string }
  /** `address`: all eight groups of it. */
  | { readonly type: 'AAAA'; readonly address: string }
  | { readonly type: 'TXT'; readonly text: string }
  | { readonly type: 'MX'; readonly priority: number; readonly host: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly host: string;
    };

export interface DnsServer {
  /** As `Resolver.setServers` takes it. */
  readonly address: string;
  readonly asked: string[];
  close(): void;
}

const TYPES: Readonly<Record<number, DnsRecord['type']>> = { 1: 'A', 15: 'MX', 16: 'TXT', 28: 'AAAA', 33: 'SRV' };
const NUMBERS = { A: 1, MX: 15, TXT: 16, AAAA: 28, SRV: 33 } as const;

/** A DNS server on loopback (RFC 1035, RFC 2782) with these records; of other names it says that they do not exist. `silent`: it answers nothing. */
export async function dnsServer(
  records: Readonly<Record<string, readonly DnsRecord[]>>,
  silent = false,
): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (question, from) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question.readUInt8(at); length > 0; length = question.readUInt8(at)) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const name = labels.join('.').toLowerCase();
    const type = TYPES[question.readUInt16BE(at + 1)];
    asked.push(`${type ?? '?'} ${name}`);
    if (silent) return;
    const found = (Object.hasOwn(records, name) ? (records[name] ?? []) : []).filter((record) => record.type === type);
    const head = Buffer.alloc(12);
    question.copy(head, 0, 0, 2);
    // A response, recursion desired and available; NXDOMAIN where there is nothing.
    head.writeUInt16BE(found.length > 0 ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(found.length, 6);
    socket.send(Buffer.concat([head, question.subarray(12, at + 5), ...found.map(answer)]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() };
}

function answer(record: DnsRecord): Buffer {
  const data = dataOf(record);
  // The name is that of the question, by a pointer to it; class IN, an hour to live.
  return Buffer.concat([
    Buffer.from([0xc0, 0x0c]),
    short(NUMBERS[record.type]),
    Buffer.from([0, 1, 0, 0, 14, 16]),
    short(data.length),
    data,
  ]);
}

function dataOf(record: DnsRecord): Buffer {
  switch (record.type) {
    case 'A':
      return Buffer.from(record.address.split('.').map(Number));
    case 'AAAA':
      return Buffer.concat(record.address.split(':').map((group) => short(Number.parseInt(group, 16))));
    case 'TXT':
      return Buffer.concat(
        (record.text.match(/.{1,255}/g) ?? []).map((part) =>
          Buffer.from(`${String.fromCharCode(part.length)}${part}`, 'latin1'),
        ),
      );
    case 'MX':
      return Buffer.concat([short(record.priority), nameOf(record.host)]);
    case 'SRV':
      return Buffer.concat([short(record.priority), short(record.weight), short(record.port), nameOf(record.host)]);
  }
}

function short(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}

function nameOf(host: string): Buffer {
  const labels = host.split('.').filter((label) => label !== '');
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}
