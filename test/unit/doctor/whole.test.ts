import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Child } from '../../../sandbox/child.js';
import { freePort } from '../../../sandbox/free-port.js';
import { type Prosody, startProsody } from '../../../sandbox/prosody.js';
import { Practice } from '../../support/doctor.js';
import { Isthmus } from '../../support/isthmus.js';

const MAIN = fileURLToPath(new URL('../../../src/main.js', import.meta.url));
const DOMAIN = 'echo.example.org';

describe('isthmus doctor as a command', () => {
  let practice: Practice;
  let prosody: Prosody;
  before(async () => {
    [practice, prosody] = await Promise.all([
      Practice.open(),
      startProsody({ components: { [DOMAIN]: 's3cret' }, nagle: false, upload: {} }),
    ]);
  });
  after(async () => {
    await prosody.stop();
    await practice.close();
  });

  async function run(config: string): Promise<{ code: number | null; text: string; ms: number }> {
    const before = performance.now();
    const child = await Child.start({
      name: 'doctor',
      command: process.execPath,
      args: [MAIN, 'doctor', '--config', config],
      env: {},
    });
    const { code } = await child.exited;
    return { code, text: child.logs(), ms: performance.now() - before };
  }

  it('ends within 20 s where nobody answers anything, with code 2, and tells all of it', async () => {
    const nowhere = '192.0.2.1';
    const config = practice.config({
      xmpp: { server: `${nowhere}:5347`, domain: 'example.org' },
      redis: { url: `redis://${nowhere}:6379` },
      gateways: {
        sms: {
          domain: 'sms.example.org',
          secret: 's',
          carriers: [{ name: 'a', host: nowhere, systemId: 'a', password: 'a' }],
        },
        email: {
          domain: 'email.example.org',
          secret: 's',
          addresses: { domain: 'mail.example.org', lmtp: '127.0.0.1:1', smtp: `${nowhere}:25` },
        },
        irc: { domain: 'irc.example.org', secret: 's', networks: { a: { host: nowhere } } },
      },
    });
    const { code, text, ms } = await run(config);
    assert.equal(code, 2);
    assert.ok(ms < 20_000, `${ms} ms`);
    for (const area of ['config', 'machine', 'redis', 'xmpp', 'http', 'sms', 'email', 'irc'])
      assert.match(text, new RegExp(`^${area}:$`, 'm'));
    assert.match(
      text,
      /^ {2}error {4}redis-unreachable: Redis at 192\.0\.2\.1:6379\n {11}\S.*\n {11}\S.*\n {11}-> in .*:\n {14}\S/m,
    );
    assert.match(text, /^\d+ errors.*$/m);
  });

  it('leaves a running Isthmus alone, and tells what that says of itself', async () => {
    const http = { listen: `127.0.0.1:${await freePort()}` };
    const sections = {
      xmpp: { server: `127.0.0.1:${prosody.componentPort}`, domain: 'example.org' },
      access: { allow: ['example.org'] },
      http,
      media: { uploadPlainHttp: true },
      gateways: { echo: { domain: DOMAIN, secret: 's3cret' } },
    };
    const isthmus = await Isthmus.start({ config: sections });
    try {
      const before = isthmus.logs().length;
      const { code, text } = await run(
        practice.config({ ...sections, dataDir: `${isthmus.dir}/data`, keyFile: `${isthmus.dir}/secret.key` }),
      );
      assert.equal(code, 0, text);
      assert.match(text, /the running Isthmus is attached as echo\.example\.org since 20/);
      assert.match(text, /the running Isthmus answers at 127\.0\.0\.1:/);
      assert.match(text, /opens the secrets in Redis/);
      // Asked over the stream of the running one.
      assert.match(text, /the server is Prosody 0\.1/);
      assert.match(text, /the clocks of the server and of this machine agree/);
      assert.match(text, /upload\.example\.org takes files/);
      assert.doesNotMatch(isthmus.logs().slice(before), /stream lost|"level":"(warn|error)"/);
    } finally {
      await isthmus.stop();
    }
  });
});
