import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import smpp from 'smpp';
import { Command, encodePdu, RESPONSE, Splitter } from '../../../sandbox/smsc/codec.js';
import { MALFORMED, readJournal, type SmscOptions, startSmsc, startSmscProcess } from '../../../sandbox/smsc/index.js';

for (const command of ['submit_sm', 'deliver_sm']) {
  for (const field of Object.values(smpp.commands[command]?.params ?? {})) delete field.filter;
}

const ACCOUNT = { systemId: 'esme', password: 'secret', enquireMs: 0 } satisfies SmscOptions;

/** An ESME that speaks through the smpp library's PDUs and keeps what it gets. */
class Esme {
  readonly socket: Socket;
  readonly pdus: InstanceType<typeof smpp.PDU>[] = [];
  readonly #waiting = new Set<() => void>();
  /** Status of the answers to deliver_sm; undefined leaves them unanswered. */
  answer: number | undefined = 0;
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    const splitter = new Splitter();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
    socket.on('data', (chunk: Buffer) => {
      splitter.push(chunk, (buffer, start, end) => {
        const pdu = new smpp.PDU(Buffer.from(buffer.subarray(start, end)));
        this.pdus.push(pdu);
        if (pdu.command === 'deliver_sm' && this.answer !== undefined) {
          socket.write(encodePdu(Command.deliverSm | RESPONSE, this.answer, pdu.sequence_number, Buffer.from([0])));
        }
        return true;
      });
      this.#wake();
    });
  }

  static async open(port: number): Promise<Esme> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Esme(socket);
  }

  send(command: string, fields: Record<string, unknown> = {}): void {
    this.socket.write(new smpp.PDU(command, { sequence_number: 1, ...fields }).toBuffer());
  }

  async bind(kind = 'transceiver', password = 'secret'): Promise<number> {
    this.send(`bind_${kind}`, { system_id: 'esme', password });
    return (await this.next(`bind_${kind}_resp`)).command_status;
  }

  text(to: string, text: string, fields: Record<string, unknown> = {}): void {
    const base = { source_addr: '15550001111', destination_addr: to, short_message: Buffer.from(text) };
    this.send('submit_sm', { ...base, ...fields });
  }

  all(command: string): InstanceType<typeof smpp.PDU>[] {
    return this.pdus.filter((pdu) => pdu.command === command);
  }

  async next(command: string, count = 1): Promise<InstanceType<typeof smpp.PDU>> {
    await this.until(() => this.all(command).length >= count);
    const pdu = this.all(command)[count - 1];
    assert.ok(pdu);
    return pdu;
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

async function network(options: Partial<SmscOptions> = {}) {
  const smsc = await startSmsc({ ...ACCOUNT, ...options });
  after(() => smsc.stop());
  return smsc;
}

async function bound(options: Partial<SmscOptions> = {}, kind = 'transceiver') {
  const smsc = await network(options);
  const esme = await Esme.open(smsc.port);
  assert.equal(await esme.bind(kind), 0);
  return { smsc, esme };
}

test('a wrong password is refused and the connection ends', async () => {
  const smsc = await network();
  const esme = await Esme.open(smsc.port);
  assert.equal(await esme.bind('transceiver', 'wrong'), 0x0e);
  await esme.until(() => esme.closed);
});

test('a submit before the bind, or on a receiver, is refused', async () => {
  const smsc = await network();
  const esme = await Esme.open(smsc.port);
  esme.text('15551230000', 'x');
  assert.equal((await esme.next('submit_sm_resp')).command_status, 4);
  assert.equal(await esme.bind('receiver'), 0);
  esme.text('15551230000', 'x');
  assert.equal((await esme.next('submit_sm_resp', 2)).command_status, 4);
  assert.equal(smsc.texts.length, 0);
});

test('a text is recorded, answered with an id and reported as delivered', async () => {
  const { smsc, esme } = await bound();
  esme.text('15551230000', 'hello', { registered_delivery: 1 });
  const { message_id } = await esme.next('submit_sm_resp');
  const receipt = await esme.next('deliver_sm');
  assert.equal(receipt.esm_class, 4);
  assert.equal(receipt.receipted_message_id, message_id);
  assert.equal(receipt.message_state, 2);
  assert.match(String(receipt.short_message), new RegExp(`^id:${message_id} .*stat:DELIVRD`));
  assert.deepEqual([receipt.source_addr, receipt.destination_addr], ['15551230000', '15550001111']);
  assert.deepEqual(
    smsc.inbox('+15551230000').map(({ text, ids }) => [text, ids]),
    [['hello', [message_id]]],
  );
});

test('registered_delivery decides which receipts come', async () => {
  const { esme } = await bound({ dlr: { byNumber: { '2': 'UNDELIV' } } });
  esme.text('1', 'failures only, delivered', { registered_delivery: 2 });
  esme.text('1', 'none at all');
  esme.text('2', 'failures only, failed', { registered_delivery: 2 });
  const receipt = await esme.next('deliver_sm');
  assert.match(String(receipt.short_message), /stat:UNDELIV/);
  esme.send('enquire_link');
  await esme.next('enquire_link_resp');
  assert.equal(esme.all('deliver_sm').length, 1);
});

test('receipts can come before the answer, with another form of the id', async () => {
  const { esme } = await bound({
    dlr: { beforeResponse: true, responseId: 'hex', receiptId: 'decimal', form: 'text' },
  });
  esme.text('1', 'x', { registered_delivery: 1 });
  const { message_id } = await esme.next('submit_sm_resp');
  const commands = esme.pdus.map((pdu) => pdu.command);
  assert.ok(commands.indexOf('deliver_sm') < commands.indexOf('submit_sm_resp'));
  const id = /id:(\d+)/.exec(String(esme.all('deliver_sm')[0]?.short_message))?.[1];
  assert.equal(Number(id), Number.parseInt(String(message_id), 16));
});

test('a list of states is told one after the other', async () => {
  const { esme } = await bound({ dlr: { byNumber: { '1': ['ACCEPTD', 'DELIVRD'] }, delayMs: 1 } });
  esme.text('1', 'x', { registered_delivery: 1 });
  await esme.next('deliver_sm', 2);
  assert.deepEqual(
    esme.all('deliver_sm').map((pdu) => pdu.message_state),
    [6, 2],
  );
});

test('scripted refusals, throttling and swallowed answers', async () => {
  const script = { throttleEvery: 3, statusByNumber: { '2': 0x0b }, statusOnce: { '3': { status: 0x14, times: 1 } } };
  const { smsc, esme } = await bound({ script: { ...script, swallowNumbers: ['9'] } });
  for (const to of ['1', '2', '1', '3', '3', '3', '9', '1']) esme.text(to, to);
  await esme.next('submit_sm_resp', 7);
  assert.deepEqual(
    esme.all('submit_sm_resp').map((pdu) => pdu.command_status),
    [0, 0x0b, 0x58, 0x14, 0, 0x58, 0],
  );
  assert.deepEqual(
    smsc.texts.map(({ to }) => to),
    ['1', '3', '9', '1'],
  );
});

test('a cut takes the message and leaves it without an answer', async () => {
  const { smsc, esme } = await bound({ script: { cutEvery: 2 } });
  esme.text('1', 'first');
  await esme.next('submit_sm_resp');
  esme.text('1', 'second');
  await esme.until(() => esme.closed);
  assert.deepEqual(
    smsc.texts.map(({ text }) => text),
    ['first', 'second'],
  );
  assert.equal(esme.all('submit_sm_resp').length, 1);
});

test('more than the window are refused as a full queue', async () => {
  const { smsc, esme } = await bound({ windowLimit: 2, latencyMs: 30 });
  const one = new smpp.PDU('submit_sm', { destination_addr: '1', short_message: Buffer.from('x'), sequence_number: 5 });
  esme.socket.write(Buffer.concat([one.toBuffer(), one.toBuffer(), one.toBuffer()]));
  await esme.next('submit_sm_resp', 3);
  assert.deepEqual(
    esme.all('submit_sm_resp').map((pdu) => pdu.command_status),
    [0, 0, 0x14],
  );
  assert.equal(smsc.counts.maxOpen, 3);
});

test('phones answer what they got whole', async () => {
  const { esme } = await bound({ phones: { '*': { answer: 'you said {text}' }, '2': { answer: 'once', times: 1 } } });
  esme.text('1', 'hi');
  assert.equal(String((await esme.next('deliver_sm')).short_message), 'you said hi');
  esme.text('2', 'a');
  esme.text('2', 'b');
  await esme.next('submit_sm_resp', 3);
  assert.equal(String((await esme.next('deliver_sm', 2)).short_message), 'once');
  esme.send('enquire_link');
  await esme.next('enquire_link_resp');
  assert.equal(esme.all('deliver_sm').length, 2);
});

test('long texts of phones come in parts, in the order asked for', async () => {
  const { smsc, esme } = await bound();
  const statuses = await smsc.deliver({ from: '1', to: '2', text: 'z'.repeat(200), order: [1, 0, 1] });
  assert.deepEqual(statuses, [0, 0, 0]);
  assert.deepEqual(
    esme.all('deliver_sm').map((pdu) => (Buffer.isBuffer(pdu.short_message) ? pdu.short_message[5] : undefined)),
    [2, 1, 2],
  );
});

test('a text refused for now comes again, one refused for good does not', async () => {
  const { smsc, esme } = await bound({ retryMs: 5 });
  esme.answer = 0x64;
  const delivered = smsc.deliver({ from: '1', to: '2', text: 'again' });
  await esme.next('deliver_sm', 2);
  esme.answer = 0x65;
  assert.deepEqual(await delivered, [0x65]);
});

test('what was unanswered on a lost connection comes again on the next', async () => {
  const { smsc, esme } = await bound();
  esme.answer = undefined;
  const delivered = smsc.deliver({ from: '1', to: '2', text: 'still here' });
  await esme.next('deliver_sm');
  esme.socket.destroy();
  const second = await Esme.open(smsc.port);
  await second.bind('receiver');
  assert.deepEqual(await delivered, [0]);
  assert.equal(String(second.all('deliver_sm')[0]?.short_message), 'still here');
});

test('enquire_link goes both ways, unbind ends', async () => {
  const { smsc, esme } = await bound();
  smsc.enquireAll();
  const enquiry = await esme.next('enquire_link');
  esme.socket.write(encodePdu(Command.enquireLink | RESPONSE, 0, enquiry.sequence_number));
  await smsc.waitFor((it) => it.sessions[0]?.enquiryAnswers === 1);
  esme.send('unbind');
  await esme.next('unbind_resp');
  await esme.until(() => esme.closed);
});

test('an unknown command gets a generic_nack, a broken length ends the connection', async () => {
  const { esme } = await bound();
  esme.socket.write(encodePdu(0x777, 0, 12));
  const nack = await esme.next('generic_nack');
  assert.deepEqual([nack.command_status, nack.sequence_number], [3, 12]);
  esme.socket.write(Buffer.from('0000000a', 'hex'));
  await esme.until(() => esme.closed);
});

test('each malformation is octets that differ from a right deliver_sm', () => {
  const seen = new Set(Object.values(MALFORMED).map((make) => make().toString('hex')));
  assert.equal(seen.size, Object.keys(MALFORMED).length);
});

test('a killed network goes on from its journal: ids, texts, receipts and phone messages', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isthmus-smsc-test-'));
  const journal = join(folder, 'journal');
  after(() => rm(folder, { recursive: true }));
  const smsc = await startSmscProcess({ ...ACCOUNT, journal, dlr: { delayMs: 60_000 } });
  after(() => smsc.stop());
  const first = await Esme.open(smsc.port);
  await first.bind();
  first.answer = undefined;
  first.text('1', 'before the kill', { registered_delivery: 1 });
  const { message_id } = await first.next('submit_sm_resp');
  smsc.call('deliver', { from: '1', to: '2', text: 'not answered', key: 'k1' }).catch(() => undefined);
  await first.next('deliver_sm');
  await smsc.kill();
  await first.until(() => first.closed);

  await smsc.start();
  await smsc.call('receipts', { delayMs: 0 });
  const second = await Esme.open(smsc.port);
  await second.bind();
  assert.equal(String((await second.next('deliver_sm')).short_message), 'not answered');
  second.text('1', 'after it');
  const next = await second.next('submit_sm_resp');
  assert.equal(Number(next.message_id), Number(message_id) + 1);
  const texts = await smsc.call('texts', {});
  assert.deepEqual(
    texts.map(({ text }) => text),
    ['before the kill', 'after it'],
  );
  await smsc.stop();
  const entries = readJournal(journal);
  assert.deepEqual(
    entries.filter((entry) => entry.t === 'submit').map(({ text }) => text),
    ['before the kill', 'after it'],
  );
  assert.deepEqual(
    entries.filter((entry) => entry.t === 'mo-told').map(({ key, status }) => [key, status]),
    [['k1', 0]],
  );
});
