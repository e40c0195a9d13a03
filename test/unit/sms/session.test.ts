import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { Backoff } from '../../../gateways/sms/smpp/backoff.js';
import { decodePdu } from '../../../gateways/sms/smpp/codec.js';
import { Framer } from '../../../gateways/sms/smpp/framer.js';
import type { InboundSm, SubmitSm } from '../../../gateways/sms/smpp/pdu.js';
import { Session, type SessionEnd, type SessionOptions } from '../../../gateways/sms/smpp/session.js';
import type { SubmitAnswer } from '../../../gateways/sms/smpp/submits.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { cString, deliverBody, ID, inOrder, RawCarrier, raw, type Script, tlv } from './support/raw-carrier.js';

const SM: SubmitSm = {
  source: { ton: 1, npi: 1, value: '15550001111' },
  destination: { ton: 1, npi: 1, value: '15551234567' },
  esmClass: 0,
  dataCoding: 0,
  registeredDelivery: 1,
  validityPeriod: '',
  serviceType: '',
  shortMessage: Buffer.from('hi'),
};

async function open(t: TestContext, script: Script = inOrder, more: Partial<SessionOptions> = {}) {
  const carrier = await RawCarrier.start(script);
  const inbound: { message: InboundSm; answer: (status: number) => void }[] = [];
  let bound = () => {};
  let ended: (end: SessionEnd) => void = () => {};
  const whenBound = new Promise<void>((resolve) => {
    bound = resolve;
  });
  const whenEnded = new Promise<SessionEnd>((resolve) => {
    ended = resolve;
  });
  const session = new Session(
    {
      host: '127.0.0.1',
      port: carrier.port,
      bind: { mode: 'transceiver', version: 0x34, systemId: 'me', password: 'pw', systemType: '', addressRange: '' },
      enquireLinkMs: 10_000,
      responseTimeoutMs: 10_000,
      bindTimeoutMs: 5000,
      mostInbound: 100,
      clock: systemClock,
      log: silentLog,
      mayWrite: () => true,
      ...more,
    },
    { bound, ended, inbound: (message, answer) => void inbound.push({ message, answer }) },
  );
  t.after(async () => {
    session.destroy('test over');
    await carrier.close();
  });
  return { carrier, session, inbound, whenBound, whenEnded };
}

const submit = (session: Session) => new Promise<SubmitAnswer>((resolve) => session.submit(SM, resolve));

/** Waits for the first message of the carrier. */
async function taken(inbound: readonly unknown[]): Promise<void> {
  while (inbound.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

/** Octets that no carrier in order sends; each must end the session, since nothing after them can be trusted. */
const POISON: [string, Buffer][] = [
  ['length 0', Buffer.from('00000000', 'hex')],
  ...[1, 2, 3, 4, 10, 15].map((length): [string, Buffer] => [
    `length ${length}`,
    raw(ID.enquire, 0, 1).fill(length, 3, 4),
  ]),
  ['length beyond all PDUs', Buffer.from('000fffff0000001500000000000000010000', 'hex')],
  ['a web server', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
];

for (const [what, octets] of POISON) {
  test(`the session ends, and settles what is open, on ${what}`, async (t) => {
    const { carrier, session, whenBound, whenEnded } = await open(t, (pdu, connection, it) => {
      if (pdu.id === ID.submit) connection.send(octets);
      else inOrder(pdu, connection, it);
    });
    await whenBound;
    assert.equal((await submit(session)).kind, 'lost');
    await whenEnded;
    assert.equal(session.ready, false);
    assert.equal((await submit(session)).kind, 'unsent');
    await carrier.until(() => carrier.last.socket.closed);
  });
}

test('a request that cannot be read, or that does not exist, is refused, and the session goes on', async (t) => {
  const { carrier, session, whenBound } = await open(t);
  await whenBound;
  const whole = deliverBody({ octets: Buffer.from('hi') });
  const bad = [
    raw(ID.deliver, 0, 11, whole.subarray(0, 20)),
    raw(ID.deliver, 0, 12, Buffer.concat([whole, Buffer.from('001e00ff41', 'hex')])),
    raw(ID.deliver, 0, 13, whole.subarray(0, whole.length - 1)),
    raw(ID.deliver, 0, 14),
    raw(0x00000777, 0, 15),
    raw(ID.submit, 0, 16),
  ];
  carrier.last.send(...bad);
  await carrier.until(() => carrier.all(ID.nack).length === bad.length);
  assert.deepEqual(
    carrier.all(ID.nack).map(({ sequence }) => sequence),
    [11, 12, 13, 14, 15, 16],
  );
  assert.equal((await submit(session)).kind, 'answered');
});

test('answers that nobody asked for, and refusals of them, do no harm', async (t) => {
  const { carrier, session, whenBound } = await open(t);
  await whenBound;
  carrier.last.send(
    raw(ID.submitAnswer, 0, 999, cString('x')),
    raw(ID.nack, 3, 998),
    raw(ID.enquireAnswer, 0, 997),
    raw(ID.deliverAnswer, 0, 996),
    raw(0x80000777, 0, 995),
    raw(ID.bindAnswer, 0x0d, 994),
    raw(0x102, 0, 993, Buffer.alloc(20)),
  );
  assert.equal((await submit(session)).kind, 'answered');
});

test('half a PDU and then silence ends the session by enquire_link', async (t) => {
  const { carrier, session, whenBound, whenEnded } = await open(t, inOrder, { enquireLinkMs: 80 });
  await whenBound;
  carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({})).subarray(0, 30));
  const end = await whenEnded;
  assert.match(end.reason, /enquire_link/);
  assert.equal(session.ready, false);
});

test('a carrier that answers enquire_link stays bound, one that does not is dead', async (t) => {
  const alive = await open(t, inOrder, { enquireLinkMs: 40 });
  await alive.carrier.until(() => alive.carrier.all(ID.enquire).length >= 3);
  assert.equal(alive.session.ready, true);
  const silent: Script = (pdu, connection, it) => pdu.id !== ID.enquire && inOrder(pdu, connection, it);
  const dead = await open(t, silent, { enquireLinkMs: 40 });
  assert.match((await dead.whenEnded).reason, /enquire_link/);
  assert.equal(dead.carrier.all(ID.enquire).length, 1);
});

test('a carrier that refuses enquire_link, or says anything else, is there', async (t) => {
  const { carrier, session, whenBound } = await open(
    t,
    (pdu, connection, it) => {
      if (pdu.id === ID.enquire) connection.send(raw(ID.nack, 3, pdu.sequence));
      else inOrder(pdu, connection, it);
    },
    { enquireLinkMs: 40 },
  );
  await whenBound;
  await carrier.until(() => carrier.all(ID.enquire).length >= 3);
  assert.equal(session.ready, true);
});

test('a carrier that never answers the bind is given up', async (t) => {
  const { whenEnded } = await open(t, () => {}, { bindTimeoutMs: 60 });
  assert.match((await whenEnded).reason, /bind/);
});

test('a submit without an answer is lost after its time, and its late answer does no harm', async (t) => {
  let late = () => {};
  const { session, whenBound } = await open(
    t,
    (pdu, connection, it) => {
      if (pdu.id === ID.submit && it.submits === 0) {
        late = () => inOrder({ ...pdu }, connection, it);
        it.submits = 100;
      } else inOrder(pdu, connection, it);
    },
    { responseTimeoutMs: 60 },
  );
  await whenBound;
  assert.deepEqual(await submit(session), { kind: 'lost', reason: 'the carrier did not answer in time' });
  assert.equal(session.open, 0);
  late();
  assert.equal((await submit(session)).kind, 'answered');
});

test('an answer that comes late is told once, as that of its own submit', async (t) => {
  const held: (() => void)[] = [];
  const { carrier, session, whenBound } = await open(
    t,
    (pdu, connection, it) => {
      if (pdu.id === ID.submit) held.push(() => inOrder(pdu, connection, it));
      else inOrder(pdu, connection, it);
    },
    { responseTimeoutMs: 60 },
  );
  await whenBound;
  const late: string[] = [];
  const outcomes = await Promise.all(
    ['a', 'b'].map(
      (name) =>
        new Promise<SubmitAnswer>((resolve) => {
          session.submit(SM, resolve, ({ status, messageId }) => late.push(`${name} ${status} ${messageId}`));
        }),
    ),
  );
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['lost', 'lost'],
  );
  assert.equal(session.open, 0);
  held[1]?.();
  held[1]?.();
  carrier.last.send(raw(ID.nack, 0x08, carrier.all(ID.submit)[0]?.sequence ?? 0), raw(ID.enquire, 0, 77));
  await carrier.until(() => carrier.all(ID.enquireAnswer).length === 1);
  assert.deepEqual(late, ['b 0 m1', 'a 8 ']);
});

test('what an answer says of congestion is heard', async (t) => {
  const { session, whenBound } = await open(t, (pdu, connection, it) => {
    const body = Buffer.concat([cString('m1'), tlv(0x0428, Buffer.from([93]))]);
    if (pdu.id === ID.submit) connection.send(raw(ID.submitAnswer, 0, pdu.sequence, body));
    else inOrder(pdu, connection, it);
  });
  await whenBound;
  assert.deepEqual(await submit(session), { kind: 'answered', status: 0, messageId: 'm1', congestion: 93 });
});

test('an answer says what its header says, whatever its body is', () => {
  const answer = (status: number, body: Buffer) => {
    const { command, status: read, sequence, ...rest } = decodePdu(raw(ID.submitAnswer, status, 7, body));
    assert.deepEqual([command, read, sequence], ['submit_sm_resp', status, 7]);
    return rest;
  };
  const congestion = Buffer.from('0428000163', 'hex');
  // The NUL may be missing at the end, and a parameter may overrun the PDU.
  assert.deepEqual(answer(0, Buffer.from('abc123')), { messageId: 'abc123' });
  assert.deepEqual(answer(0, Buffer.concat([cString('1'), Buffer.from('001e00ff41', 'hex')])), { messageId: '1' });
  assert.deepEqual(answer(0, Buffer.concat([cString('1'), congestion, Buffer.of(1)])), {
    messageId: '1',
    congestion: 99,
  });
  assert.deepEqual(answer(0, Buffer.alloc(0)), { messageId: '' });
  // A refusal has no id; its parameters may stand behind an empty one or alone.
  assert.deepEqual(answer(0x58, congestion), { messageId: '', congestion: 99 });
  assert.deepEqual(answer(0x58, Buffer.concat([cString(''), congestion])), { messageId: '', congestion: 99 });
  for (const junk of ['01', '0428', '042800ff63', '6e6f', '6e6f00ff']) {
    assert.deepEqual(answer(0x58, Buffer.from(junk, 'hex')), { messageId: '' });
  }
  for (const id of [0x80000001, 0x80000002, ID.bindAnswer]) {
    assert.deepEqual(decodePdu(raw(id, 0x0e, 1, Buffer.from('x'))), {
      command: 'bind_resp',
      status: 0x0e,
      sequence: 1,
    });
  }
});

test('a refusal with a body of no meaning leaves the other submits open', async (t) => {
  const { carrier, session, whenBound } = await open(t, (pdu, connection, it) => {
    if (pdu.id !== ID.submit) return inOrder(pdu, connection, it);
    it.submits += 1;
    if (it.submits === 1) connection.send(raw(ID.submitAnswer, 0x58, pdu.sequence, Buffer.of(1)));
    else connection.send(raw(ID.submitAnswer, 0, pdu.sequence, Buffer.from('m')));
  });
  await whenBound;
  assert.deepEqual(await Promise.all([submit(session), submit(session)]), [
    { kind: 'answered', status: 0x58, messageId: '' },
    { kind: 'answered', status: 0, messageId: 'm' },
  ]);
  assert.equal(session.ready, true);
  assert.equal(carrier.connections.length, 1);
});

test('what is submitted within one turn leaves in one write, and the answers find their submits', async (t) => {
  let chunks = 0;
  const { carrier, session, whenBound } = await open(t);
  await whenBound;
  carrier.last.socket.on('data', () => {
    chunks += 1;
  });
  const answers = await Promise.all(Array.from({ length: 50 }, () => submit(session)));
  assert.equal(chunks, 1);
  assert.deepEqual(
    answers.map((answer) => answer.kind === 'answered' && answer.messageId),
    answers.map((_, index) => `m${index + 1}`),
  );
});

test('an unbind of the carrier is answered, and ends the session', async (t) => {
  const { carrier, session, whenBound, whenEnded } = await open(t);
  await whenBound;
  carrier.last.send(raw(ID.unbind, 0, 5));
  assert.match((await whenEnded).reason, /unbound/);
  await carrier.until(() => carrier.last.socket.closed);
  assert.deepEqual(
    carrier.all(ID.unbindAnswer).map(({ sequence }) => sequence),
    [5],
  );
  assert.equal(session.ready, false);
});

test('a carrier that unbinds gets our open answers, and we get its own, before its unbind is answered', async (t) => {
  let answerLater = () => {};
  const script: Script = (pdu, connection, carrier) => {
    if (pdu.id === ID.submit) answerLater = () => inOrder(pdu, connection, carrier);
    else inOrder(pdu, connection, carrier);
  };
  const { carrier, session, inbound, whenBound, whenEnded } = await open(t, script);
  await whenBound;
  const outcome = submit(session);
  await carrier.until(() => carrier.all(ID.submit).length === 1);
  carrier.last.send(
    raw(ID.deliver, 0, 1, deliverBody({})),
    raw(ID.unbind, 0, 2),
    raw(ID.deliver, 0, 3, deliverBody({})),
  );
  await taken(inbound);
  assert.equal(session.ready, false);
  answerLater();
  assert.equal((await outcome).kind, 'answered');
  inbound[0]?.answer(0);
  await whenEnded;
  await carrier.until(() => carrier.last.socket.closed);
  const answers = carrier.last.pdus.filter(({ id }) => id === ID.deliverAnswer || id === ID.unbindAnswer);
  assert.deepEqual(
    answers.map(({ id, sequence }) => [id, sequence]),
    [
      [ID.deliverAnswer, 1],
      [ID.unbindAnswer, 2],
    ],
  );
});

test('an unbind of ours while the carrier unbinds waits until both have their answers', async (t) => {
  const { carrier, session, inbound, whenBound, whenEnded } = await open(t);
  await whenBound;
  carrier.last.send(raw(ID.deliver, 0, 5, deliverBody({})), raw(ID.unbind, 0, 6));
  await taken(inbound);
  inbound[0]?.answer(0);
  await session.unbind();
  assert.equal((await whenEnded).reason, 'the carrier unbound');
  await carrier.until(() => carrier.last.socket.closed);
  const answers = carrier.last.pdus.filter(({ id }) => id === ID.deliverAnswer || id === ID.unbindAnswer);
  assert.deepEqual(
    answers.map(({ sequence }) => sequence),
    [5, 6],
  );
});

test('who takes nothing more leaves it unanswered for the next bind, and what it took it still answers', async (t) => {
  const { carrier, session, inbound, whenBound } = await open(t);
  await whenBound;
  carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({})));
  await taken(inbound);
  session.stopTaking();
  carrier.last.send(raw(ID.deliver, 0, 2, deliverBody({})), raw(ID.enquire, 0, 3));
  await carrier.until(() => carrier.all(ID.enquireAnswer).length === 1);
  assert.equal(inbound.length, 1);
  inbound[0]?.answer(0);
  await session.unbind();
  const last = carrier.last.pdus.filter(({ id }) => id === ID.deliverAnswer || id === ID.unbind);
  assert.deepEqual(
    last.map(({ id }) => id),
    [ID.deliverAnswer, ID.unbind],
  );
});

test('a bind that is refused says with which status', async (t) => {
  const { whenEnded } = await open(t, (pdu, connection) => connection.send(raw(ID.bindAnswer, 0x0e, pdu.sequence)));
  const end = await whenEnded;
  assert.equal(end.bindStatus, 0x0e);
  assert.equal(end.boundMs, 0);
});

test('a flood of the carrier is read only as fast as it is worked, and nothing of it is lost', async (t) => {
  const { carrier, inbound, session, whenBound } = await open(t, inOrder, { mostInbound: 10 });
  await whenBound;
  const flood = Array.from({ length: 3000 }, (_, index) =>
    raw(ID.deliver, 0, index + 1, deliverBody({ octets: Buffer.alloc(200, 0x41) })),
  );
  for (let at = 0; at < flood.length; at += 100) carrier.last.send(...flood.slice(at, at + 100));
  let answered = 0;
  let most = 0;
  while (answered < flood.length) {
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, inbound.length);
    for (const { answer } of inbound.splice(0)) {
      answer(0);
      answered += 1;
    }
  }
  await carrier.until(() => carrier.all(ID.deliverAnswer).length === flood.length);
  // One read of the socket (64 KiB) may hold more than the mark; a second one must not follow.
  assert.ok(most < 600, `${most} were open at once`);
  assert.equal(session.ready, true);
});

test('a message keeps its raw octets and parameters, the payload standing in for an empty text', async (t) => {
  const { carrier, inbound, whenBound } = await open(t);
  await whenBound;
  const payload = Buffer.alloc(20_000, 0x1b);
  const tlvs = Buffer.concat([
    tlv(0x0424, payload),
    tlv(0x001e, Buffer.from('ab')),
    tlv(0x1400, Buffer.from('x')),
    tlv(0x0427, Buffer.from([2])),
  ]);
  carrier.last.send(raw(ID.deliver, 0, 1, deliverBody({ esm: 0x44, dcs: 0xf5, from: 'A\u00c4', fromTon: 5, tlvs })));
  await taken(inbound);
  const message = inbound[0]?.message;
  assert.deepEqual(message?.source, { ton: 5, npi: 1, value: 'A\u00c4' });
  assert.equal(message?.esmClass, 0x44);
  assert.equal(message?.dataCoding, 0xf5);
  assert.ok(message?.octets.equals(payload));
  assert.equal(message?.tlvs.receiptedMessageId?.toString(), 'ab');
  assert.equal(message?.tlvs.messageState?.[0], 2);
});

test('a stream cut at any byte gives the same PDUs', () => {
  const pdus = [
    raw(ID.enquire, 0, 1),
    raw(ID.deliver, 0, 2, deliverBody({ octets: Buffer.from('hi') })),
    raw(ID.unbind, 0, 3),
  ];
  const stream = Buffer.concat(pdus);
  for (let cut = 0; cut <= stream.length; cut += 1) {
    const framer = new Framer();
    const out = [...framer.push(stream.subarray(0, cut)).pdus, ...framer.push(stream.subarray(cut)).pdus];
    assert.deepEqual(out, pdus);
  }
});

test('any octets of any command are read without throwing', () => {
  const ids = [ID.deliver, 0x103, ID.submitAnswer, ID.bindAnswer, ID.nack, ID.unbind, 0x21, 0x80000021, 0x102, 0x0b];
  fc.assert(
    fc.property(fc.constantFrom(...ids), fc.uint8Array({ maxLength: 120 }), (id, body) => {
      assert.equal(typeof decodePdu(raw(id, 0, 1, Buffer.from(body))).command, 'string');
    }),
    { numRuns: 2000 },
  );
});

test('waits double from a second to a minute, begin anew after a good session, and are long after a refusal', () => {
  const failed: SessionEnd = { reason: '', boundMs: 0 };
  const backoff = new Backoff(() => 0.5);
  const waits = Array.from({ length: 8 }, () => backoff.after(failed) / 1000);
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
  // A lasting refusal has a ladder of its own, and what is not lasting has not.
  const refusal = (bindStatus: number): SessionEnd => ({ reason: '', boundMs: 0, bindStatus });
  const refused = Array.from({ length: 6 }, () => backoff.after(refusal(0x0e)) / 60_000);
  assert.deepEqual(refused, [1, 2, 4, 8, 15, 15]);
  assert.equal(backoff.after(refusal(0x05)), 1000);
  for (const status of [0x0d, 0x0f, 0x53, 0x0400]) assert.equal(new Backoff(() => 0.5).after(refusal(status)), 60_000);
  assert.equal(backoff.after({ reason: '', boundMs: 20_000 }), 1000);
  // A carrier that binds and throws us out at once does not count as good.
  assert.equal(backoff.after({ reason: '', boundMs: 50 }), 2000);
  const [early, late] = [0, 1].map((random) => new Backoff(() => random).after(failed));
  assert.deepEqual([early, late], [750, 1250]);
});
