import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import { startIsthmus, writeConfig } from '../../sandbox/isthmus.js';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';
import { Chromium } from '../support/chromium.js';
import { runCommand } from '../support/run-command.js';
import { sharedRedis } from '../support/shared.js';
import { until } from '../support/until.js';

const ADMIN = 'prince@example.org';

it('an admin signs in while the XMPP server is away: the page says how, and a code of the terminal does', async (t) => {
  const [dir, redis, nowhere, port] = await Promise.all([tempDir('down'), sharedRedis(), freePort(), freePort()]);
  t.after(() => removeTempDir(dir));
  const config = await writeConfig(dir, {
    xmpp: { server: `127.0.0.1:${nowhere}`, domain: 'example.org' },
    redis: { url: redis.url, prefix: `down-${process.pid}` },
    dataDir: join(dir, 'data'),
    keyFile: join(dir, 'secret.key'),
    access: { allow: ['example.org'], admins: [ADMIN] },
    console: { listen: `127.0.0.1:${port}` },
    gateways: { echo: { domain: 'echo.example.org', secret: 'secret' } },
  });
  const isthmus = await startIsthmus(config);
  t.after(() => isthmus.stop(15_000));
  const base = `http://127.0.0.1:${port}`;
  const answers = async () => (await fetch(`${base}/console/`).catch(() => undefined))?.ok === true;
  await until(answers, 'the console');
  const chromium = await Chromium.start();
  t.after(() => chromium.stop());

  for (const look of [{}, { scheme: 'dark', width: 360, height: 740 }] as const) {
    const window = await chromium.open(base, look);
    const { page } = window;
    await page.getByLabel('Your JID').fill(ADMIN);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    const advice = page.getByText(/^isthmus console code/);
    await advice.waitFor();
    assert.deepEqual(await window.axe(), []);
    assert.deepEqual(await window.overflow(), []);

    // What it says, typed at a terminal of this machine.
    const [, ...words] = ((await advice.textContent()) ?? '').split(' ');
    const { code, out, err } = await runCommand([...words, '--config', config, '--json']);
    assert.equal(code, 0, err);
    const [given = assert.fail(out)] = /[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}/.exec(out) ?? [];
    await page.getByLabel('Code').fill(given);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText('The stream of echo.example.org to the XMPP server is down').first().waitFor();
    await window.close();
  }
});
