import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Houses } from '../../../../gateways/alerts/houses/houses.js';
import { Registrar } from '../../../../gateways/alerts/houses/registrar.js';
import type { Post } from '../../../../gateways/gateway.js';
import { silentLog } from '../../../../src/log.js';
import { type Element, el } from '../../../../src/xmpp/element.js';
import { errorElement } from '../../../../src/xmpp/errors.js';
import { findForm, readForm } from '../../../../src/xmpp/forms.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { FakeClock } from '../../sms/support/fake-clock.js';

const AGENT = 'alerts@alerts.example.org/relay';
const SMS = 'sms.example.org';

class House {
  readonly clock = new FakeClock();
  readonly kv: MemoryKv;
  readonly houses: Houses;
  readonly registrar: Registrar;
  readonly posted: Element[] = [];
  /** Whether each of these is kept from whoever reads Redis. */
  readonly secrecy: boolean[] = [];
  changes = 0;

  constructor(fields: Readonly<Record<string, string>>, kv = new MemoryKv(), there = true) {
    this.kv = kv;
    this.houses = new Houses(kv, this.clock, ['sms']);
    this.registrar = new Registrar({
      accounts: { sms: fields },
      houses: this.houses,
      neighbour: (name) => (there && name === 'sms' ? { domain: SMS, jidOf: () => undefined } : undefined),
      post: async ({ stanza, secret }: Post) => {
        this.secrecy.push(secret === true);
        const element = parseStanza(stanza);
        if (element !== undefined) this.posted.push(element);
      },
      agent: AGENT,
      clock: this.clock,
      log: silentLog,
      changed: () => {
        this.changes += 1;
      },
    });
  }

  async answer(type: 'result' | 'error', ...children: Element[]): Promise<boolean> {
    const id = this.posted.at(-1)?.attrs.id;
    return await this.registrar.hear(el('iq', { type, id, from: SMS, to: AGENT }, ...children));
  }

  asked(): string | undefined {
    return this.posted.at(-1)?.attrs.type;
  }

  async settled(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const registered = () => el('query', { xmlns: 'jabber:iq:register' }, el('registered'));
const open = () => el('query', { xmlns: 'jabber:iq:register' });

describe('the accounts of the gateway at the others', () => {
  it('are made by the form of the other one, with what the config says', async () => {
    const house = new House({ name: 'Alerts' });
    house.registrar.open();
    await house.settled();
    assert.equal(house.asked(), 'get');
    await house.answer('result', open());
    assert.equal(house.asked(), 'set');
    const query = house.posted.at(-1)?.getChild('query', 'jabber:iq:register');
    const form = query === undefined ? undefined : findForm(query);
    const fields = form === undefined ? [] : (readForm(form)?.fields ?? []);
    assert.deepEqual(fields.find(({ name }) => name === 'name')?.values, ['Alerts']);
    assert.deepEqual(house.secrecy, [false, true], 'the form may have a password');
    await house.answer('result');
    assert.equal(await house.houses.ready('sms'), undefined);
    assert.equal(house.changes, 1);
  });

  it('stay as they are after a restart, until the config says something else or they are gone', async () => {
    const first = new House({ name: 'Alerts' });
    first.registrar.open();
    await first.settled();
    await first.answer('result', open());
    await first.answer('result');
    const again = new House({ name: 'Alerts' }, first.kv);
    again.registrar.open();
    await again.settled();
    await again.answer('result', registered());
    assert.deepEqual(again.posted.length, 1);
    const changed = new House({ name: 'Watch' }, first.kv);
    changed.registrar.open();
    await changed.settled();
    await changed.answer('result', registered());
    assert.equal(changed.asked(), 'set');
    const gone = new House({ name: 'Alerts' }, first.kv);
    gone.registrar.open();
    await gone.settled();
    await gone.answer('result', open());
    assert.equal(gone.asked(), 'set');
  });

  it('that are refused are told, and nothing is sent there', async () => {
    const house = new House({ name: 'x'.repeat(80) });
    house.registrar.open();
    await house.settled();
    await house.answer('result', open());
    await house.answer('error', errorElement({ condition: 'not-acceptable', text: 'The name is too long.' }));
    assert.match((await house.houses.ready('sms')) ?? '', /refused.*The name is too long/);
    assert.match((await house.houses.ready('irc')) ?? '', /accounts has no irc/);
    const nobody = new House({ name: 'Alerts' }, new MemoryKv(), false);
    nobody.registrar.open();
    await nobody.settled();
    assert.match((await nobody.houses.ready('sms')) ?? '', /no such gateway/);
  });

  it('are tried again where the other one cannot say now, or says nothing', async () => {
    const house = new House({ name: 'Alerts' });
    house.registrar.open();
    await house.settled();
    await house.answer('error', errorElement({ condition: 'remote-server-timeout' }));
    assert.equal(house.asked(), 'set', 'who knows no form is registered all the same');
    await house.answer('error', errorElement({ condition: 'resource-constraint' }));
    const before = house.posted.length;
    house.clock.advance(3000);
    await house.settled();
    assert.equal(house.posted.length, before + 1);
    house.clock.advance(21_000);
    house.clock.advance(11_000);
    await house.settled();
    assert.equal(house.posted.length, before + 2);
  });

  it('take no answers of others', async () => {
    const house = new House({ name: 'Alerts' });
    house.registrar.open();
    await house.settled();
    const { id } = house.posted[0]?.attrs ?? {};
    const forged = el('iq', { type: 'result', id, from: 'evil.example.org', to: AGENT }, registered());
    assert.equal(await house.registrar.hear(forged), false);
    house.registrar.close();
  });
});
