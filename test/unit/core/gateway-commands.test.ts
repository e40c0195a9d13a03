import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { NoticeEvent } from '../../../gateways/gateway.js';
import { smsConfig } from '../../../gateways/sms/config.js';
import { smsModule } from '../../../gateways/sms/module.js';
import { systemClock } from '../../../src/clock.js';
import { Catalogue } from '../../../src/core/text/catalogue.js';
import { english } from '../../../src/core/text/en.js';
import type { Envelope } from '../../../src/lanes/envelope.js';
import type { Lanes } from '../../../src/lanes/lanes.js';
import { silentLog } from '../../../src/log.js';
import { type TestStore, testStore } from '../store/support.js';
import { siteWithout } from './support/site.js';
import { commandIn, errorIn, Talk } from './support/talk.js';

const GATEWAY = 'sms.example.org';
const ROMEO = 'romeo@example.org/home';
const JULIET = 'juliet@example.org/home';
const OURS = ['+15550001111', '+15550002222'];

let sections = 0;

describe('the commands that a gateway has of its own', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  async function begin(section: object = {}) {
    sections += 1;
    const config = smsConfig.parse({
      domain: GATEWAY,
      secret: 's',
      defaultCountry: 'US',
      carriers: [{ name: 'main', host: '127.0.0.1', systemId: 'me', password: 'pw' }],
      ...section,
    });
    const gateway = Object.assign(smsModule.create(config, { clock: systemClock, log: silentLog }), {
      name: `sms${sections}`,
    });
    const notices: NoticeEvent[] = [];
    const told: string[] = [];
    const add = async (_lane: string, { event, stanza }: Envelope) => {
      if (stanza === undefined) notices.push(event as NoticeEvent);
      else told.push(stanza);
    };
    const site = siteWithout({
      stores: store.store,
      gateway,
      words: new Catalogue({ en: english }, smsModule.texts),
      lanes: { add } as unknown as Lanes,
      isAdmin: (jid) => jid.startsWith('admin'),
    });
    const talk = new Talk(site);
    const register = (jid: string, fields = '') =>
      talk.ask(jid, 'set', `<query xmlns="jabber:iq:register"><name>x</name>${fields}</query>`);
    await register(ROMEO);
    await register(JULIET);
    const says = async (jid: string, ...texts: readonly string[]) => {
      let last = '';
      for (const text of texts) last = (await talk.say(jid, text)).at(-1) ?? '';
      return last;
    };
    return { talk, says, notices, told };
  }

  it('are told by the help, and are for those whom they are for', async () => {
    const { talk, says } = await begin();
    const help = await says(ROMEO, 'help');
    assert.match(help, /^estimate: .* \(also: usage\)$/m);
    assert.ok(help.split('\n').length <= 10, help);
    assert.equal(await says(ROMEO, 'opt-outs'), 'I do not know this word. Write help to see what I can do.');
    assert.equal(await says('admin@example.org/a', 'opt-outs'), 'None has said STOP.');
    const denied = errorIn(await talk.command(ROMEO, 'node="sms1/opt-outs"'));
    assert.ok(denied.names.includes('forbidden') || denied.names.includes('item-not-found'));
  });

  it('tell how many text messages a text takes, without sending it', async () => {
    const { says, notices } = await begin();
    assert.match(await says(ROMEO, 'estimate 202-555-0123'), /^Text$/m);
    assert.equal(
      await says(ROMEO, 'a'.repeat(161)),
      'Text messages: 2\nAlphabet: that of phones (160 characters)\nCharacters that still fit: 145',
    );
    assert.match(await says(ROMEO, 'estimate +12025550123', '🌹'), /Text messages: 1\nAlphabet: all characters \(70\)/);
    assert.match(await says(ROMEO, 'estimate nobody'), /^nobody is not a phone number/);
    assert.deepEqual(notices, []);
  });

  it('tell what was used today, where there is a limit', async () => {
    const { says } = await begin();
    assert.equal(await says(ROMEO, 'usage'), 'Nothing is counted: you have no limit.');
    const limited = await begin({ spending: { userSegments: 50, userCost: 2, currency: 'EUR' } });
    assert.equal(
      await limited.says(ROMEO, 'usage'),
      'Text messages today (UTC): 0 of 50\nCost today (UTC): 0 EUR of 2 EUR',
    );
  });

  it('give a free number of ours to whoever takes it first, and take it back', async () => {
    const { says, notices } = await begin({ numbers: { own: { inventory: OURS, choose: true } } });
    assert.match(await says(ROMEO, 'number'), /1\) \+15550001111\n2\) \+15550002222/);
    assert.equal(await says(ROMEO, '1'), 'Your texts go out from +15550001111.');
    assert.match(await says(JULIET, 'number'), /1\) \+15550002222/);
    assert.match(await says(JULIET, OURS[0] ?? ''), /none of the choices/);
    assert.equal(await says(JULIET, OURS[1] ?? ''), 'Your texts go out from +15550002222.');
    assert.match(await says(ROMEO, 'number'), /Your number is \+15550001111\./);
    await says(ROMEO, 'cancel');
    assert.match(await says(ROMEO, 'release-number'), /^You have given \+15550001111 back/);
    assert.equal(await says(ROMEO, 'release-number'), 'You have no number of your own.');
    assert.deepEqual(notices, []);
  });

  it('give nobody a number that admins assign, however it is written, nor a shared one', async () => {
    const numbers = { shared: ['+15550003333'], own: { inventory: OURS, phones: true } };
    const { says, notices } = await begin({ numbers });
    for (const text of ['+15550001111', '(555) 000-1111', '+1 555 000 1111', '+15550003333']) {
      assert.match(await says(ROMEO, `number ${text}`), /^This number is not among those|is not a phone number/, text);
      await says(ROMEO, 'cancel');
    }
    assert.deepEqual(notices, []);
  });

  it('offer the number of whoever has unregistered again', async () => {
    const { talk, says } = await begin({ numbers: { own: { inventory: OURS.slice(0, 1), choose: true } } });
    await says(ROMEO, 'number 1');
    assert.match(await says(JULIET, 'number'), /No number is free at the moment/);
    await says(JULIET, 'cancel');
    await talk.ask(ROMEO, 'set', '<query xmlns="jabber:iq:register"><remove/></query>');
    assert.equal(await says(JULIET, 'number 1'), 'Your texts go out from +15550001111.');
  });

  it('say of a phone that cannot be reached, or wants no texts, why there is no code, and count none', async () => {
    const { says, notices } = await begin({ numbers: { own: { phones: true } }, blocked: ['+1202'] });
    for (let tries = 0; tries < 6; tries++) {
      assert.match(await says(ROMEO, 'number +12025550123'), /^The administrator of this gateway has blocked/);
      await says(ROMEO, 'cancel');
    }
    assert.match(await says(ROMEO, 'number +14155550123'), /A code of six digits is on its way/);
    assert.equal(notices.length, 1);
  });

  it("send a code to a user's own phone, and take the number from who had it before", async () => {
    const { says, notices } = await begin({ numbers: { own: { phones: true } } });
    const code = () => /^(\d{6}) is the code for (\S+) at/.exec(notices.at(-1)?.body ?? '')?.slice(1) ?? [];
    assert.match(
      await says(ROMEO, 'number (202) 555-0123'),
      /A code of six digits is on its way to \+12025550123[\s\S]*Code$/,
    );
    assert.equal(notices.at(-1)?.contact, '+12025550123');
    const [right = '', whom] = code();
    assert.equal(whom, 'romeo@example.org');
    assert.match(await says(ROMEO, '000000'), /^This is not the code that was sent/);
    assert.equal(await says(ROMEO, right), 'Your texts go out from +12025550123.');
    assert.match(await says(JULIET, 'number +12025550123'), /^A code was sent to this number a moment ago/);
    await says(JULIET, 'cancel');
    assert.match(await says(ROMEO, 'release-number'), /^Your texts no longer go out from \+12025550123/);
  });

  it('have admins assign numbers, and see who has which', async () => {
    const { talk, says, told } = await begin({ numbers: { own: { inventory: OURS } } });
    const admin = 'admin@example.org/a';
    assert.equal(await says(ROMEO, 'number'), 'I do not know this word. Write help to see what I can do.');
    assert.match(
      await says(admin, 'assign-number +15550001111', 'tybalt@example.org'),
      /^tybalt@example\.org is not registered here/,
    );
    await says(admin, 'cancel');
    assert.equal(
      await says(admin, 'assign-number +15550001111', 'romeo@example.org'),
      '+15550001111 belongs to romeo@example.org.',
    );
    assert.equal(
      await says(admin, 'numbers'),
      'Phone number: +15550001111, User: romeo@example.org\nPhone number: +15550002222',
    );
    assert.equal(await says(admin, 'assign-number +15550001111', '-'), '+15550001111 is free.');
    const [lost] = told.splice(0);
    assert.match(lost ?? '', /to="romeo@example\.org"[^>]*><body>\+15550001111 is no longer your number\./);
    const nodes = commandIn(await talk.command(admin, `node="sms${sections}/numbers"`));
    assert.equal(nodes.attrs.status, 'completed');
  });
});
