import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import { connectUser, isFrom, type XmppUser } from '../../sandbox/xmpp-user.js';
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
    const romeo = await busyDay(world);
    const lane = 'sms.main.0';
    places = [
      { name: 'overview', hash: '#/overview', heading: 'Overview', shows: lane },
      { name: 'messages', hash: '#/messages', heading: 'Messages', shows: 'Outcomes in this span' },
      { name: 'lanes', hash: '#/lanes', heading: 'Lanes', shows: lane },
      { name: 'lane', hash: `#/lanes/${lane}`, heading: lane, shows: 'Jobs' },
      { name: 'people', hash: '#/people', heading: 'People', shows: romeo },
      { name: 'person', hash: `#/people/${encodeURIComponent(romeo)}`, heading: romeo, shows: 'Accounts' },
      {
        name: 'path',
        hash: `#/path?jid=${encodeURIComponent(romeo)}`,
        heading: 'Path of a message',
        shows: 'Delivered',
      },
      { name: 'letters', hash: '#/letters', heading: 'Dead letters', shows: 'Dead letters' },
      { name: 'alerts', hash: '#/alerts', heading: 'Alerts', shows: /operations|does not run/ },
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
});

/** Fails where the page shuts somebody out or is wider than the window. */
async function inspect(window: ConsoleWindow, name: string, look: string): Promise<void> {
  const picture = `console-${name}-${look}`;
  if (PICTURES !== undefined && SHOWN.has(picture))
    await window.page.screenshot({ path: join(PICTURES, `${picture}.png`) });
  assert.deepEqual(await window.axe(), [], `${name}, ${look}`);
  assert.deepEqual(await window.overflow(), [], `${name}, ${look}`);
}

/** Gives every page something to show: a text that arrives, one that does not, an alert, a ban. Romeo's JID. */
async function busyDay(world: AlertsWorld): Promise<string> {
  const romeo = await world.connect('romeo');
  await register(romeo, world.sms.domain, 'romeo');
  world.smsc.setScript({ statusByNumber: { [UNKNOWN.slice(1)]: 0x0b } });
  for (const [id, number] of [KNOWN, UNKNOWN].entries()) {
    const to = `${number}@${world.sms.domain}`;
    await romeo.send(
      `<message to="${to}" type="chat" id="m${id}"><body>Lunch?</body><request xmlns="urn:xmpp:receipts"/></message>`,
    );
    await romeo.waitFor((stanza) => isFrom(stanza, to), `what became of the text to ${number}`);
  }
  const answer = await world.post('prometheus', TOKEN, alertmanagerPayload('DiskFull', 'firing', ['db1']));
  assert.equal(answer.status, 200, await answer.text());
  return romeo.bare;
}
