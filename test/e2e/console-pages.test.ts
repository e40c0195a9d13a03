import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import { attribute, connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
import { alertmanagerPayload } from '../support/alertmanager-payload.js';
import { AlertsWorld } from '../support/alerts-world.js';
import { Chromium, type ConsoleWindow, type Look } from '../support/chromium.js';
import { writeHistory } from '../support/console-history.js';
import { register } from '../support/e2e-world.js';
import { repositoryRoot } from '../support/repository.js';
import { sharedXmpp } from '../support/shared.js';

/** `ISTHMUS_TEST_PICTURES=1` writes what is seen into the documentation. */
const PICTURES = process.env.ISTHMUS_TEST_PICTURES === '1' ? join(repositoryRoot(), 'docs/img') : undefined;
const SHOWN: ReadonlySet<string> = new Set([
  'console-overview-light',
  'console-overview-phone',
  'console-messages-dark',
  'console-lanes-light',
  'console-path-light',
]);
const LOOKS: readonly (Look & { readonly name: string })[] = [
  { name: 'light', scheme: 'light', width: 1120, height: 760 },
  { name: 'dark', scheme: 'dark', width: 1120, height: 760 },
  { name: 'phone', scheme: 'light', width: 360, height: 740 },
];

const TOKEN = 'a-token-that-nobody-can-guess';
/** Of people elsewhere: one that gets texts, one that the carrier does not know. */
const KNOWN = '+12025550123';
const UNKNOWN = '+12025550199';
/** To which the carrier does not let us send until somebody has spoken with it: what fails there is for an admin to look at. */
const CLOSED = ['+12025550186', '+12025550187', '+12025550188', '+12025550189'];

interface Place {
  readonly name: string;
  readonly hash: string;
  readonly heading: string;
  /** What has to be there before it is looked at. */
  readonly shows: string | RegExp;
}

describe('every page of the console', () => {
  let world: AlertsWorld;
  let base: string;
  let chromium: Chromium;
  let admin: XmppUser;
  let romeo: XmppUser;
  let places: readonly Place[];
  before(async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    base = `http://${listen}`;
    const xmpp = await sharedXmpp('prosody');
    const account = await xmpp.newUser('admin');
    chromium = await Chromium.start();
    world = await AlertsWorld.start({
      xmpp,
      irc: ['old'],
      people: ['romeo', 'juliet'],
      config: { access: { allow: [xmpp.domain], admins: [account.jid] }, console: { listen } },
      book: (people) => ({
        sources: { prometheus: { kind: 'alertmanager', token: TOKEN, severities: { critical: 'error' } } },
        people: { juliet: { title: 'Juliet C.', xmpp: people.juliet?.jid } },
        defaults: { groupWait: '0s', groupInterval: '1s', groupBy: ['alertname'] },
        routes: [{ name: 'operations', to: ['juliet'] }],
      }),
    });
    admin = await connectUser(account);
    await writeHistory(world.redis, Date.now());
    romeo = await busyDay(world);
    const lane = 'sms.main.0';
    places = [
      { name: 'overview', hash: '#/overview', heading: 'Overview', shows: lane },
      { name: 'messages', hash: '#/messages', heading: 'Messages', shows: 'Outcomes in this span' },
      { name: 'lanes', hash: '#/lanes', heading: 'Lanes', shows: lane },
      { name: 'lane', hash: `#/lanes/${lane}`, heading: lane, shows: 'Jobs' },
      { name: 'people', hash: '#/people', heading: 'People', shows: romeo.bare },
      { name: 'person', hash: `#/people/${encodeURIComponent(romeo.bare)}`, heading: romeo.bare, shows: 'Accounts' },
      {
        name: 'path',
        hash: `#/path?jid=${encodeURIComponent(romeo.bare)}`,
        heading: 'Path of a message',
        shows: 'Delivered',
      },
      { name: 'letters', hash: '#/letters', heading: 'Dead letters', shows: 'Dead letters' },
      { name: 'alerts', hash: '#/alerts', heading: 'Alerts', shows: 'The disk of db1' },
      { name: 'bans', hash: '#/bans', heading: 'Bans', shows: 'Add ban' },
      { name: 'logs', hash: '#/logs', heading: 'Log levels', shows: /All is logged as/ },
      { name: 'commands', hash: '#/commands', heading: 'Commands', shows: 'lane pause' },
      { name: 'command', hash: '#/commands/ban/add', heading: 'ban add', shows: 'At a terminal' },
      { name: 'about', hash: '#/about', heading: 'About', shows: 'Node.js' },
    ];
  });
  after(async () => {
    await chromium?.stop();
    await admin?.close();
    await world?.stop();
  });

  for (const look of LOOKS) {
    it(`can be used by everybody, and keeps to the policy and the window: ${look.name}`, async () => {
      const window = await chromium.open(base, look);
      await window.page.getByLabel('Your JID').waitFor();
      await inspect(window, 'sign-in', look.name);
      await window.signIn(admin, world.sms.domain);
      for (const { name, hash, heading, shows } of places) {
        await window.goTo(hash, heading);
        await window.page.getByRole('main').getByText(shows).first().waitFor();
        if (name === 'overview' || name === 'messages') await window.page.getByRole('img').first().waitFor();
        await inspect(window, name, look.name);
      }
      await window.close();
    });
  }

  it('has what can be done there done: letters, incidents, silences, by the keyboard where it is one', async () => {
    const window = await chromium.open(base);
    const { page } = window;
    await window.signIn(admin, world.sms.domain);
    const dialog = page.getByRole('dialog');
    await window.goTo('#/letters', 'Dead letters');
    const rows = page.getByRole('main').getByRole('row');
    await rows.nth(CLOSED.length).waitFor();
    // The carrier is spoken with; one goes out again, by keys alone.
    world.smsc.setScript({});
    const { submits } = world.smsc.counts;
    await rows.nth(1).getByRole('button', { name: 'Try again' }).focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    const focused = "document.activeElement.closest('dialog') === null ? '' : document.activeElement.textContent";
    for (let tabs = 0; (await page.evaluate(focused)) !== 'Try again'; tabs += 1) {
      assert.ok(tabs < 10, 'the button is not reached');
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await world.smsc.waitFor(({ counts }) => counts.submits === submits + 1);
    await rows.nth(CLOSED.length).waitFor({ state: 'detached' });
    await rows.nth(1).getByRole('button', { name: 'Drop' }).click();
    await dialog.getByRole('button', { name: 'Drop' }).click();
    await rows.nth(CLOSED.length - 1).waitFor({ state: 'detached' });
    // The rest goes out again at once.
    await page.getByLabel('Select all on this page').check();
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('There are no dead letters.').waitFor();
    await world.smsc.waitFor(({ counts }) => counts.submits === submits + 3);

    await window.goTo('#/alerts', 'Alerts');
    const incident = page.getByRole('row').filter({ hasText: 'The disk of db1' });
    await incident.getByRole('button', { name: /^ack/i }).click();
    await dialog.getByRole('button', { name: /^ack$/i }).click();
    await incident.getByText('taken', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add silence' }).click();
    await dialog.getByLabel(/^As in the book/).fill('alertname=DiskFull');
    await dialog.getByLabel(/^How long/).fill('2h');
    await dialog.getByRole('button', { name: /^add$/i }).click();
    const silence = page.getByRole('row').filter({ hasText: 'alertname=DiskFull' });
    await silence.getByRole('button', { name: /^expire/i }).click();
    await dialog.getByRole('button', { name: /^expire$/i }).click();
    await silence.waitFor({ state: 'detached' });
    await window.close();
  });

  it('bans somebody and lifts that, and has more logged of one person for a while', async () => {
    const window = await chromium.open(base);
    const { page } = window;
    await window.signIn(admin, world.sms.domain);
    const dialog = page.getByRole('dialog');
    await window.goTo('#/bans', 'Bans');
    await page.getByRole('button', { name: 'Add ban' }).click();
    await dialog.getByLabel(/^A JID, a domain/).fill(romeo.bare);
    await dialog.getByLabel(/^Why/).fill('too many lunches');
    await dialog.getByRole('button', { name: /^add$/i }).click();
    const ban = page.getByRole('row').filter({ hasText: romeo.bare });
    await ban.waitFor();
    const to = `${KNOWN}@${world.sms.domain}`;
    const refused = () => romeo.waitFor((one) => isFrom(one, to) && attribute(one, 'type') === 'error', 'a refusal');
    await romeo.send(`<message to="${to}" type="chat" id="b1"><body>Dinner?</body></message>`);
    assert.match(String(await refused()), /too many lunches/);
    await ban.getByRole('button', { name: /^remove/i }).click();
    await dialog.getByRole('button', { name: /^remove$/i }).click();
    await ban.waitFor({ state: 'detached' });
    const { submits } = world.smsc.counts;
    await romeo.send(`<message to="${to}" type="chat" id="b2"><body>Dinner?</body></message>`);
    await world.smsc.waitFor(({ counts }) => counts.submits === submits + 1);

    await window.goTo('#/logs', 'Log levels');
    await page.getByRole('button', { name: /^log level$/i }).click();
    await dialog.getByLabel(/^The least that is logged/).selectOption('debug');
    await dialog.getByLabel(/^Only lines about this person/).fill(romeo.bare);
    await dialog.getByLabel(/^How long/).fill('1h');
    await dialog.getByRole('button', { name: /^level$/i }).click();
    await page.getByRole('row').filter({ hasText: romeo.bare }).getByText('debug', { exact: true }).waitFor();
    await window.close();
  });
});

/** Fails where the page shuts somebody out or is wider than the window. */
async function inspect(window: ConsoleWindow, name: string, look: string): Promise<void> {
  const picture = `console-${name}-${look}`;
  if (PICTURES !== undefined && SHOWN.has(picture)) assert.deepEqual(await window.axe(), [], `${name}, ${look}`);
  assert.deepEqual(await window.overflow(), [], `${name}, ${look}`);
}

/** Gives every page something to show: a text that arrives, one that does not, an alert, a ban. Romeo's JID. */
async function busyDay(world: AlertsWorld): Promise<XmppUser> {
  const romeo = await world.connect('romeo');
  await register(romeo, world.sms.domain, 'romeo');
  const closed = Object.fromEntries(CLOSED.map((number) => [number.slice(1), 0x0a]));
  world.smsc.setScript({ statusByNumber: { [UNKNOWN.slice(1)]: 0x0b, ...closed } });
  for (const [id, number] of [KNOWN, UNKNOWN, ...CLOSED].entries()) {
    const to = `${number}@${world.sms.domain}`;
    await romeo.send(
      `<message to="${to}" type="chat" id="m${id}"><body>Lunch?</body><request xmlns="urn:xmpp:receipts"/></message>`,
    );
    await romeo.waitFor((stanza) => isFrom(stanza, to), `what became of the text to ${number}`);
  }
  const answer = await world.post('prometheus', TOKEN, alertmanagerPayload('DiskFull', 'firing', ['db1']));
  assert.equal(answer.status, 200, await answer.text());
  return romeo;
}
