import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { E2eWorld } from '../support/e2e-world.js';
import { repositoryRoot } from '../support/repository.js';
import type { Software } from '../support/shared.js';

const run = promisify(execFile);
/** Debian's own, which has slixmpp; another may come first in the PATH. */
const PYTHON = '/usr/bin/python3';
const CLIENT = join(repositoryRoot(), 'test/e2e/independent-client.py');

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`a client that shares no code with the gateway, over ${software}`, () => {
    let world: E2eWorld;
    before(async () => {
      world = await E2eWorld.start({ software, smsc: { phones: { '*': { answer: 'You wrote: {text}' } } } });
    });
    after(async () => await world.stop());

    it('registers by the form, sees the gateway online and its picture, gets receipt and answer, and unregisters', async () => {
      const account = await world.xmpp.newUser('slix');
      const phone = world.newPhone();
      const { host, port, jid, password } = account;
      const { stdout } = await run(PYTHON, [CLIENT, jid, password, host, String(port), world.gateway, phone], {
        timeout: 60_000,
      });
      const seen = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      assert.deepEqual(seen, [
        { what: 'info', identities: [['gateway', 'sms']], registers: true },
        {
          what: 'offer',
          registered: false,
          plain: ['name'],
          form: ['FORM_TYPE', 'name', 'country', 'receipts', 'transliterate', 'signature', 'daily-limit'],
        },
        { what: 'registered', registered: true, name: 'Slix' },
        { what: 'online' },
        { what: 'picture', sender: world.gateway, agrees: true },
        { what: 'welcome', sender: world.gateway },
        { what: 'receipt', id: 'py1', sender: world.jidOf(phone) },
        { what: 'answer', body: 'You wrote: From Python with love', sender: world.jidOf(phone) },
        { what: 'unregistered', registered: false },
      ]);
    });
  });
}
