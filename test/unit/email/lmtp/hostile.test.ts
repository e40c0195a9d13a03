import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { SmtpClient } from '../../../../sandbox/smtp-peer/index.js';
import { FULL, heldOctets, LmtpWorld, TAKEN, textOf, until, type WorldOptions } from './support/lmtp-world.js';

describe('hostile clients of LMTP', () => {
  let world: LmtpWorld | undefined;
  const start = async (options: WorldOptions = {}): Promise<LmtpWorld> => {
    world = await LmtpWorld.start(options);
    return world;
  };
  afterEach(async () => await world?.stop());

  /** Whether others are served. */
  const works = async (): Promise<void> => {
    const client = (await world?.inData()) ?? assert.fail();
    assert.equal((await client.say('hi\r\n.')).code, 250);
    client.drop();
  };

  it('a line without end is dropped at its end, or ends the connection', async () => {
    await start();
    const client = (await world?.greeted()) ?? assert.fail();
    client.write(`NOOP ${'x'.repeat(2100)}\r\n`);
    assert.equal((await client.reply()).code, 500);
    client.write('x'.repeat(500_000));
    await delay(20);
    assert.equal((await client.say('')).lines[0], '5.5.2 Line too long');
    assert.equal((await client.say('NOOP')).code, 250);
    // Most of a mebibyte each: eighteen are still not too many errors.
    const before = heldOctets();
    for (let line = 0; line < 18; line += 1) {
      for (let sent = 0; sent < 15; sent += 1) await client.push(Buffer.alloc(65_536, 0x78));
      assert.equal((await client.say('')).code, 500);
    }
    // Buffers that were collected are given back a moment later; a server that keeps the lines has 18 million.
    await until(() => heldOctets() - before < 9e6);
    const endless = (await world?.greeted()) ?? assert.fail();
    for (let sent = 0; sent < 64 && !endless.ended; sent += 1) {
      await endless.push(Buffer.alloc(65_536, 0x78)).catch(() => undefined);
    }
    assert.equal(await endless.end(), '500 5.5.2 Line too long\r\n');
    await works();
  });

  for (const [name, octets] of [
    ['a command that ends with LF alone', 'NOOP\n'],
    ['a command with a CR in it', 'NOOP \rMAIL FROM:<>\r\n'],
    ['a command with a NUL in it', 'NOOP \0\r\n'],
    ['a command with a bare LF, and another behind it', 'RCPT TO:<a@x>\nRCPT TO:<b@x>\r\n'],
  ] as const) {
    it(`${name} ends the connection`, async () => {
      const { mails } = await start();
      const client = (await world?.greeted()) ?? assert.fail();
      client.write(`MAIL FROM:<>\r\n${octets}`);
      assert.deepEqual(await client.replies(2), ['250 2.1.0 Sender ok', '500 5.5.2 Lines end with CR LF']);
      assert.equal(await client.end(), '');
      assert.equal(mails.length, 0);
    });
  }

  for (const end of ['\n.\n', '\n.\r\n', '\r\n.\n', '\r.\r', '\r\n.\r']) {
    it(`a mail cannot be smuggled in behind ${JSON.stringify(end)}`, async () => {
      const { mails } = await start();
      const client = (await world?.inData()) ?? assert.fail();
      client.write(
        `Hi${end}MAIL FROM:<admin@example.net>\r\nRCPT TO:<juliet@mail.example.org>\r\nDATA\r\nevil\r\n.\r\n`,
      );
      assert.deepEqual(await client.replies(1), ['250 2.0.0 Taken']);
      assert.equal((await client.say('NOOP')).code, 250);
      assert.equal(mails.length, 1, 'all of it is one mail');
      assert.ok(textOf(mails[0]).includes('MAIL FROM:<admin@example.net>\r\n'));
      assert.deepEqual(mails[0]?.recipients, ['romeo@mail.example.org']);
    });
  }

  it('what is sent behind DATA before it is granted is the mail', async () => {
    const { mails } = await start();
    const client = (await world?.greeted()) ?? assert.fail();
    client.write('MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\nQUIT\r\n.\r\nNOOP\r\n');
    const codes = (await client.replies(5)).map((text) => text.slice(0, 3));
    assert.deepEqual(codes, ['250', '250', '354', '250', '250']);
    assert.equal(textOf(mails[0]), 'QUIT\r\n');
  });

  it('what is sent behind a DATA that is refused is not a mail', async () => {
    const { mails } = await start({ recipient: async () => FULL });
    const client = (await world?.greeted()) ?? assert.fail();
    client.write('MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\nSubject: x\r\n.\r\nQUIT\r\n');
    const codes = (await client.replies(6)).map((text) => text.slice(0, 9));
    assert.deepEqual(codes, ['250 2.1.0', '452 4.2.2', '503 5.5.1', '500 5.5.1', '500 5.5.1', '221 2.0.0']);
    assert.equal(mails.length, 0);
  });

  it('10,000 recipients: the first thousand are taken, the others are to come anew', async () => {
    const { mails } = await start();
    const client = (await world?.greeted()) ?? assert.fail();
    const all = Array.from({ length: 10_000 }, (_, index) => `RCPT TO:<user${index}@mail.example.org>\r\n`);
    client.write(`MAIL FROM:<>\r\n${all.join('')}DATA\r\n`);
    const replies = await client.replies(10_002);
    assert.equal(replies.filter((text) => text.startsWith('250 2.1.5')).length, 1000);
    assert.equal(replies.filter((text) => text.startsWith('452 4.5.3')).length, 9000);
    assert.ok(replies.slice(1, 1001).every((text) => text.startsWith('250')));
    client.write('hi\r\n.\r\n');
    assert.equal((await client.replies(1000)).filter((text) => text === '250 2.0.0 Taken').length, 1000);
    assert.equal(mails[0]?.recipients.length, 1000);
  });

  it('too many wrong commands end the connection', async () => {
    await start();
    const client = (await world?.greeted()) ?? assert.fail();
    client.write('WHAT\r\n'.repeat(100));
    assert.match(await client.end(), /^(?:500 5\.5\.1 No such command\r\n){21}421 4\.5\.0 Too many errors\r\n$/);
  });

  it('octets that trickle in do not make the time longer', async () => {
    await start({ limits: { commandMs: 300, mailMs: 600 } });
    const idle = (await world?.greeted()) ?? assert.fail();
    const slow = (await world?.greeted()) ?? assert.fail();
    const slowMail = (await world?.inData()) ?? assert.fail();
    const began = performance.now();
    const timer = setInterval(() => {
      if (!slow.ended) slow.write('N');
      if (!slowMail.ended) slowMail.write('x\r\n');
    }, 20);
    const tooSlow = '421 4.4.2 Too slow; come again\r\n';
    assert.deepEqual(await Promise.all([idle.end(), slow.end(), slowMail.end()]), [tooSlow, tooSlow, tooSlow]);
    clearInterval(timer);
    assert.ok(performance.now() - began < 5000);
    await works();
  });

  it('a client that reads no replies gets no more of them', async () => {
    await start({ limits: { commandMs: 500 } });
    const client = (await world?.greeted()) ?? assert.fail();
    client.pause();
    const before = heldOctets();
    let sent = 0;
    const pushing = (async () => {
      for (; sent < 400; sent += 1) await client.push(Buffer.from('NOOP\r\n'.repeat(20_000)));
    })().catch(() => undefined);
    await delay(1500);
    assert.ok(sent < 400, 'it has to wait');
    assert.ok(heldOctets() - before < 20e6);
    client.drop();
    await pushing;
    await works();
  });

  it('a mail that is larger than it may be is read to its end and refused, with and without SIZE', async () => {
    const { mails, server } = await start({ limits: { mail: 100_000, inFlight: 1_000_000 } });
    for (const size of [undefined, 50_000]) {
      const client = (await world?.inData(['a@x', 'b@x'], size)) ?? assert.fail();
      for (let sent = 0; sent < 200; sent += 1) await client.push(Buffer.alloc(50_000, 0x61));
      assert.ok(server.inFlight <= 200_000, `${server.inFlight}`);
      client.write('\r\n.\r\n');
      assert.deepEqual(await client.replies(2), ['552 5.3.4 Mail too large', '552 5.3.4 Mail too large']);
      assert.equal((await client.say('NOOP')).code, 250);
    }
    assert.equal(mails.length, 0);
    assert.equal(server.inFlight, 0);
  });

  it('more connections than there may be are sent away', async () => {
    const { server } = await start({ limits: { connections: 3 } });
    const three = [await world?.greeted(), await world?.greeted(), await world?.greeted()];
    const fourth = await SmtpClient.connect(world?.port ?? 0);
    assert.equal((await fourth.reply()).code, 421);
    await fourth.end();
    three[0]?.drop();
    await until(() => server.connections < 3);
    await works();
  });

  for (const reset of [false, true]) {
    for (const [stage, before] of [
      ['before LHLO', ''],
      ['in a command', 'LHLO x\r\nMAI'],
      ['after MAIL', 'LHLO x\r\nMAIL FROM:<>\r\n'],
      ['after RCPT', 'LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@x>\r\n'],
      ['after DATA', 'LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n'],
      ['in a mail', 'LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\nhalf of it'],
      ['before the last LF', 'LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\nhalf of it\r\n.\r'],
    ] as const) {
      it(`one that is gone ${stage}${reset ? ', without an end' : ''}, has handed nothing over`, async () => {
        const { mails, server } = await start();
        const client = (await world?.connect()) ?? assert.fail();
        client.write(before);
        await delay(20);
        client.drop(reset);
        await until(() => server.connections === 0);
        assert.equal(mails.length, 0);
        assert.equal(server.inFlight, 0);
        await works();
      });
    }
  }

  it('one that is gone after the last dot has handed the mail over', async () => {
    let finished = 0;
    const { mails, server } = await start({
      mail: async ({ recipients }) => {
        await delay(50);
        finished += 1;
        return new Map(recipients.map((to) => [to, TAKEN]));
      },
    });
    const client = (await world?.inData()) ?? assert.fail();
    client.write('hi\r\n.\r\n');
    await until(() => mails.length === 1);
    client.drop(true);
    await until(() => server.connections === 0);
    assert.equal(finished, 1);
    assert.equal(server.inFlight, 0);
  });
});
