import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { TransactionResult } from '../../../../gateways/email/smtp/transaction.js';
import { CountingClock } from '../../../support/counting-clock.js';
import { until } from '../../../support/until.js';
import { MAIL, sending, transaction } from './support/sending.js';

const ALL = ['PIPELINING', '8BITMIME', 'SMTPUTF8', 'DSN', 'SIZE 100000', 'ENHANCEDSTATUSCODES'];

/** The end in one line. */
function told(result: TransactionResult): string {
  switch (result.kind) {
    case 'sent':
      return `sent ${result.accepted.join(' ')}${result.refused.map(({ address, reply }) => ` -${address} ${reply.code}`).join('')}`;
    case 'refused':
      return `refused ${result.stage} ${result.reply.code}`;
    case 'not-now':
      return `not-now ${result.stage} ${result.scope} ${result.reply?.code ?? result.reason}`;
    case 'unknown':
      return 'unknown';
  }
}

test('one mail, in few words', async (t) => {
  const { peer, pool } = await sending(t, { extensions: ALL });
  const result = await pool.send(transaction());
  equal(result.kind, 'sent');
  deepEqual(result, {
    kind: 'sent',
    accepted: ['alice@example.com'],
    refused: [],
    serverId: 'queued as 4711',
    abilities: { dsn: true, utf8: true, eightBit: true, pipelining: true, size: 100000 },
  });
  deepEqual(peer.commands, [
    'EHLO gw.example.org',
    'MAIL FROM:<romeo@example.org> SIZE=34',
    'RCPT TO:<alice@example.com>',
    'DATA',
  ]);
  equal(peer.mails[0]?.body, MAIL);
});

test('a server without extensions, and one that is older than EHLO', async (t) => {
  const bare = await sending(t, { extensions: [] });
  equal(told(await bare.pool.send(transaction())), 'sent alice@example.com');
  deepEqual(bare.peer.commands.slice(1), ['MAIL FROM:<romeo@example.org>', 'RCPT TO:<alice@example.com>', 'DATA']);
  const old = await sending(t, { act: (line) => (line.startsWith('EHLO') ? '502 what?\r\n' : undefined) });
  equal(told(await old.pool.send(transaction())), 'sent alice@example.com');
});

test('parameters are used where the server knows them and the mail needs them', async (t) => {
  const { peer, pool } = await sending(t, { extensions: ALL });
  const dsn = { notify: ['failure', 'delay'], ret: 'HDRS', envid: 'a+b=c d' } as const;
  await pool.send(transaction({ from: '', dsn, to: [{ address: 'alice@example.com', orcpt: 'Al+ice@example.com' }] }));
  await pool.send(transaction({ octets: Buffer.from('A: b\r\n\r\n\u00fc\r\n') }));
  await pool.send(
    transaction({ utf8: true, dsn: { ...dsn, notify: 'never' }, to: [{ address: 'tr\u00e9ville@example.com' }] }),
  );
  await pool.send(transaction({ dsn: { ...dsn, envid: 'x'.repeat(101) } }));
  deepEqual(
    peer.commands.filter((line) => /^(?:MAIL|RCPT)/.test(line)).map((line) => Buffer.from(line, 'latin1').toString()),
    [
      'MAIL FROM:<> SIZE=34 RET=HDRS ENVID=a+2Bb+3Dc+20d',
      'RCPT TO:<alice@example.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;Al+2Bice@example.com',
      'MAIL FROM:<romeo@example.org> SIZE=12 BODY=8BITMIME',
      'RCPT TO:<alice@example.com>',
      'MAIL FROM:<romeo@example.org> SIZE=34 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb+3Dc+20d',
      'RCPT TO:<tr\u00e9ville@example.com> NOTIFY=NEVER ORCPT=utf-8;tr\\x{E9}ville@example.com',
      'MAIL FROM:<romeo@example.org> SIZE=34 RET=HDRS',
      'RCPT TO:<alice@example.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;alice@example.com',
    ],
  );
});

test('what the server cannot take is not offered', async (t) => {
  const { peer, pool } = await sending(t, { extensions: ['SIZE 10'] });
  equal(told(await pool.send(transaction())), 'refused size 552');
  equal(told(await pool.send(transaction({ octets: Buffer.from('x'), utf8: true }))), 'refused utf8 553');
  const to = [{ address: 'tr\u00e9ville@x.org' }];
  equal(told(await pool.send(transaction({ octets: Buffer.from('x'), to }))), 'refused utf8 553');
  equal(told(await pool.send(transaction({ octets: Buffer.from('x'), to: [] }))), 'refused rcpt 553');
  equal(told(await pool.send(transaction({ octets: Buffer.from('\u00fc') }))), 'refused eight-bit 554');
  deepEqual(peer.commands, ['EHLO gw.example.org']);
});

test('no address can be more than an address', async (t) => {
  const { peer, pool } = await sending(t);
  for (const address of [
    'a@x.org>\r\nRCPT TO:<b@x.org',
    'a@x.org\r\nDATA',
    'a@x.org\0',
    'a@x.org> NOTIFY=NEVER',
    '"a\r\n"@x.org',
    'a\n@x.org',
  ]) {
    equal(told(await pool.send(transaction({ to: [{ address }] }))), 'refused rcpt 553');
    equal(told(await pool.send(transaction({ from: address }))), 'refused rcpt 553');
  }
  const orcpt = 'x\r\nDATA\r\n';
  const dsn = { notify: ['failure'], ret: 'HDRS', envid: orcpt } as const;
  await pool.send(transaction({ dsn, to: [{ address: 'a@x.org', orcpt }] }));
  equal(peer.mails.length, 1);
  deepEqual([...new Set(peer.commands.map((line) => line.slice(0, 4)))], ['EHLO', 'MAIL', 'RCPT', 'DATA']);
});

test('dots and line ends cannot end a mail', async (t) => {
  const { peer, pool } = await sending(t);
  const octets = Buffer.from('A: b\r\n\r\n.\r\n..x\r\n\n.\n.\r.\r\rz\r\n.');
  equal(told(await pool.send(transaction({ octets }))), 'sent alice@example.com');
  equal(peer.mails[0]?.body, 'A: b\r\n\r\n..\r\n...x\r\n\r\n..\r\n..\r\n..\r\n\r\nz\r\n..\r\n');
  equal(peer.mails.length, 1);
});

test('one recipient of several is refused', async (t) => {
  for (const extensions of [['PIPELINING'], []]) {
    const { pool } = await sending(t, {
      extensions,
      act: (line) => (line.includes('bob') ? '550 5.1.1 no bob\r\n' : undefined),
    });
    const to = [{ address: 'alice@x.org' }, { address: 'bob@x.org' }, { address: 'carol@x.org' }];
    equal(told(await pool.send(transaction({ to }))), 'sent alice@x.org carol@x.org -bob@x.org 550');
  }
});

test('nobody is accepted', async (t) => {
  for (const extensions of [['PIPELINING'], []]) {
    // A server that waits for a mail for nobody does not get one.
    const { peer, pool } = await sending(t, {
      extensions,
      act: (line) =>
        line.startsWith('RCPT') ? (line.includes('bob') ? '450 4.2.0 later\r\n' : '550 5.1.1 no\r\n') : undefined,
    });
    equal(told(await pool.send(transaction())), 'refused rcpt 550');
    equal(
      told(await pool.send(transaction({ to: [{ address: 'a@x.org' }, { address: 'bob@x.org' }] }))),
      'not-now rcpt mail 450',
    );
    equal(peer.mails.length, 0);
  }
});

test('each command may be refused, for good or for now, and the connection is used again after RSET', async (t) => {
  for (const extensions of [['PIPELINING'], []]) {
    for (const [verb, stage] of [
      ['MAIL', 'mail'],
      ['DATA', 'data'],
      ['DOT', 'end'],
    ] as const) {
      for (const code of [554, 451]) {
        let left = 1;
        let withoutMail = false;
        const act = (line: string): string | undefined => {
          if (line === 'RSET') withoutMail = false;
          // What stands behind a refused MAIL is refused as well.
          if (withoutMail) return '503 5.5.1 no mail\r\n';
          if (left === 0 || !line.startsWith(verb)) return undefined;
          left -= 1;
          withoutMail = verb === 'MAIL';
          return `${code} no\r\n`;
        };
        const { peer, pool } = await sending(t, { extensions, act });
        equal(
          told(await pool.send(transaction())),
          code === 554 ? `refused ${stage} 554` : `not-now ${stage} mail 451`,
        );
        await delay(20);
        equal(told(await pool.send(transaction())), 'sent alice@example.com');
        equal(peer.connections, 1, `${verb} ${extensions}`);
        equal(peer.commands.includes('RSET'), verb !== 'DOT');
      }
    }
  }
});

test('a server that closes or is silent before the dot surely has nothing; after it nobody knows', async (t) => {
  for (const extensions of [['PIPELINING'], []]) {
    for (const fault of ['close', 'reset', 'silence', 'garbage'] as const) {
      for (const verb of ['BANNER', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'DOT']) {
        const act = (line: string) =>
          line.startsWith(verb) ? (fault === 'garbage' ? 'HTTP/1.1 200 OK\r\n' : fault) : undefined;
        const timeouts = { greeting: 100, command: 100, data: 100, end: 100 };
        const { pool } = await sending(t, { extensions, act }, {}, { timeouts });
        const result = await pool.send(transaction());
        if (verb === 'DOT') equal(result.kind, 'unknown', fault);
        else
          equal(
            `${result.kind} ${result.kind === 'not-now' ? result.scope : ''}`,
            'not-now server',
            `${fault} at ${verb}`,
          );
      }
    }
  }
});

test('endless replies, huge lines and answers to nothing end the connection', async (t) => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['EHLO', '250-x\r\n'.repeat(5000), 'not-now'],
    ['EHLO', 'x'.repeat(100_000), 'not-now'],
    ['EHLO', `250-${'x'.repeat(100_000)}\r\n250 ok\r\n`, 'not-now'],
    ['EHLO', '250 ok\r\n'.repeat(5000), 'not-now'],
    ['EHLO', '250 ok\r\n250 more\r\n', 'not-now'],
    ['EHLO', '250-a\r\n251 b\r\n', 'not-now'],
    ['EHLO', '999 ok\r\n', 'not-now'],
    ['EHLO', '\0\0\0\r\n', 'not-now'],
    // The answer to the mail comes before the mail: it is no answer.
    ['DATA', '354 go\r\n250 taken\r\n', 'not-now'],
    ['DATA', '250 taken\r\n', 'not-now'],
    ['DOT', '250-a\r\n'.repeat(5000), 'unknown'],
    ['DOT', '250 taken\r\n250 again\r\n', 'sent'],
    // Neither yes nor no to a mail that the server has as a whole.
    ['DOT', '354 go\r\n', 'unknown'],
  ];
  for (const [verb, said, kind] of cases) {
    const { pool } = await sending(
      t,
      { act: (line) => (line.startsWith(verb) ? said : undefined) },
      {},
      { timeouts: { command: 200, end: 200 } },
    );
    equal((await pool.send(transaction())).kind, kind, `${verb} ${said.slice(0, 30)}`);
  }
});

test('a reply that comes in pieces', async (t) => {
  const pieces = ['2', '50-peer\r', '\n25', '0-PIPELINING\r\n250 S\u00f6'];
  const act = (line: string) =>
    line.startsWith('EHLO')
      ? (socket: Socket) => {
          void (async () => {
            for (const piece of pieces) {
              socket.write(Buffer.from(piece, 'utf8').subarray(0, -1));
              await delay(5);
              socket.write(Buffer.from(piece, 'utf8').subarray(-1));
              await delay(5);
            }
            socket.write('\r\n');
          })();
        }
      : undefined;
  const { pool } = await sending(t, { act });
  const result = await pool.send(transaction());
  ok(result.kind === 'sent' && result.abilities.pipelining);
});

test('a mail in the middle of which the server stops reading', async (t) => {
  const octets = Buffer.alloc(20_000_000, 'some text\r\n');
  const limits = { connections: 1, timeouts: { block: 300, end: 300 } };
  for (const lmtp of [false, true]) {
    const { peer, pool } = await sending(t, { lmtp, deafAfter: 1_000_000 }, {}, limits);
    const [deaf, next] = [pool.send(transaction({ octets })), pool.send(transaction())];
    const began = performance.now();
    equal(told(await deaf), 'not-now data server timeout');
    ok(performance.now() - began < 60_000, 'it ends by the time that a block may take');
    // It surely was not sent, and holds up no other: that one goes over a connection of its own.
    equal(told(await next), 'sent alice@example.com');
    deepEqual(
      peer.mails.map(({ connection, body }) => [connection, body]),
      [[2, MAIL]],
    );
  }
  // What the system has taken to the last octet may yet be read: nobody can say, and it is not sent twice.
  const { peer, pool } = await sending(t, { deafAfter: 0 }, {}, limits);
  equal(told(await pool.send(transaction({ octets: octets.subarray(0, 20_000) }))), 'unknown');
  equal(peer.connections, 1);
});

test('a large mail that the server stops reading', async (t) => {
  const octets = Buffer.alloc(20_000_000, 'some text\r\n');
  const deaf = await sending(t, { deafAfter: 0 }, {}, { timeouts: { block: 200, end: 200 } });
  equal(told(await deaf.pool.send(transaction({ octets }))), 'not-now data server timeout');
  // It says why, and reads no more.
  const act = (line: string) =>
    line === 'DATA'
      ? (socket: Socket) => {
          socket.write('354 go\r\n');
          socket.pause();
          setTimeout(() => socket.write('552 5.3.4 too much\r\n'), 50);
        }
      : undefined;
  const early = await sending(t, { act }, {}, { timeouts: { block: 5000, end: 200 } });
  equal(told(await early.pool.send(transaction({ octets }))), 'refused end 552');
});

test('a large mail arrives as it is', async (t) => {
  const { peer, pool } = await sending(t);
  const line = '.dots and text \u00fc\r\n';
  const octets = Buffer.from(line.repeat(200_000));
  equal(told(await pool.send(transaction({ octets }))), 'sent alice@example.com');
  ok(peer.mails[0]?.body === Buffer.from(`.${line}`.repeat(200_000)).toString('latin1'));
});

test('fields that go before the mail', async (t) => {
  const { peer, pool } = await sending(t, { extensions: ['SIZE 1000'] });
  await pool.send(transaction({ prefix: Buffer.from('DKIM-Signature: x\r\n') }));
  equal(peer.mails[0]?.body, `DKIM-Signature: x\r\n${MAIL}`);
  ok(peer.commands.includes('MAIL FROM:<romeo@example.org> SIZE=53'));
});

test('connections are kept, each for so many mails', async (t) => {
  const { peer, pool } = await sending(t, {}, {}, { perConnection: 3 });
  for (let count = 0; count < 7; count += 1) equal(told(await pool.send(transaction())), 'sent alice@example.com');
  deepEqual(
    peer.mails.map(({ connection }) => connection),
    [1, 1, 1, 2, 2, 2, 3],
  );
  equal(peer.commands.filter((line) => line === 'QUIT').length, 2);
});

test('as many connections as mails are under way, and no more than allowed', async (t) => {
  const { peer, pool } = await sending(t, {}, {}, { connections: 3 });
  equal(pool.free(), 3);
  const all = Array.from({ length: 10 }, () => pool.send(transaction()));
  equal(pool.free(), 0);
  for (const one of all) equal(told(await one), 'sent alice@example.com');
  equal(pool.free(), 3);
  equal(peer.connections, 3);
});

test('a place is free when the end of a mail is heard', async (t) => {
  const { pool } = await sending(t, {}, {}, { connections: 1 });
  for (let count = 0; count < 3; count += 1) {
    await pool.send(transaction());
    equal(pool.free(), 1);
  }
});

test('an idle connection is closed with QUIT', async (t) => {
  const { peer, pool } = await sending(t, {}, {}, { timeouts: { idle: 50 } });
  await pool.send(transaction());
  await until(() => peer.open === 0, 'the end of the connection');
  equal(peer.commands.at(-1), 'QUIT');
});

test('a connection that the server closed meanwhile costs no mail', async (t) => {
  // Seen before the next mail.
  for (const act of ['close', 'reset', '421 4.4.2 idle\r\n', 'garbage\r\n'] as const) {
    const { peer, pool } = await sending(t);
    await pool.send(transaction());
    peer.interrupt(act);
    await until(() => peer.open === 0, `the end of the connection after ${act}`);
    equal(told(await pool.send(transaction())), 'sent alice@example.com');
    equal(peer.connections, 2);
  }
  // Seen only when it is used.
  for (const fault of ['close', 'reset', '421 4.4.2 idle\r\n'] as const) {
    let mails = 0;
    const act = (line: string, connection: number) => {
      if (!line.startsWith('MAIL')) return undefined;
      mails += 1;
      return mails > 1 && connection === 1 ? fault : undefined;
    };
    const { peer, pool } = await sending(t, { act });
    await pool.send(transaction());
    equal(told(await pool.send(transaction())), 'sent alice@example.com', fault);
    equal(peer.mails.length, 2);
    equal(pool.free(), 10);
  }
});

test('a connection that is dead without a sign costs no mail', async (t) => {
  let dead = false;
  const act = (line: string, connection: number) => {
    const silent = dead && connection === 1;
    if (line === 'DOT') dead = true;
    return silent ? 'silence' : undefined;
  };
  const { peer, pool } = await sending(t, { act }, {}, { timeouts: { reused: 100 } });
  await pool.send(transaction());
  equal(told(await pool.send(transaction())), 'sent alice@example.com');
  equal(peer.mails.length, 2);
});

test('after a failed connection nothing is tried for a while', async (t) => {
  let wakes = 0;
  let refused = true;
  const { peer, pool } = await sending(
    t,
    { act: (line) => (line === 'BANNER' && refused ? '421 4.3.2 down\r\n' : undefined) },
    {},
    {
      wake: () => {
        wakes += 1;
      },
    },
  );
  equal(told(await pool.send(transaction())), 'not-now greeting server 421');
  equal(pool.free(), 0);
  equal(told(await pool.send(transaction())), 'not-now greeting server the server was not reached a moment ago');
  equal(peer.connections, 1);
  refused = false;
  await until(() => wakes > 0, 'word that the server may be tried again');
  equal(wakes, 1);
  equal(told(await pool.send(transaction())), 'sent alice@example.com');
});

test('nobody listens, or the name is none', async (t) => {
  const { peer, pool } = await sending(t);
  await peer.close().catch(() => undefined);
  const result = await pool.send(transaction());
  ok(result.kind === 'not-now' && result.stage === 'connect' && result.scope === 'server');
  t.after(() => undefined);
});

test('one connection too many: the mails go over the others', async (t) => {
  const { peer, pool } = await sending(
    t,
    {
      act: (line, connection) =>
        line === 'BANNER' && connection > 2 ? '421 4.7.0 too many connections\r\n' : undefined,
    },
    {},
    { connections: 5 },
  );
  // Two are there before the third is asked for.
  await Promise.all([pool.send(transaction()), pool.send(transaction())]);
  const all = await Promise.all(Array.from({ length: 8 }, () => pool.send(transaction())));
  deepEqual(
    all.map(told),
    Array.from({ length: 8 }, () => 'sent alice@example.com'),
  );
  equal(peer.mails.length, 10);
});

test('nothing is written by who may not', async (t) => {
  const { peer, pool } = await sending(t);
  equal(told(await pool.send(transaction({ mayWrite: () => false }))), 'not-now connect us not-held');
  equal(peer.connections, 0);
  let asked = 0;
  // Before the connection, before MAIL, and not any more before the mail itself.
  const mayWrite = (): boolean => {
    asked += 1;
    return asked <= 2;
  };
  const result = await pool.send(transaction({ mayWrite }));
  equal(told(result), 'not-now data us not-held');
  equal(peer.mails.length, 0);
});

test('a server that refuses and closes at once is heard', async (t) => {
  const gone = (said: string) => (socket: Socket) => socket.end(said);
  for (const [verb, said, end] of [
    ['MAIL', '554 5.7.1 blocked\r\n', 'refused mail 554'],
    ['RCPT', '550 5.1.1 no\r\n', 'refused rcpt 550'],
    ['DATA', '421 4.3.2 closing\r\n', 'not-now data server 421'],
    ['MAIL', '421 4.7.0 too much\r\n', 'not-now mail server 421'],
  ] as const) {
    const { pool } = await sending(t, { act: (line) => (line.startsWith(verb) ? gone(said) : undefined) });
    equal(told(await pool.send(transaction())), end);
  }
});

test('a server that wants less gets nothing from anybody for a while', async (t) => {
  const { peer, pool } = await sending(
    t,
    { act: (line) => (line.startsWith('MAIL') ? '451 4.7.1 slow down\r\n' : undefined) },
    {},
    { connections: 1 },
  );
  const all = await Promise.all(Array.from({ length: 5 }, () => pool.send(transaction())));
  deepEqual(
    all.map(told),
    Array.from({ length: 5 }, () => 'not-now mail server 451'),
  );
  equal(peer.commands.filter((line) => line.startsWith('MAIL')).length, 1);
  equal(pool.free(), 0);
});

test('closing does not wait for a connection that is being made', async (t) => {
  const { peer, pool } = await sending(t, { act: () => 'silence' });
  const result = pool.send(transaction());
  await until(() => peer.connections === 1, 'a connection');
  pool.close();
  equal(told(await result), 'not-now connect us shut');
});

test('closing ends what is under way truthfully', async (t) => {
  for (const [verb, kind] of [
    ['MAIL', 'not-now'],
    ['DATA', 'not-now'],
    ['DOT', 'unknown'],
  ] as const) {
    let reached = false;
    const act = (line: string) => {
      if (!line.startsWith(verb)) return undefined;
      reached = true;
      return 'silence' as const;
    };
    const { pool } = await sending(t, { extensions: [], act }, {}, { connections: 1 });
    const [first, second] = [pool.send(transaction()), pool.send(transaction())];
    await until(() => reached, verb);
    pool.close();
    equal((await first).kind, kind);
    equal(told(await second), 'not-now connect us shut');
    equal(told(await pool.send(transaction())), 'not-now connect us shut');
  }
});

test('what may not be written any more ends truthfully, and all else goes on', async (t) => {
  for (const [verb, kind] of [
    ['MAIL', 'not-now'],
    ['DATA', 'not-now'],
    ['DOT', 'unknown'],
  ] as const) {
    let quiet = true;
    let reached = false;
    const act = (line: string) => {
      if (!quiet || !line.startsWith(verb)) return undefined;
      reached = true;
      return 'silence' as const;
    };
    const { pool } = await sending(t, { extensions: [], act }, {}, { connections: 1 });
    let held = true;
    const mayWrite = (): boolean => held;
    const [first, second, others] = [
      pool.send(transaction({ mayWrite })),
      pool.send(transaction({ mayWrite })),
      pool.send(transaction()),
    ];
    await until(() => reached, verb);
    quiet = false;
    held = false;
    pool.sweep();
    equal((await first).kind, kind);
    equal(told(await second), 'not-now connect us not-held');
    equal(told(await others), 'sent alice@example.com');
  }
});

test('LMTP: one reply for each recipient', async (t) => {
  const replies = ['250 2.0.0 ok\r\n', '550 5.2.2 full\r\n', '451 4.3.0 later\r\n'];
  const to = ['a@x.org', 'b@x.org', 'c@x.org'].map((address) => ({ address }));
  const act = (said: string) => (line: string) => (line === 'DOT' ? said : undefined);
  const all = await sending(t, { lmtp: true, act: act(replies.join('')) });
  equal(told(await all.pool.send(transaction({ to }))), 'sent a@x.org -b@x.org 550 -c@x.org 451');
  equal(all.peer.commands[0], 'LHLO gw.example.org');
  const none = await sending(t, { lmtp: true, act: act(replies.slice(1).concat('550 no\r\n').join('')) });
  equal(told(await none.pool.send(transaction({ to }))), 'not-now end mail 451');
  const cut = (said: string) => (line: string) =>
    line === 'DOT'
      ? (socket: Socket) => {
          socket.write(said);
          socket.end();
        }
      : undefined;
  const some = await sending(t, { lmtp: true, act: cut(replies[0] ?? '') });
  const result = await some.pool.send(transaction({ to }));
  equal(told(result), 'sent a@x.org');
  deepEqual(result.kind === 'sent' ? result.unsure : [], ['b@x.org', 'c@x.org']);
  const unsure = await sending(t, { lmtp: true, act: cut(replies[1] ?? '') });
  equal(told(await unsure.pool.send(transaction({ to }))), 'unknown');
});

test('no timer is left of connections that were closed', async (t) => {
  const clock = new CountingClock();
  const { pool, peer } = await sending(t, { extensions: ALL }, {}, { clock });
  equal(told(await pool.send(transaction())), 'sent alice@example.com');
  pool.close();
  await until(() => peer.commands.includes('QUIT'), 'the goodbye');
  await delay(50);
  deepEqual(clock.open, []);
});
