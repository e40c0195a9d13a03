import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectIrc, type IrcClient } from '../../../sandbox/irc-client.js';
import { GatesWorld } from '../../support/gates-world.js';
import { errorOf } from '../../support/other-server.js';

const PATIENCE_MS = 180_000;

/** A channel of IRC in which Romeo is by the gateway; one who listens there by a plain client sees what arrives. */
describe('what is said in a room in the name of somebody else', { concurrency: 1 }, () => {
  let world: GatesWorld;
  let watcher: IrcClient;
  let [romeo, mallory, room] = ['', '', ''];
  before(async () => {
    world = await GatesWorld.start({
      book: (friends) => ({ routes: [{ name: 'everything', to: `xmpp:admin@${friends}` }] }),
    });
    await world.answering();
    romeo = world.friends.user('romeo', 'x');
    mallory = world.friends.user('mallory', 'x');
    room = `#plot%next@${world.domains.irc}`;
    for (const [who, nick] of [
      [romeo, 'romeos'],
      [mallory, 'mallorys'],
    ] as const) {
      const query = `<query xmlns="jabber:iq:register"><nick>${nick}</nick></query>`;
      assert.equal(errorOf(await world.friends.ask(who, world.domains.irc, 'set', query)), undefined);
    }
    watcher = await connectIrc({ port: world.ircd.port });
    await watcher.register('overhears', { caps: ['message-tags', 'echo-message'] });
    await watcher.join('#plot');
    await joins(romeo, 'romeos');
  });
  after(async () => {
    await watcher?.quit();
    await world?.stop();
  });

  async function joins(who: string, nick: string): Promise<void> {
    world.friends.send(
      `<presence from="${who}" to="${room}/${nick}"><x xmlns="http://jabber.org/protocol/muc"/></presence>`,
    );
    const isThere = (one: { readonly name: string; readonly attrs: Readonly<Record<string, unknown>> }) =>
      one.name === 'presence' &&
      one.attrs.to === who &&
      one.attrs.from === `${room}/${nick}` &&
      one.attrs.type === undefined;
    await world.friends.waitFor(isThere, `${nick} in the room`);
  }
  const says = (from: string, inner: string, id: string): void =>
    world.friends.send(`<message from="${from}" to="${room}" type="groupchat" id="${id}">${inner}</message>`);
  const hears = async (text: string) =>
    await watcher.waitFor(
      ({ command, params }) => command === 'PRIVMSG' && params[0] === '#plot' && params[1] === text,
      text,
      PATIENCE_MS,
    );
  /** What has come into the channel that takes something back, or says one of these. */
  const cameOf = (words: RegExp) =>
    watcher.received
      .filter(({ command, params }) => command === 'REDACT' || (command === 'PRIVMSG' && words.test(params[1] ?? '')))
      .map(({ raw }) => raw);

  it('who is not in it says nothing there, whatever nick is written', async () => {
    says(mallory, '<body>I am not here</body>', 'out1');
    world.friends.send(
      `<message from="${mallory}" to="${room}/romeos" type="groupchat" id="out2"><body>I am not here</body></message>`,
    );
    for (const id of ['out1', 'out2']) {
      const refused = await world.friends.waitFor(
        (one) => one.attrs.id === id && one.attrs.type === 'error',
        'the refusal',
      );
      assert.ok(errorOf(refused) !== undefined);
    }
    says(romeo, '<body>But I am</body>', 'in1');
    await hears('But I am');
    assert.deepEqual(cameOf(/not here/), []);
  });

  it('nobody takes back, corrects or moderates what another has said', async () => {
    says(romeo, '<body>What I mean</body><origin-id xmlns="urn:xmpp:sid:0" id="w1"/>', 'w1');
    await hears('What I mean');
    const isIt = (one: { getChildText(name: string): string | null | undefined }) =>
      one.getChildText('body') === 'What I mean';
    const echo = await world.friends.waitFor(isIt, 'what Romeo has said');
    await joins(mallory, 'mallorys');
    const said = [...new Set([String(echo.getChild('stanza-id')?.attrs.id), String(echo.attrs.id), 'w1'])];
    for (const [index, id] of said.entries()) {
      says(mallory, `<retract xmlns="urn:xmpp:message-retract:1" id="${id}"/>`, `r${index}`);
      says(
        mallory,
        `<body>What I do not mean</body><replace xmlns="urn:xmpp:message-correct:0" id="${id}"/>`,
        `c${index}`,
      );
      says(
        mallory,
        `<apply-to xmlns="urn:xmpp:fasten:0" id="${id}"><moderate xmlns="urn:xmpp:message-moderate:0"><retract xmlns="urn:xmpp:message-retract:0"/></moderate></apply-to>`,
        `f${index}`,
      );
      const moderate = `<moderate xmlns="urn:xmpp:message-moderate:1" id="${id}"><retract xmlns="urn:xmpp:message-retract:1"/></moderate>`;
      assert.ok(errorOf(await world.friends.ask(mallory, room, 'set', moderate)) !== undefined, id);
    }
    says(mallory, '<body>And now this</body>', 'm9');
    await hears('And now this');
    await world.friends.waitFor(
      (one) => one.attrs.to === romeo && one.getChildText('body') === 'And now this',
      'it for Romeo',
    );
    for (const line of cameOf(/do not mean/)) assert.match(line, /:mallorys!\S+ PRIVMSG /, 'what she says is hers');
    const changed = world.friends
      .of(world.friends.user('romeo'))
      .filter((one) =>
        ['retract', 'replace', 'apply-to', 'moderated'].some((name) => one.getChild(name) !== undefined),
      );
    for (const one of changed)
      assert.notEqual(said.includes(String(one.getChild('replace')?.attrs.id)), true, one.toString());
    assert.deepEqual(changed.filter((one) => one.getChild('replace') === undefined).map(String), []);
  });
});
