import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { emailModule } from '../../gateways/email/module.js';
import { echoModule } from '../../gateways/example/module.js';
import type { GatewayModule } from '../../gateways/gateway.js';
import { smsModule } from '../../gateways/sms/module.js';
import { freePort } from '../../sandbox/free-port.js';
import { systemClock } from '../../src/clock.js';
import type { DirectorySearch } from '../../src/directory/directory.js';
import { silentLog } from '../../src/log.js';
import { DOMAIN, RunningHost, USER } from '../unit/core/support/running-host.js';
import { ComponentAsker } from './component-asker.js';
import { errorTable, type Sender } from './error-table.js';
import { type Addresses, type Asker, outcomeOf, playMatrix } from './play-matrix.js';

/** A carrier that is never reached: what is asked here needs no network. */
const carriers = [{ name: 'main', host: '127.0.0.1', port: 9, systemId: 'me', password: 'x' }];

/** A directory without anybody, which fails when it is told to. */
const people = {
  directory: {
    search: async ({ wanted }: DirectorySearch) => {
      if (wanted.get('first') === 'broken') throw new Error('no answer');
      return [];
    },
  },
  results: 10,
};

const SENDERS: Readonly<Record<Sender, string>> = {
  registered: USER,
  stranger: 'stranger@example.org',
  denied: 'tybalt@denied.example',
};

const gateways: readonly { module: GatewayModule; section: object; locals: Partial<Addresses> }[] = [
  {
    module: smsModule as GatewayModule,
    section: { defaultCountry: 'US', carriers },
    locals: { contact: '+12025550123', 'no-reply': 'acme;alphanumeric', malformed: 'juliet' },
  },
  {
    module: emailModule as GatewayModule,
    section: {
      addresses: {
        domain: 'mail.example.org',
        lmtp: `127.0.0.1:${await freePort()}`,
        smtp: { host: '127.0.0.1', port: 9 },
      },
    },
    locals: { contact: 'romeo\\40example.com', 'no-reply': 'noreply\\40example.com', malformed: 'juliet' },
  },
  { module: echoModule as GatewayModule, section: {}, locals: { contact: 'romeo', malformed: 'two\\20words' } },
];

for (const { module, section, locals } of gateways) {
  describe(`every address of the ${module.name} gateway answers every request`, () => {
    let running: RunningHost;
    let asker: Asker;
    const at = Object.fromEntries(Object.entries(locals).map(([kind, local]) => [kind, `${local}@${DOMAIN}`]));
    const addresses: Addresses = {
      gateway: DOMAIN,
      'gateway node': `gateway@${DOMAIN}`,
      ...at,
      'gateway resource': `${DOMAIN}/somewhere`,
      'contact resource': `${at.contact}/phone`,
    };
    before(async () => {
      const gateway = module.create(module.config.parse({ domain: DOMAIN, ...section }), {
        clock: systemClock,
        log: silentLog,
      });
      running = await RunningHost.start({}, { gateway, texts: module.texts, about: { directory: people } });
      asker = new ComponentAsker(running, USER);
    });
    after(async () => await running.stop());

    playMatrix(() => ({ asker, addresses }));

    it('and shows the picture whose hash its presence tells (XEP-0153 3.1, XEP-0084 3.1)', async () => {
      // Some contacts are there for those only who are there themselves.
      await asker.exchange(`<presence to="${DOMAIN}"/>`);
      for (const to of [DOMAIN, `gateway@${DOMAIN}`, at.contact ?? '']) {
        await asker.exchange(`<presence to="${to}" type="subscribe"/>`);
        // A network may take its time to grant it; the last that a contact says is that it asks back.
        const end = `<presence from="${to}" to="${USER}" type="${to === at.contact ? 'subscribe' : 'subscribed'}"/>`;
        await running.hears((heard) => heard.includes(end), `${to} grants the subscription`);
        const [shown] = await asker.exchange(`<presence to="${to}" type="probe"/>`);
        const hash = shown?.getChild('x', 'vcard-temp:x:update')?.getChildText('photo');
        assert.match(hash ?? '', /^[0-9a-f]{40}$/);
        const [card] = await asker.exchange(`<iq to="${to}" type="get" id="c1"><vCard xmlns="vcard-temp"/></iq>`);
        const photo = card?.getChild('vCard', 'vcard-temp')?.getChild('PHOTO');
        const png = Buffer.from(photo?.getChildText('BINVAL') ?? '', 'base64');
        assert.equal(png.toString('latin1', 1, 4), 'PNG');
        assert.equal(createHash('sha1').update(png).digest('hex'), hash, to);
        const items = '<pubsub xmlns="http://jabber.org/protocol/pubsub"><items node="urn:xmpp:avatar:data"/></pubsub>';
        const [data] = await asker.exchange(`<iq to="${to}" type="get" id="c2">${items}</iq>`);
        const item = data?.getChild('pubsub')?.getChild('items')?.getChild('item');
        assert.equal(item?.attrs.id, hash);
        assert.equal(item?.getChildText('data'), png.toString('base64'));
      }
    });

    describe('and every wrong input with its error:', () => {
      for (const row of errorTable.filter((one) => one.gateway === undefined || one.gateway === module.name)) {
        it(row.says, async () => {
          const { contact = '', malformed = '' } = at;
          const filled = (text: string): string =>
            text
              .replaceAll('{contact}', contact)
              .replaceAll('{malformed}', malformed)
              .replaceAll('{gateway}', DOMAIN)
              .replaceAll('{id}', 'e1');
          const stanza = filled(row.stanza);
          const answers = await new ComponentAsker(running, SENDERS[row.from]).exchange(stanza);
          const seen = answers.map((answer) => answer.toString()).join('\n');
          assert.deepEqual(answers.map(outcomeOf), row.expected === 'silence' ? [] : [row.expected], seen);
          const [answer] = answers;
          if (answer === undefined) return;
          assert.equal(answer.name, /^<(\w+)/.exec(stanza)?.[1]);
          assert.equal(answer.attrs.from, / to="([^"]*)"/.exec(stanza)?.[1]);
          assert.equal(answer.attrs.id, stanza.includes('id="e1"') ? 'e1' : undefined);
          const error = answer.getChild('error');
          if (row.code !== undefined) assert.equal(error?.attrs.code, String(row.code));
          const said = error?.getChildText('text') ?? '';
          if (row.names !== undefined) {
            assert.match(
              said,
              new RegExp(filled(row.names.source).replaceAll('+', '\\+').replaceAll('\\40', '\\\\40'), 'i'),
            );
          }
          assert.ok(seen.length < 1500, 'what was sent is not sent back');
        });
      }
    });
  });
}

it('who sends faster than allowed is told to wait', { timeout: 60_000 }, async (t) => {
  const limits = {
    rate: 0.001,
    burst: 1,
    patience: 10_000,
    unheld: 60_000,
    waiting: 100,
    contacts: 100,
    recipients: 50,
    accounts: 5,
    expiry: 86_400_000,
  };
  const running = await RunningHost.start({ limits });
  t.after(async () => await running.stop());
  const asker = new ComponentAsker(running, USER);
  const send = async (id: string) =>
    await asker.exchange(`<message to="silent@${DOMAIN}" type="chat" id="${id}"><body>Hello</body></message>`);
  assert.deepEqual((await send('m1')).map(outcomeOf), []);
  const [error] = await send('m2');
  assert.ok(error !== undefined);
  assert.equal(outcomeOf(error), 'wait/resource-constraint');
  assert.equal(error.getChild('error')?.attrs.code, '500');
});

it('who searches faster than allowed is told to wait', { timeout: 60_000 }, async (t) => {
  const running = await RunningHost.start({}, { about: { directory: people } });
  t.after(async () => await running.stop());
  const asker = new ComponentAsker(running, USER);
  const outcomes: string[] = [];
  for (let i = 0; i < 15; i++) {
    const query = '<query xmlns="jabber:iq:search"><first>x</first></query>';
    outcomes.push(...(await asker.exchange(`<iq to="${DOMAIN}" type="set" id="s${i}">${query}</iq>`)).map(outcomeOf));
  }
  assert.deepEqual([...new Set(outcomes)], ['result', 'wait/resource-constraint']);
});
