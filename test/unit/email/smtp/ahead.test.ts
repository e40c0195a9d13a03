import { deepEqual, equal, ok } from 'node:assert/strict';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { SmtpPool, type SmtpPoolOptions } from '../../../../gateways/email/smtp/pool.js';
import type { Transaction } from '../../../../gateways/email/smtp/transaction.js';
import { type PeerMail, SmtpPeer } from '../../../../sandbox/smtp-peer/index.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';
import { MAIL, sending, transaction } from './support/sending.js';

const LINE = { connections: 1 };

/** A mail that is known by its subject. */
function mail(subject: string, changes: Partial<Transaction> = {}): Transaction {
  return transaction({ octets: Buffer.from(`Subject: ${subject}\r\n${MAIL}`), ...changes });
}

/** A mail that is known by its recipient. */
const to = (name: string): Transaction => transaction({ to: [{ address: `${name}@example.com` }] });
const recipientOf = ({ recipients }: PeerMail): string => recipients[0]?.address.split('@')[0] ?? '';

/** A pool that sends to a peer through a relay, and what it has written, write by write. */
async function through(t: TestContext, peer: SmtpPeer, options: Partial<SmtpPoolOptions> = LINE) {
  const chunks: string[] = [];
  const relay = createServer((near) => {
    const far = connect(peer.port, peer.host);
    near.on('data', (chunk: Buffer) => chunks.push(chunk.toString('latin1')));
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const { port } = relay.address() as AddressInfo;
  const server = { host: '127.0.0.1', port, security: 'none', allowPrivate: true } as const;
  const pool = new SmtpPool(server, { clock: systemClock, log: silentLog, random: () => 0, ...options });
  t.after(async () => {
    pool.close();
    await peer.close();
    relay.close();
  });
  return { pool, chunks };
}

const subjectOf = ({ body }: { readonly body: string }): string => /^Subject: (.*?)\r\n/.exec(body)?.[1] ?? '';

test('the next mail is asked for in one write with the one before it, and each has its own end', async (t) => {
  const peer = await SmtpPeer.start({
    rules: [
      { at: 'dot', about: 'b@', do: { reply: '451 4.2.0 not this one' } },
      { at: 'MAIL', about: 'SIZE', do: { wait: 5 } },
    ],
  });
  const { pool, chunks } = await through(t, peer);
  const all = await Promise.all(['a', 'b', 'c'].map((name) => pool.send(to(name))));
  deepEqual(
    all.map(({ kind }) => kind),
    ['sent', 'not-now', 'sent'],
  );
  deepEqual(peer.mails.map(recipientOf), ['a', 'b', 'c']);
  equal(peer.connections, 1);
  equal(chunks.filter((chunk) => /\r\n\.\r\nMAIL FROM:.*\r\nRCPT TO:.*\r\nDATA\r\n$/.test(chunk)).length, 2);
  ok(!peer.lines.includes('RSET'));
});

test('nothing is asked for behind a large mail, or behind one to a server that wants one command at a time', async (t) => {
  for (const [extensions, octets] of [
    [['PIPELINING'], Buffer.from(`${MAIL}${'x'.repeat(70)}\r\n`.repeat(300))],
    [[], Buffer.from(MAIL)],
  ] as const) {
    let asked = 0;
    const { peer, pool } = await sending(
      t,
      {
        extensions,
        act: (line) => {
          if (line !== 'DOT' || peer.mails.length > 1) return undefined;
          return (socket: Socket) => {
            setTimeout(() => {
              asked = peer.commands.filter((one) => one.startsWith('MAIL')).length;
              socket.write('250 ok\r\n');
            }, 50);
          };
        },
      },
      {},
      LINE,
    );
    await Promise.all([pool.send(transaction({ octets })), pool.send(transaction())]);
    equal(asked, 1);
  }
});

test('no answer to the dot: of that mail nobody knows, and the one behind it goes out once over another connection', async (t) => {
  for (const act of ['close', 'reset'] as const) {
    const { peer, pool } = await sending(
      t,
      { act: (line, connection) => (line === 'DOT' && connection === 1 ? act : undefined) },
      {},
      LINE,
    );
    const all = await Promise.all(['a', 'b', 'c'].map((subject) => pool.send(mail(subject))));
    deepEqual(
      all.map(({ kind }) => kind),
      ['unknown', 'sent', 'sent'],
    );
    deepEqual(
      peer.mails.map((one) => [one.connection, subjectOf(one)]),
      [
        [1, 'a'],
        [2, 'b'],
        [2, 'c'],
      ],
    );
  }
});

test('a server that closes behind a mail that it took costs the next one nothing', async (t) => {
  const { peer, pool } = await sending(
    t,
    { act: (line) => (line === 'DOT' ? (socket: Socket) => socket.end('250 2.0.0 ok\r\n') : undefined) },
    {},
    LINE,
  );
  const all = await Promise.all(['a', 'b', 'c'].map((subject) => pool.send(mail(subject))));
  deepEqual(
    all.map(({ kind }) => kind),
    ['sent', 'sent', 'sent'],
  );
  deepEqual(peer.mails.map(subjectOf), ['a', 'b', 'c']);
});

test('a server that forgets what came behind a mail is asked for one mail after the other from then on', async (t) => {
  const { peer, pool } = await sending(
    t,
    {
      act: (line, connection) =>
        // What comes behind the dot is not answered over the first connection.
        connection === 1 && peer.mails.length > 0 && line !== 'DOT' ? 'silence' : undefined,
    },
    {},
    { ...LINE, timeouts: { reused: 100 } },
  );
  const all = await Promise.all(['a', 'b', 'c', 'd'].map((subject) => pool.send(mail(subject))));
  deepEqual(
    all.map(({ kind }) => kind),
    ['sent', 'sent', 'sent', 'sent'],
  );
  deepEqual(
    peer.mails.map((one) => [one.connection, subjectOf(one)]),
    [
      [1, 'a'],
      [2, 'b'],
      [2, 'c'],
      [2, 'd'],
    ],
  );
});

test('who waits long for the answer to another mail goes over another connection, and over that alone', async (t) => {
  const peer = await SmtpPeer.start({ rules: [{ at: 'dot', about: 'slow@', do: { wait: 2000 } }] });
  const { pool } = await through(t, peer, { connections: 2 });
  const ended: string[] = [];
  const kinds = await Promise.all(
    ['a', 'slow', 'b', 'c', 'd'].map(async (name) => {
      const { kind } = await pool.send(to(name));
      ended.push(name);
      return kind;
    }),
  );
  deepEqual(kinds, ['sent', 'sent', 'sent', 'sent', 'sent']);
  equal(ended.at(-1), 'slow');
  deepEqual(peer.mails.map(recipientOf).sort(), ['a', 'b', 'c', 'd', 'slow']);
});

test('who may not write any more is not written for by the mail before', async (t) => {
  let mayWrite = true;
  const { peer, pool } = await sending(
    t,
    {
      act: (line) => {
        if (line === 'DOT') mayWrite = false;
        return undefined;
      },
    },
    {},
    LINE,
  );
  const [first, second] = await Promise.all([pool.send(mail('a')), pool.send(mail('b', { mayWrite: () => mayWrite }))]);
  equal(first?.kind, 'sent');
  equal(second?.kind, 'not-now');
  equal(second?.kind === 'not-now' && second.scope, 'us');
  deepEqual(peer.mails.map(subjectOf), ['a']);
});

test('closing tells the mail that was asked for ahead that it was surely not taken', async (t) => {
  const act = (line: string) => (line === 'DOT' || peer.mails.length > 0 ? 'silence' : undefined);
  const { peer, pool } = await sending(t, { act }, {}, LINE);
  const all = ['a', 'b', 'c'].map((subject) => pool.send(mail(subject)));
  while (peer.mails.length === 0) await delay(5);
  await delay(20);
  pool.close();
  deepEqual(
    (await Promise.all(all)).map(({ kind }) => kind),
    ['unknown', 'not-now', 'not-now'],
  );
  deepEqual(peer.mails.map(subjectOf), ['a']);
});
