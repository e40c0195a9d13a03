import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import type { XmppAccount } from '../../sandbox/xmpp-server.js';
import { attribute, connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { Chromium, type ConsoleWindow } from '../support/chromium.js';
import { E2eWorld } from '../support/e2e-world.js';
import { sharedXmpp } from '../support/shared.js';

const PHONE = '+12025551001';

describe('an admin at the console, in a real browser', () => {
  let world: E2eWorld;
  let base: string;
  let chromium: Chromium;
  let account: XmppAccount;
  let admin: XmppUser;
  let romeo: XmppUser;
  let at: ConsoleWindow;
  before(async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    base = `http://${listen}`;
    const xmpp = await sharedXmpp('prosody');
    account = await xmpp.newUser('prince');
    const config = { access: { allow: [xmpp.domain], admins: [account.jid] }, console: { listen } };
    chromium = await Chromium.start();
    world = await E2eWorld.start({ software: 'prosody', xmpp, config });
    admin = await connectUser(account);
    at = await chromium.open(base);
  });
  after(async () => {
    await chromium?.stop();
    await admin?.close();
    await world?.stop();
  });

  it('signs in with the code that comes as a message, and with no other', async () => {
    const { page } = at;
    await page.getByLabel('Your JID').fill(account.jid);
    await page.keyboard.press('Enter');
    await page.getByLabel('Code').fill('AAAA-AAAA');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await admin.waitForText(world.gateway);
    // Refused codes are told by the console of the browser too.
    assert.deepEqual(
      at.errors.splice(0).filter((error) => !/status of 403/.test(error)),
      [],
    );
    await page.reload();
    await at.signIn(admin, world.gateway);
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Overview');
  });

  it('sees at once that somebody registers', async () => {
    const { page } = at;
    const registered = page.getByRole('row', { name: /^sms / }).getByRole('cell').nth(1);
    const before = Number(await registered.textContent());
    romeo = await world.registered('romeo');
    await page
      .getByRole('cell', { name: String(before + 1), exact: true })
      .first()
      .waitFor();
    assert.equal(await registered.textContent(), String(before + 1));
  });

  it('sees a message pass: counted at once, each step of its way, and no word of it', async () => {
    const { page } = at;
    await romeo.send(
      `<message to="${world.jidOf(PHONE)}" type="chat" id="m1"><body>Lunch?</body><request xmlns="urn:xmpp:receipts"/></message>`,
    );
    await romeo.waitFor((stanza) => isFrom(stanza, world.jidOf(PHONE)), 'the receipt');
    await page.getByRole('row', { name: /^sms / }).getByRole('cell').nth(3).filter({ hasText: /^1$/ }).waitFor();
    await at.goTo(`#/people/${encodeURIComponent(romeo.bare)}`, romeo.bare);
    await page.getByRole('link', { name: 'Messages of this person' }).click();
    const steps = page.getByRole('main').getByRole('listitem');
    await steps.filter({ hasText: 'Delivered' }).waitFor();
    const names = await steps.locator('strong').allTextContents();
    assert.deepEqual(names, ['Taken over', 'Submitted', 'Taken by the other side', 'Delivered']);
    assert.doesNotMatch((await page.locator('body').textContent()) ?? '', /Lunch/);
  });

  it('stops a lane and has it go on: what is sent meanwhile waits', async () => {
    const { page } = at;
    await at.goTo('#/lanes', 'Lanes');
    const lane = page.getByRole('row', { name: /^sms\.main\.0 / });
    await lane.getByRole('button', { name: 'Pause lane sms.main.0' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/why/i).fill('the carrier works on its network');
    assert.deepEqual(await at.axe(), []);
    await dialog.getByRole('button', { name: 'pause', exact: true }).click();
    await lane.getByText('paused', { exact: true }).waitFor();
    await romeo.send(`<message to="${world.jidOf(PHONE)}" type="chat" id="m2"><body>Dinner?</body></message>`);
    await lane.getByRole('cell').nth(1).filter({ hasText: /^1$/ }).waitFor();
    await at.goTo('#/overview', 'Overview');
    await page.getByText('Lane sms.main.0 is paused; 1 wait').waitFor();
    assert.equal(world.smsc.counts.submits, 1);
    await at.goTo('#/lanes/sms.main.0', 'sms.main.0');
    await page.getByRole('button', { name: 'Resume lane sms.main.0' }).click();
    await dialog.getByRole('button', { name: 'resume', exact: true }).click();
    await world.smsc.waitFor(({ counts }) => counts.submits === 2);
    await page.getByText('up', { exact: true }).waitFor();
  });

  it('bans a person, who is refused with the reason, and lifts the ban', async () => {
    const { page } = at;
    await at.goTo('#/people', 'People');
    await page.getByLabel('JID, address or label').fill('romeo');
    await page.getByRole('link', { name: romeo.bare }).click();
    await page.getByRole('button', { name: 'Ban', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/why/i).fill('too many texts');
    await dialog.getByRole('button', { name: 'add', exact: true }).click();
    await page.getByText(/^Banned since .*: too many texts$/).waitFor();
    await romeo.send(`<message to="${world.jidOf(PHONE)}" type="chat" id="m3"><body>Supper?</body></message>`);
    const refusal = await romeo.waitFor((stanza) => attribute(stanza, 'id') === 'm3', 'the refusal');
    assert.match(refusal.getChild('error')?.getChildText('text') ?? '', /too many texts/);
    await page.getByRole('button', { name: 'Lift the ban' }).click();
    await dialog.getByRole('button', { name: 'remove', exact: true }).click();
    await page.getByText(/^Banned since/).waitFor({ state: 'detached' });
  });

  it('deletes a person only after saying so', async () => {
    const { page } = at;
    const juliet = await world.registered('juliet');
    await at.goTo(`#/people/${encodeURIComponent(juliet.bare)}`, juliet.bare);
    await page.getByRole('button', { name: 'Delete the person' }).click();
    const dialog = page.getByRole('dialog');
    assert.ok(await dialog.getByRole('button', { name: 'delete', exact: true }).isDisabled());
    await dialog.getByRole('checkbox').first().check();
    await dialog.getByRole('button', { name: 'delete', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
    await page.getByText(`The registration of ${juliet.bare} with ${world.gateway} is removed.`).waitFor();
  });

  it('sees since when it is no longer live, and that it is again, without signing in anew', async () => {
    const { page } = at;
    const [process] = world.processes;
    await process?.kill();
    await page.getByText(/^Not live since \d\d:\d\d:\d\d$/).waitFor();
    await process?.start();
    await page.getByText('Live', { exact: true }).waitFor();
    // What could not be reached meanwhile is in the browser's console.
    assert.deepEqual(
      at.errors.splice(0).filter((error) => !/ERR_|status of/.test(error)),
      [],
    );
  });

  it('reaches every page by the keyboard alone, and the focus is seen and at the heading', async () => {
    const { page } = at;
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content');
    assert.notEqual(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'none');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'MAIN');
    const [here = '', ...others] = await page.getByRole('navigation').getByRole('link').allTextContents();
    assert.equal(others.length, 10);
    for (const name of [...others, here]) {
      for (let tabs = 0; (await page.evaluate('document.activeElement.textContent')) !== name; tabs += 1) {
        assert.ok(tabs < 200, `${name} is not reached`);
        await page.keyboard.press('Shift+Tab');
      }
      await page.keyboard.press('Enter');
      await page.locator('h1:focus').waitFor();
    }
  });

  it('signs out, and what was open is closed', async () => {
    const { page } = at;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await at.close();
  });
});
