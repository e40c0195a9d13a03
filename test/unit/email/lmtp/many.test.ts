import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smtpSource } from '../../../../sandbox/smtp-sink.js';
import { LmtpWorld } from './support/lmtp-world.js';

describe('the LMTP server before the test client of Postfix', () => {
  for (const [name, size, mails] of [
    ['2 kB', 2000, 10_000],
    ['1 MB', 1_000_000, 100],
  ] as const) {
    it(`takes ${mails} mails of ${name} over ten connections, each whole and once`, async () => {
      const world = await LmtpWorld.start({ limits: { mail: 2_000_000 } });
      try {
        const load = { sessions: 10, mails, size, from: 'a@example.net', to: 'romeo@mail.example.org' };
        await smtpSource({ port: world.port, lmtp: true, ...load });
        assert.equal(world.mails.length, mails);
        assert.ok(world.mails.every(({ octets }) => octets.length >= size));
      } finally {
        await world.stop();
      }
    });
  }
});
