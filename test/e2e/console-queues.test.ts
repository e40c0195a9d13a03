import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import { connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { Chromium, type ConsoleWindow } from '../support/chromium.js';
import { ConsoleBrowser } from '../support/console-browser.js';
import { E2eWorld } from '../support/e2e-world.js';
import { sharedXmpp } from '../support/shared.js';

const PHONE = '+12025551001';
const BODY = 'Meet me at the old lighthouse';
const LANE = 'sms.main.0';
/** ms that anything in the window may take. */
const PATIENCE = 60_000;

describe('bull-board in the console, in a real browser', () => {
  let world: E2eWorld;
  let base: string;
  let chromium: Chromium;
  let admin: XmppUser;
  let romeo: XmppUser;
  let at: ConsoleWindow;
  const asked: string[] = [];
  before(async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    base = `http://${listen}`;
    const xmpp = await sharedXmpp('prosody');
    const account = await xmpp.newUser('prince');
    const config = { access: { allow: [xmpp.domain], admins: [account.jid] }, console: { listen } };
    chromium = await Chromium.start();
    world = await E2eWorld.start({ software: 'prosody', xmpp, config });
    admin = await connectUser(account);
    romeo = await world.registered('romeo');
    at = await chromium.open(base);
    at.page.setDefaultTimeout(PATIENCE);
    at.page.on('request', (request) => void asked.push(request.url()));
  });
  after(async () => {
    await chromium?.stop();
    await admin?.close();
    await world?.stop();
  });

  it('lets nobody in who is not signed in: a page leads to where one signs in, all else is refused', async () => {
    const { page } = at;
    await page.goto(`${base}/queues/`);
    await page.getByLabel('Your JID').waitFor();
    const stranger = new ConsoleBrowser(base);
    for (const path of ['/queues/api/queues', '/queues/static/js/none.js', `/queues/queue/${LANE}`]) {
      assert.equal((await stranger.ask(path)).status, 401, path);
    }
  });

  it('lists the lanes, and what waits in one of them, with nothing of what it carries', async () => {
    const { page } = at;
    await at.signIn(admin, world.gateway);
    await at.goTo(`#/lanes/${LANE}`, LANE);
    await page.getByRole('button', { name: `Pause lane ${LANE}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/why/i).fill('to look at it');
    await dialog.getByRole('button', { name: 'pause', exact: true }).click();
    await page.getByText('paused', { exact: true }).waitFor();
    await romeo.send(`<message to="${world.jidOf(PHONE)}" type="chat" id="m1"><body>${BODY}</body></message>`);
    await page.getByRole('link', { name: 'This queue in bull-board' }).click();
    // What waits for longer than a moment is parked with its conversation.
    await page.getByText('parked conversation').first().waitFor();
    const shown = page.locator('body');
    assert.match((await shown.textContent()) ?? '', /envelopes/);
    assert.doesNotMatch((await shown.textContent()) ?? '', secrets());
    await page
      .getByRole('link', { name: /parked-/ })
      .first()
      .click();
    await page.waitForURL(/parked-/);
    for (const tab of ['Data', 'Options', 'Progress', 'Logs', 'Error', 'Timeline']) {
      const found = page
        .getByRole('tab', { name: tab, exact: true })
        .or(page.getByRole('button', { name: tab, exact: true }));
      if ((await found.count()) > 0) await found.first().click();
      assert.doesNotMatch((await shown.textContent()) ?? '', secrets());
    }
  });

  it('offers nothing that changes anything, and does nothing that is asked for all the same', async () => {
    const { page } = at;
    await page.goto(`${base}/queues/`);
    await page.getByText('xmpp.', { exact: false }).first().waitFor();
    await page.getByText('Loading').first().waitFor({ state: 'detached' });
    for (const name of [/pause/i, /resume/i, /retry/i, /promote/i, /clean/i, /obliterate/i, /^add/i]) {
      assert.equal(await page.getByRole('button', { name }).count(), 0, String(name));
    }
    const status = async (method: string, path: string): Promise<number> =>
      Number(
        await page.evaluate(
          `fetch(${JSON.stringify(path)}, { method: ${JSON.stringify(method)} }).then(({ status }) => status)`,
        ),
      );
    for (const [method, path] of [
      ['PUT', `queue/${LANE}`],
      ['PUT', `api/queues/${LANE}/resume`],
      ['PUT', `api/queues/${LANE}/empty`],
      ['PUT', `api/queues/${LANE}/obliterate`],
      ['PUT', 'api/queues/resume'],
      ['POST', `api/queues/${LANE}/add`],
      ['PATCH', `api/queues/${LANE}/any/update-data`],
      ['DELETE', `api/queues/${LANE}`],
    ] as const) {
      assert.equal(await status(method, `/queues/${path}`), 405, `${method} ${path}`);
    }
    // The browser writes down each answer of that kind.
    assert.deepEqual(
      at.errors.splice(0).filter((error) => !/status of 405/.test(error)),
      [],
    );
    assert.equal(world.smsc.counts.submits, 0);
  });

  it('fetched nothing from elsewhere, and nothing was stopped by the policy of the console', async () => {
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(`${base}/`)),
      [],
    );
    assert.ok(asked.some((url) => url.startsWith(`${base}/queues/api/queues?`)));
    await at.close();
  });

  /** What must not be seen: what was said, and who speaks to whom. */
  function secrets(): RegExp {
    return new RegExp(`lighthouse|${romeo.bare}|12025551001`);
  }
});
