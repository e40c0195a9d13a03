import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import { connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import { openStore } from '../../src/store/redis-store.js';
import { Chromium, type ConsoleWindow } from '../support/chromium.js';
import { E2eWorld } from '../support/e2e-world.js';
import { sharedXmpp } from '../support/shared.js';

/** `ISTHMUS_TEST_FIGURES=1` prints how long things take, and uses ten thousand people for it. */
const FIGURES = process.env.ISTHMUS_TEST_FIGURES === '1';
const PEOPLE = FIGURES ? 10_000 : 200;

describe('a crowd at the console', () => {
  let world: E2eWorld;
  let chromium: Chromium;
  let admin: XmppUser;
  let base: string;
  let at: ConsoleWindow;
  before(async () => {
    chromium = await Chromium.start();
    const listen = `127.0.0.1:${await freePort()}`;
    base = `http://${listen}`;
    const xmpp = await sharedXmpp('prosody');
    const account = await xmpp.newUser('prince');
    const config = { access: { allow: [xmpp.domain], admins: [account.jid] }, console: { listen } };
    world = await E2eWorld.start({ software: 'prosody', xmpp, config });
    admin = await connectUser(account);
    await registerMany(world);
    at = await chromium.open(base);
    await at.signIn(admin, world.gateway);
  });
  after(async () => {
    await chromium?.stop();
    await admin?.close();
    await world?.stop();
  });

  it('is shown by pages, and each of it is found', async () => {
    const { page } = at;
    const rows = page.getByRole('row');
    const listed = performance.now();
    await at.goTo('#/people', 'People');
    await rows.nth(50).waitFor();
    told('the first page of people is there after', listed);
    await page.getByText(`50 of ${PEOPLE.toLocaleString('en-GB')} registrations`).waitFor();
    const more = performance.now();
    await page.getByRole('button', { name: 'Show more' }).click();
    await rows.nth(100).waitFor();
    told('the next page is there after', more);
    const searched = performance.now();
    await page.getByLabel('JID, address or label').fill('crowd-150@');
    await page.getByText('1 of 1 registrations').waitFor();
    told('one of them is found, from the last key, after', searched);
    assert.equal(await rows.count(), 2);
  });

  it('sees the page soon after it is asked for, and changes soon after they happen', async () => {
    const { page } = at;
    await page.goto(`${base}/console/`);
    await page.getByText('Live', { exact: true }).waitFor();
    const paint = Number(await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime"));
    assert.ok(paint > 0);
    if (FIGURES) console.log(`first paint after ${Math.round(paint)} ms`);
    const cell = page.getByRole('row', { name: /^sms / }).getByRole('cell').nth(1);
    await cell.filter({ hasText: PEOPLE.toLocaleString('en-GB') }).waitFor();
    await world.registered('romeo');
    const since = performance.now();
    await cell.filter({ hasText: (PEOPLE + 1).toLocaleString('en-GB') }).waitFor();
    told('a registration is seen after', since);
    await at.close();
  });
});

function told(what: string, since: number): void {
  if (FIGURES) console.log(`${what} ${Math.round(performance.now() - since)} ms`);
}

/** As many as if they had registered, without asking an XMPP server for each. */
async function registerMany({ redis: { url, prefix }, processes }: E2eWorld): Promise<void> {
  const keyFile = join(processes[0]?.dir ?? '', 'secret.key');
  const store = await openStore({ address: { url }, prefix, keyFile, clock: systemClock, log: silentLog });
  try {
    for (let from = 0; from < PEOPLE; from += 200) {
      const some = Array.from({ length: 200 }, (_, index) => from + index);
      await Promise.all(
        some.map((n) =>
          store.accounts.create('sms', `crowd-${n}@example.org`, { fields: { name: `crowd ${n}` } }, Date.now()),
        ),
      );
    }
  } finally {
    await store.close();
  }
}
