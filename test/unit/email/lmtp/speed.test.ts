import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smtpSource } from '../../../../sandbox/smtp-sink.js';
import { LmtpWorld } from './support/lmtp-world.js';

describe('speed of the LMTP server', () => {
  for (const [name, size, mails, most] of [
    ['mails of 2 kB', 2000, 10_000, 400],
    ['mails of 1 MB', 1_000_000, 100, 10_000],
  ] as const) {
    it(`takes ${name} in at most ${most} us of processor time each`, async () => {
      const world = await LmtpWorld.start({ limits: { mail: 2_000_000 } });
      try {
        const began = process.cpuUsage();
        const load = { sessions: 10, mails, size, from: 'a@example.net', to: 'romeo@mail.example.org' };
        const rate = await smtpSource({ port: world.port, lmtp: true, ...load });
        const { user, system } = process.cpuUsage(began);
        assert.equal(world.mails.length, mails);
        assert.ok(
          (user + system) / mails < most,
          `${(user + system) / mails} us each, ${Math.round(rate)} in a second`,
        );
      } finally {
        await world.stop();
      }
    });
  }
});
