import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SmtpClient } from '../../../../sandbox/smtp-peer/index.js';
import { heldOctets, LmtpWorld, until } from './support/lmtp-world.js';

const MIB = 1024 * 1024;

describe('memory of mails that come in', () => {
  it('is bound while 40 mails of 4 MiB come at once: what finds no room waits, and all arrive', async () => {
    let most = 0;
    let sum = 0;
    const world = await LmtpWorld.start({
      limits: { mail: 8 * MIB, inFlight: 20 * MIB },
      mail: async ({ octets, recipients }) => {
        most = Math.max(most, heldOctets());
        sum += octets.length;
        assert.ok(world.server.inFlight <= 20 * MIB);
        world.mails.length = 0;
        await new Promise((resolve) => setTimeout(resolve, 10));
        return new Map(recipients.map((to) => [to, { code: 250, text: 'Taken' }]));
      },
    });
    const before = heldOctets();
    const line = Buffer.from(`${'x'.repeat(1022)}\r\n`);
    const send = async (client: SmtpClient): Promise<void> => {
      client.write(`MAIL FROM:<a@example.net> SIZE=${4 * MIB}\r\nRCPT TO:<b@x>\r\nDATA\r\n`);
      const replies = await client.replies(3);
      assert.ok(replies[2]?.startsWith('354'), replies.join());
      for (let sent = 0; sent < 4096; sent += 64)
        await client.push(Buffer.concat(Array.from({ length: 64 }, () => line)));
      client.write('.\r\n');
      assert.equal((await client.reply(30_000)).code, 250);
      client.drop();
    };
    try {
      const clients = await Promise.all(Array.from({ length: 40 }, () => world.greeted()));
      await Promise.all(clients.map(send));
      assert.equal(sum, 40 * 4 * MIB);
      // The mails themselves, and what is on its way in the sockets of both sides, which are of this process here.
      assert.ok(most - before < 20 * MIB + 40 * MIB, `${(most - before) / MIB} MiB`);
      await until(() => world.server.inFlight === 0);
    } finally {
      await world.stop();
    }
  });

  it('is refused for now where it does not come free in time', async () => {
    const world = await LmtpWorld.start({ limits: { mail: MIB, inFlight: 3 * MIB, roomMs: 100 } });
    try {
      const holders = await Promise.all([1, 2, 3].map(() => world.inData(['a@x'], MIB)));
      const late = await world.greeted();
      late.write(`MAIL FROM:<> SIZE=${MIB / 2}\r\nRCPT TO:<a@x>\r\nDATA\r\n`);
      assert.equal((await late.replies(3))[2], '452 4.3.1 Too much mail at once; come again');
      assert.equal((await holders[0]?.say('hi\r\n.'))?.code, 250);
      late.write('MAIL FROM:<>\r\nRCPT TO:<a@x>\r\nDATA\r\n');
      assert.ok((await late.replies(3))[2]?.startsWith('354'));
    } finally {
      await world.stop();
    }
  });

  it('is not there for a mail that grows past what it said, when others have it: it is refused for now', async () => {
    const world = await LmtpWorld.start({ limits: { mail: MIB, inFlight: MIB + 100_000 } });
    try {
      const holder = await world.inData(['a@x'], MIB - 4096);
      const growing = await world.inData(['a@x'], 1000);
      for (let sent = 0; sent < 10; sent += 1) await growing.push(Buffer.alloc(50_000, 0x61));
      growing.write('\r\n.\r\n');
      assert.equal((await growing.reply()).code, 452);
      assert.equal((await holder.say('hi\r\n.')).code, 250);
      assert.equal(world.server.inFlight, 0);
    } finally {
      await world.stop();
    }
  });
});
