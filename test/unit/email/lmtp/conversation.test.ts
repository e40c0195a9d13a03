import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { LmtpServer } from '../../../../gateways/email/lmtp/server.js';
import { SmtpClient } from '../../../../sandbox/smtp-peer/index.js';
import { systemClock } from '../../../../src/clock.js';
import { silentLog } from '../../../../src/log.js';
import { FULL, LmtpWorld, NOBODY, TAKEN, textOf, until, type WorldOptions } from './support/lmtp-world.js';

describe('a conversation over LMTP', () => {
  let world: LmtpWorld | undefined;
  const start = async (options: WorldOptions = {}): Promise<LmtpWorld> => {
    world = await LmtpWorld.start(options);
    return world;
  };
  afterEach(async () => await world?.stop());

  it('goes by the book', async () => {
    const { port, mails } = await start();
    const client = await SmtpClient.connect(port);
    assert.deepEqual(await client.reply(), { code: 220, lines: ['isthmus LMTP'] });
    assert.deepEqual(await client.say('LHLO mx.example.net'), {
      code: 250,
      lines: ['isthmus', 'PIPELINING', 'ENHANCEDSTATUSCODES', '8BITMIME', 'SMTPUTF8', 'SIZE 1048576'],
    });
    assert.deepEqual(await client.say('MAIL FROM:<a@example.net> BODY=8BITMIME'), {
      code: 250,
      lines: ['2.1.0 Sender ok'],
    });
    assert.deepEqual(await client.say('RCPT TO:<Romeo@mail.example.org>'), {
      code: 250,
      lines: ['2.1.5 Recipient ok'],
    });
    assert.equal((await client.say('DATA')).code, 354);
    assert.deepEqual(await client.say('Subject: x\r\n\r\n..Hi\r\n.'), { code: 250, lines: ['2.0.0 Taken'] });
    assert.deepEqual(await client.say('QUIT'), { code: 221, lines: ['2.0.0 Bye'] });
    assert.equal(await client.end(), '');
    assert.equal(mails.length, 1);
    const { octets, ...rest } = mails[0] ?? assert.fail();
    const recipients = ['Romeo@mail.example.org'];
    assert.deepEqual(rest, { from: 'a@example.net', recipients, peer: '127.0.0.1', utf8: false });
    assert.equal(Buffer.from(octets).toString(), 'Subject: x\r\n\r\n.Hi\r\n');
  });

  it('answers each recipient by itself, also one that stands there twice', async () => {
    const { mails } = await start({
      recipient: async (address) => (address.startsWith('nobody') ? NOBODY : 'ok'),
      mail: async ({ recipients }) => new Map(recipients.map((to) => [to, to.startsWith('full') ? FULL : TAKEN])),
    });
    const client = (await world?.greeted()) ?? assert.fail();
    client.write('MAIL FROM:<>\r\n');
    for (const name of ['a', 'nobody', 'full', 'a']) client.write(`RCPT TO:<${name}@mail.example.org>\r\n`);
    client.write('DATA\r\n');
    assert.deepEqual(await client.replies(6), [
      '250 2.1.0 Sender ok',
      '250 2.1.5 Recipient ok',
      '550 5.1.1 Nobody',
      '250 2.1.5 Recipient ok',
      '250 2.1.5 Recipient ok',
      '354 End the mail with a dot alone in a line',
    ]);
    client.write('hi\r\n.\r\n');
    assert.deepEqual(await client.replies(3), ['250 2.0.0 Taken', '452 4.2.2 Full', '250 2.0.0 Taken']);
    assert.deepEqual(mails[0]?.recipients, ['a@mail.example.org', 'full@mail.example.org']);
    assert.equal(mails[0]?.from, '');
  });

  it('says "not now" where the gateway fails or forgets somebody', async () => {
    let fails = true;
    const { mails } = await start({
      recipient: async (address) => {
        if (address.startsWith('broken')) throw new Error('no store');
        return 'ok';
      },
      mail: async () => {
        if (fails) throw new Error('no lane');
        return new Map([['a@mail.example.org', TAKEN]]);
      },
    });
    const client = (await world?.greeted()) ?? assert.fail();
    await client.say('MAIL FROM:<a@example.net>');
    const notNow = '4.3.0 The gateway cannot take the mail now; come again';
    assert.deepEqual(await client.say('RCPT TO:<broken@mail.example.org>'), { code: 451, lines: [notNow] });
    await client.say('RCPT TO:<a@mail.example.org>');
    await client.say('DATA');
    assert.deepEqual(await client.say('hi\r\n.'), { code: 451, lines: [notNow] });
    fails = false;
    client.write('MAIL FROM:<>\r\nRCPT TO:<b@mail.example.org>\r\nRCPT TO:<a@mail.example.org>\r\nDATA\r\n');
    await client.replies(4);
    client.write('hi\r\n.\r\n');
    assert.deepEqual(await client.replies(2), [`451 ${notNow}`, '250 2.0.0 Taken']);
    assert.equal(mails.length, 2);
  });

  it('asks for recipients all at once, and answers in their order', async () => {
    const asked: string[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    await start({
      recipient: async (address) => {
        asked.push(address);
        await gate;
        return address.startsWith('b') ? NOBODY : 'ok';
      },
    });
    const client = (await world?.greeted()) ?? assert.fail();
    client.write('MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\nRSET\r\n');
    await until(() => asked.length === 3);
    release();
    const replies = (await client.replies(5)).map((text) => text.slice(0, 9));
    assert.deepEqual(replies, ['250 2.1.0', '250 2.1.5', '550 5.1.1', '250 2.1.5', '250 2.0.0']);
  });

  it('takes several mails in one go, pipelined', async () => {
    const { mails } = await start();
    const client = (await world?.greeted()) ?? assert.fail();
    const one = (text: string) => `MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n${text}\r\n.\r\n`;
    client.write(`${one('first')}${one('second')}${one('third')}QUIT\r\n`);
    await client.replies(13);
    assert.equal(await client.end(), '');
    assert.deepEqual(mails.map(textOf), ['first\r\n', 'second\r\n', 'third\r\n']);
  });

  it('answers one who has sent all and closed its side', async () => {
    const { mails } = await start();
    const client = (await world?.connect()) ?? assert.fail();
    client.write('LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\nhi\r\n.\r\n');
    client.finish();
    assert.equal((await client.replies(5)).at(-1), '250 2.0.0 Taken');
    assert.equal(await client.end(), '');
    assert.equal(mails.length, 1);
  });

  it('takes addresses in UTF-8', async () => {
    const { mails } = await start();
    const client = (await world?.greeted()) ?? assert.fail();
    client.write(
      Buffer.from('MAIL FROM:<jörg@bücher.example> SMTPUTF8\r\nRCPT TO:<ромео@mail.example.org>\r\nDATA\r\n'),
    );
    await client.replies(3);
    await client.say('hi\r\n.');
    const { from, recipients, utf8 } = mails[0] ?? assert.fail();
    assert.deepEqual(
      { from, recipients, utf8 },
      { from: 'jörg@bücher.example', recipients: ['ромео@mail.example.org'], utf8: true },
    );
  });

  for (const [name, before, command, expected] of [
    ['SMTP', [], 'EHLO x', '500 5.5.1'],
    ['old SMTP', [], 'HELO x', '500 5.5.1'],
    ['MAIL before LHLO', [], 'MAIL FROM:<>', '503 5.5.1'],
    ['LHLO of nobody', [], 'LHLO', '501 5.5.4'],
    ['RCPT before MAIL', ['LHLO x'], 'RCPT TO:<a@x>', '503 5.5.1'],
    ['DATA before MAIL', ['LHLO x'], 'DATA', '503 5.5.1'],
    ['DATA without recipients', ['LHLO x', 'MAIL FROM:<>'], 'DATA', '503 5.5.1'],
    ['DATA with an argument', ['LHLO x', 'MAIL FROM:<>', 'RCPT TO:<a@x>'], 'DATA now', '501 5.5.4'],
    ['DATA after RSET', ['LHLO x', 'MAIL FROM:<>', 'RCPT TO:<a@x>', 'RSET'], 'DATA', '503 5.5.1'],
    ['DATA after another LHLO', ['LHLO x', 'MAIL FROM:<>', 'RCPT TO:<a@x>', 'LHLO x'], 'DATA', '503 5.5.1'],
    ['MAIL in MAIL', ['LHLO x', 'MAIL FROM:<>'], 'MAIL FROM:<>', '503 5.5.1'],
    ['a null recipient', ['LHLO x', 'MAIL FROM:<>'], 'RCPT TO:<>', '501 5.1.3'],
    ['a sender without brackets', ['LHLO x'], 'MAIL FROM:a@x', '501 5.1.7'],
    ['a parameter that was not offered', ['LHLO x'], 'MAIL FROM:<> RET=HDRS', '555 5.5.4'],
    ['a body that was not offered', ['LHLO x'], 'MAIL FROM:<> BODY=BINARYMIME', '555 5.5.4'],
    ['a parameter of RCPT', ['LHLO x', 'MAIL FROM:<>'], 'RCPT TO:<a@x> NOTIFY=NEVER', '555 5.5.4'],
    ['a size beyond the limit', ['LHLO x'], 'MAIL FROM:<> SIZE=1048577', '552 5.3.4'],
    ['a size beyond all measure', ['LHLO x'], `MAIL FROM:<> SIZE=${'9'.repeat(20)}`, '552 5.3.4'],
    ['a size of just the limit', ['LHLO x'], 'MAIL FROM:<> SIZE=1048576', '250 2.1.0'],
    ['a command that there is not', [], 'BDAT 10 LAST', '500 5.5.1'],
    ['no command at all', [], '', '500 5.5.1'],
    ['octets that are no UTF-8', ['LHLO x'], 'MAIL FROM:<\xff@x>', '501 5.1.7'],
    ['VRFY', [], 'VRFY a', '252 2.5.0'],
    ['small letters', [], 'noop', '250 2.0.0'],
  ] as const) {
    it(`answers ${name} with ${expected}`, async () => {
      await start();
      const client = (await world?.connect()) ?? assert.fail();
      for (const one of before) await client.say(one);
      const { code, lines } = await client.say(command);
      assert.equal(`${code} ${lines[0]?.slice(0, 5)}`, expected);
      assert.equal((await client.say('NOOP')).code, 250, 'and goes on');
    });
  }

  it('talks to its mail servers only', async () => {
    await start({ parts: { peers: ['192.0.2.0/24', '2001:db8::/32'] } });
    const client = await SmtpClient.connect(world?.port ?? 0);
    assert.deepEqual((await client.reply()).code, 554);
    assert.equal(await client.end(), '');
  });

  it('refuses peers that are no networks', () => {
    const parts = { limits: { mail: 1000, inFlight: 1000 }, clock: systemClock, log: silentLog };
    const events = { recipient: async () => 'ok' as const, mail: async () => new Map() };
    const listen = { host: '127.0.0.1', port: 0 };
    assert.throws(
      () => new LmtpServer({ ...parts, listen, events, peers: ['everybody'] }),
      /"everybody" is no network/,
    );
  });
});

describe('the place of the LMTP server', () => {
  it('is taken over when another process leaves it', async () => {
    const first = await LmtpWorld.start();
    const second = await LmtpWorld.start({ parts: { listen: { host: '127.0.0.1', port: first.port } } });
    try {
      assert.equal(second.server.listening, false);
      await first.stop();
      await until(() => second.server.listening, 3000);
      assert.equal((await (await second.greeted()).say('NOOP')).code, 250);
    } finally {
      await second.stop();
    }
  });

  it('is not tried any more once the server is closed', async () => {
    const first = await LmtpWorld.start();
    const second = await LmtpWorld.start({ parts: { listen: { host: '127.0.0.1', port: first.port } } });
    await second.stop();
    await first.stop();
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assert.equal(second.server.listening, false);
  });

  it('is told where it cannot be listened on at all', async () => {
    await assert.rejects(LmtpWorld.start({ parts: { listen: { host: '192.0.2.1', port: 2424 } } }), /EADDRNOTAVAIL/);
  });

  it('lets a mail that is being handed over be answered before it closes', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const world = await LmtpWorld.start({
      mail: async ({ recipients }) => {
        await gate;
        return new Map(recipients.map((to) => [to, TAKEN]));
      },
    });
    const idle = await world.greeted();
    const busy = await world.inData();
    busy.write('hi\r\n.\r\n');
    await until(() => world.mails.length === 1);
    const closed = world.server.close();
    assert.equal((await idle.reply()).code, 421);
    await idle.end();
    await assert.rejects(SmtpClient.connect(world.server.port ?? 1), /ECONNREFUSED/);
    release();
    assert.deepEqual(await busy.replies(2), ['250 2.0.0 Taken', '421 4.3.2 The gateway is going down; come again']);
    await busy.end();
    await closed;
  });
});
