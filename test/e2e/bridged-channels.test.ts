import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectIrc, type IrcClient } from '../../sandbox/irc-client.js';
import { IrcWorld } from '../support/irc-world.js';
import { type ComponentDomain, type SharedXmpp, sharedXmpp } from '../support/shared.js';
import { until } from '../support/until.js';
import { Guest, Installation } from '../unit/alerts/bridge/world.js';
import { type TestStore, testStore } from '../unit/store/support.js';

let store: TestStore;
let xmpp: SharedXmpp;
let alerts: ComponentDomain;
let world: IrcWorld;
let irc: IrcClient;

before(async () => {
  store = await testStore();
  xmpp = await sharedXmpp('prosody');
  alerts = xmpp.takeDomain();
  const access = { allow: [xmpp.domain, alerts.domain] };
  world = await IrcWorld.start({ xmpp, networks: ['old'], config: { access } });
  irc = await connectIrc({ port: world.network('old').port });
  await irc.register('ivan');
});
after(async () => {
  await irc.quit();
  alerts.release();
  await world.stop();
  await store.close();
});

describe('a bridge with a channel of IRC', () => {
  it('carries between the channel, another one and people, by the gateway of IRC', async () => {
    const carol = new Guest(await world.connect('carol'), 'carol');
    await irc.join('#ops');
    await irc.join('#dev');
    const installation = await Installation.start({
      port: alerts.port,
      domain: alerts.domain,
      secret: alerts.secret,
      irc: world.gateway,
      kv: store.store.kv('channels'),
      book: `
bridges:
  crew:
    noPing: false
    ends: ['irc://old/#ops', 'irc://old/#dev', 'xmpp:${carol.user.bare}']
`,
    });
    try {
      await until(
        () => installation.bridges.rooms.every(({ phase }) => phase === 'in'),
        'it is in both channels',
        20_000,
      );
      irc.say('#ops', 'disk full');
      assert.equal(await irc.waitForText('#dev'), '<ivan> disk full');
      const heard = await carol.hearsText('<ivan> disk full');
      const reply = `<reply xmlns='urn:xmpp:reply:0' id='${heard.attrs.id}'/>`;
      const to = `crew@${alerts.domain}`;
      await carol.user.send(`<message type='chat' id='c1' to='${to}'><body>which?</body>${reply}</message>`);
      const name = carol.user.bare.replace(/@.*$/, '');
      for (const channel of ['#ops', '#dev']) {
        assert.equal(await irc.waitForText(channel), `<${name}> > ivan: disk full`);
        assert.equal(await irc.waitForText(channel), `<${name}> which?`);
      }
      await carol.user.send(
        `<message type='chat' id='c2' to='${to}'><body>which one?</body><replace xmlns='urn:xmpp:message-correct:0' id='c1'/></message>`,
      );
      assert.equal(await irc.waitForText('#ops'), `<${name}> (corrected) which one?`);
      irc.send('NOTICE #ops :I am a program');
      irc.say('#ops', 'bye');
      await carol.hearsText('<ivan> bye');
      assert.deepEqual(carol.texts(), ['<ivan> disk full', '<ivan> bye']);
    } finally {
      await installation.close();
    }
  });
});
