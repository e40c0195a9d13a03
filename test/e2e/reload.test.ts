import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { freePort } from '../../sandbox/free-port.js';
import { attribute, type XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld } from '../support/e2e-world.js';
import type { Isthmus } from '../support/isthmus.js';
import { isthmus as terminal } from '../support/terminal.js';
import { until } from '../support/until.js';

type Section = Record<string, unknown>;

describe('a config that is read again by SIGHUP', () => {
  let world: E2eWorld;
  let isthmus: Isthmus;
  let romeo: XmppUser;
  let base: string;
  let original: string;
  let ids = 0;

  before(async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    base = `http://${listen}`;
    world = await E2eWorld.start({ software: 'prosody', config: { http: { listen }, log: { level: 'info' } } });
    const [process] = world.processes;
    assert.ok(process);
    isthmus = process;
    original = await readFile(isthmus.configFile, 'utf8');
    romeo = await world.registered('romeo');
  });
  after(async () => await world.stop());
  beforeEach(async () => {
    await isthmus.reload(original);
  });

  /** Reads the original again with some keys changed. */
  async function change(
    by: (config: Section & { access: Section; gateways: { sms: Section } }) => void,
  ): Promise<string> {
    const config = parse(original);
    by(config);
    return await isthmus.reload(stringify(config));
  }

  /** Sends a text to a phone; the text of the error, or `arrived`. */
  async function fate(user: XmppUser, body: string, phone = world.newPhone()): Promise<string> {
    ids += 1;
    const id = `r${ids}`;
    await user.send(`<message to="${world.jidOf(phone)}" type="chat" id="${id}"><body>${body}</body></message>`);
    const refused = user
      .waitFor((one) => attribute(one, 'id') === id && attribute(one, 'type') === 'error', `an error or a text`)
      .then((stanza) => stanza.getChild('error')?.getChildText('text') ?? 'an error')
      .catch(() => 'nothing');
    const arrived = world.smsc.waitFor(() =>
      world.smsc.inbox(phone).some(({ text }) => text.startsWith(body.slice(0, 8))),
    );
    return await Promise.race([refused, arrived.then(() => 'arrived')]);
  }

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${base}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  };

  it('who may use it, and who is an admin', async () => {
    const line = await change(({ access }) => {
      access.deny = [romeo.bare];
    });
    assert.match(line, /"taken":\["access\.deny"\],"msg":"config read again"/);
    assert.match(await fate(romeo, 'let me in'), /does not serve/);
    await change(({ access }) => {
      access.deny = [romeo.bare];
      access.admins = [romeo.bare];
    });
    assert.equal(await fate(romeo, 'an admin is let in'), 'arrived');
    await change(({ gateways }) => {
      gateways.sms.deny = [romeo.bare];
    });
    assert.match(await fate(romeo, 'not by this one'), /may not use|not been granted|costs/);
  });

  it('what one user may send, at once and at all', async () => {
    await change((config) => {
      config.limits = { rate: 0.001, burst: 1 };
    });
    const fates = [await fate(romeo, 'number 1'), await fate(romeo, 'number 2'), await fate(romeo, 'number 3')];
    assert.match(fates.at(-1) ?? '', /too fast/);
    await change((config) => {
      config.limits = { rate: 1_000_000, burst: 1_000_000, recipients: 20 };
    });
    await until(async () => (await fate(romeo, 'once more')) === 'arrived', 'the wider limit counts');
  });

  it('how many accounts one user may have', async () => {
    const registers = async (label: string) => {
      const answer = await romeo.request(
        `<iq type="set" to="${world.gateway}/${label}"><query xmlns="jabber:iq:register"><name>R</name></query></iq>`,
      );
      return attribute(answer, 'type');
    };
    assert.equal(await registers('second'), 'result');
    const line = await change((config) => {
      config.limits = { accounts: 2 };
    });
    assert.match(line, /"taken":\[[^\]]*"limits\.accounts"/);
    assert.equal(await registers('third'), 'error');
    await isthmus.reload(original);
    assert.equal(await registers('third'), 'result');
  });

  it('the policy for texts: blocked numbers, countries, spending, length', async () => {
    const phone = world.newPhone();
    await change(({ gateways }) => {
      gateways.sms.blocked = [phone];
    });
    assert.match(await fate(romeo, 'to a blocked one', phone), /may not be|blocked|not allowed/i);
    await change(({ gateways }) => {
      gateways.sms.countries = { allow: ['DE'] };
    });
    assert.match(await fate(romeo, 'abroad'), /country|US/);
    await change(({ gateways }) => {
      gateways.sms.maxSegments = 1;
    });
    assert.match(await fate(romeo, 'x'.repeat(400)), /long|segments|parts/);
    await change(({ gateways }) => {
      gateways.sms.spending = { userSegments: 1 };
    });
    assert.match(await fate(romeo, 'x'.repeat(400)), /day|limit/);
  });

  it('what the gateway tells of itself, by discovery', async () => {
    await change((config) => {
      config.about = { contacts: { abuse: ['mailto:abuse@example.org'] } };
    });
    const info = await romeo.request(
      `<iq type="get" to="${world.gateway}"><query xmlns="http://jabber.org/protocol/disco#info"/></iq>`,
    );
    assert.match(info.toString(), /mailto:abuse@example\.org/);
  });

  it('the level of the log', async () => {
    const debug = () => isthmus.logs().split('"level":"debug"').length - 1;
    const before = debug();
    await change((config) => {
      config.log = { level: 'debug' };
    });
    assert.notEqual(await fate(romeo, 'refused', '+1'), 'arrived');
    await until(() => debug() > before, 'a line at debug');
    await isthmus.reload(original);
    const between = debug();
    assert.notEqual(await fate(romeo, 'refused', '+1'), 'arrived');
    assert.equal(debug(), between);
  });

  it('also at the word of an admin, who is told what came of it', async () => {
    const config = parse(original);
    await writeFile(
      isthmus.configFile,
      stringify({ ...config, limits: { ...config.limits, contacts: 7, linkTtl: '2d' } }),
    );
    const { out: told } = await terminal(['config', 'reload', '--config', isthmus.configFile]);
    assert.match(told, /These keys count now: limits\.contacts\./);
    assert.match(told, /after a restart: limits\.linkTtl\./);
  });

  it('names what needs a restart, and takes the rest', async () => {
    const line = await change((config) => {
      config.redis = { ...(config.redis as Section), prefix: 'another' };
      config.log = { level: 'warn' };
    });
    const { level, taken, restart } = JSON.parse(line);
    assert.deepEqual([level, taken, restart], ['warn', ['log.level'], ['redis.prefix']]);
    assert.equal(await fate(romeo, 'still with the old prefix'), 'arrived');
  });

  it('with an error takes nothing at all, tells what it is without secrets, and counts it', async () => {
    assert.equal(await metric('isthmus_config_last_reload_successful'), 1);
    const since = await metric('isthmus_config_last_reload_success_timestamp_seconds');
    assert.ok(since > 1_700_000_000);
    const line = await change((config) => {
      config.access = { allow: [] };
      config.limits = { burts: 3 };
      config.redis = { url: 'hunter2' };
    });
    assert.match(line, /"level":"error".*config read again: it has errors and was not taken/);
    assert.match(line, /did you mean burst/);
    assert.doesNotMatch(line, /hunter2/);
    assert.equal(await metric('isthmus_config_last_reload_successful'), 0);
    assert.equal(await fate(romeo, 'as before'), 'arrived');
    await isthmus.reload('xmpp: [');
    assert.equal(await fate(romeo, 'as before that'), 'arrived');
    await isthmus.reload(original);
    assert.equal(await metric('isthmus_config_last_reload_successful'), 1);
  });
});
