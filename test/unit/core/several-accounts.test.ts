import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { Pins } from '../../../src/store/pins.js';
import { bodyOf, from, hears, isError, messages, ROMEO, send, settled } from './support/heard-messages.js';
import { DOMAIN, RunningHost, USER } from './support/running-host.js';

const MERCUTIO = `mercutio@${DOMAIN}`;

describe('a user with two accounts, over a network that carries everything', () => {
  let running: RunningHost;
  let redis: Redis;
  before(async () => {
    running = await RunningHost.start({}, { section: { features: 'all', answers: true } });
    redis = new Redis(running.redis.url);
    await registers('work', '<nick>w</nick>');
    const work = { id: `${USER}/work`, jid: USER, label: 'work' };
    assert.equal(await new Pins(redis, running.prefix).pin('echo', work, 'mercutio', 10), 'ok');
  });
  after(async () => {
    redis.disconnect();
    await running.stop();
  });

  let asked = 0;
  const registers = async (label: string, query: string): Promise<void> => {
    asked += 1;
    const to = label === '' ? DOMAIN : `${DOMAIN}/${label}`;
    const inside = `<query xmlns="jabber:iq:register">${query}</query>`;
    running.send(`<iq from="${USER}/a" to="${to}" type="set" id="reg${asked}">${inside}</iq>`);
    await running.hears((heard) => heard.includes(`id="reg${asked}"`), 'the answer to a registration');
  };
  const correct = async (id: string, of: string, to: string, body: string) => {
    send(running, id, `<body>${body}</body><replace xmlns="urn:xmpp:message-correct:0" id="${of}"/>`, to);
    return hears(running, (message) => bodyOf(message)?.endsWith(body) === true, 'what comes back');
  };

  it('writes to several through both of them at once, and each contact gets it once', async () => {
    send(
      running,
      'm1',
      '<body>To both</body><addresses xmlns="http://jabber.org/protocol/address">' +
        `<address type="to" jid="${MERCUTIO}"/><address type="to" jid="nobody@${DOMAIN}"/></addresses>`,
    );
    for (const who of [ROMEO, MERCUTIO]) {
      await hears(running, (message) => from(message) === who && bodyOf(message) === 'To both', who);
    }
    await hears(running, (message) => isError(message) && from(message) === `nobody@${DOMAIN}`, 'the error of nobody');
    await settled(running, 'p1');
    assert.equal(messages(running).filter((message) => bodyOf(message) === 'To both').length, 2);
    assert.equal(messages(running).filter(isError).length, 1);
  });

  it('and each of these copies is known by its own account afterwards', async () => {
    for (const [id, to] of [
      ['m2', ROMEO],
      ['m3', MERCUTIO],
    ] as const) {
      const got = await correct(id, 'm1', to, `Both, ${id}`);
      assert.equal(from(got), to);
      assert.ok(got.getChild('replace', 'urn:xmpp:message-correct:0'), to);
      assert.equal(got.attrs.to, USER, 'to the user, whichever account it came through');
    }
  });

  it('and after registering again the network has never heard of what was said before', async () => {
    send(running, 'm4', '<body>Before</body>');
    await hears(running, (message) => bodyOf(message) === 'Before', 'what comes back');
    await registers('', '<remove/>');
    await registers('', '<nick>juliet</nick>');
    const got = await correct('m5', 'm4', ROMEO, 'After');
    assert.equal(bodyOf(got), 'Correction: After');
    assert.equal(got.getChild('replace', 'urn:xmpp:message-correct:0'), undefined);
  });
});
