import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ownerForm, readOwner } from '../../../../src/xmpp/muc/owner.js';
import { type RoomConfigOffer, readRoomConfig, roomConfigForm } from '../../../../src/xmpp/muc/room-config.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { serialise } from '../../../../src/xmpp/serialise.js';

const CONFIG = "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>";

function read(type: 'get' | 'set', inside: string) {
  const iq = parseStanza(`<iq><query xmlns='http://jabber.org/protocol/muc#owner'>${inside}</query></iq>`);
  const [query] = iq?.elements() ?? [];
  assert.ok(query);
  return readOwner(type, query);
}
const form = (fields: string, type = 'submit') => `<x xmlns='jabber:x:data' type='${type}'>${fields}</x>`;

describe('what an owner asks for', () => {
  test('is the form, a configuration, nothing, or the end', () => {
    assert.deepEqual(read('get', ''), { kind: 'form' });
    assert.equal(read('set', form(CONFIG))?.kind, 'configure');
    assert.equal(read('set', form(''))?.kind, 'configure');
    assert.deepEqual(read('set', form('', 'cancel')), { kind: 'cancel' });
    assert.deepEqual(
      read('set', "<destroy jid=' #d%net@gw '><password>k</password><reason> Moved </reason></destroy>"),
      {
        kind: 'destroy',
        destruction: { alternate: '#d%net@gw', password: 'k', reason: 'Moved' },
      },
    );
    assert.deepEqual(read('set', '<destroy/>'), { kind: 'destroy', destruction: {} });
  });

  test('is refused where it is none of these', () => {
    for (const inside of [
      '',
      '<create/>',
      "<destroy xmlns='urn:other'/>",
      `<destroy/>${form(CONFIG)}`,
      form(CONFIG, 'form'),
      form(CONFIG, 'result'),
      form("<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#request</value></field>"),
      form("<field var='muc#roomconfig_roomname'><value>x</value></field>"),
    ]) {
      assert.equal(read('set', inside), undefined, inside);
    }
    assert.equal(read('get', '<destroy/>'), undefined);
  });
});

const labels: Readonly<Record<string, string>> = { moderated: 'Moderated', password: 'Key', mostOccupants: 'Limit' };
const offer: RoomConfigOffer = {
  current: { moderated: true, password: 'old', mostOccupants: 42, whois: 'anyone', history: 20 },
  label: (key) => labels[key] ?? key,
  extra: [{ name: 'encoding_in', kind: 'text-single', label: 'Encoding', values: ['latin-1'] }],
  title: '#c',
};

describe('the configuration of a room', () => {
  test('is offered with the values of now, but never the password', () => {
    const number = (value: string) => `<option><value>${value}</value></option>`;
    assert.equal(
      serialise(ownerForm(roomConfigForm(offer))),
      '<query xmlns="http://jabber.org/protocol/muc#owner"><x xmlns="jabber:x:data" type="form"><title>#c</title>' +
        '<field type="hidden" var="FORM_TYPE"><value>http://jabber.org/protocol/muc#roomconfig</value></field>' +
        '<field type="boolean" var="muc#roomconfig_moderatedroom" label="Moderated"><value>1</value></field>' +
        '<field type="text-private" var="muc#roomconfig_roomsecret" label="Key"/>' +
        '<field type="list-single" var="muc#roomconfig_maxusers" label="Limit"><value>42</value>' +
        ['10', '20', '50', '100', '200', '500', '1000', 'none', '42'].map(number).join('') +
        '<validate xmlns="http://jabber.org/protocol/xdata-validate" datatype="xs:string"><open/></validate></field>' +
        '<field type="list-single" var="muc#roomconfig_whois" label="whois"><value>anyone</value>' +
        `${number('anyone')}${number('moderators')}</field>` +
        '<field type="text-single" var="muc#maxhistoryfetch" label="history"><value>20</value>' +
        '<validate xmlns="http://jabber.org/protocol/xdata-validate" datatype="xs:integer"><range min="0" max="65535"/></validate></field>' +
        '<field type="text-single" var="encoding_in" label="Encoding"><value>latin-1</value></field></x></query>',
    );
  });

  const field = (name: string, ...values: string[]) =>
    `<field var='${name}'>${values.map((value) => `<value>${value}</value>`).join('')}</field>`;
  function submit(fields: string, to: RoomConfigOffer = offer) {
    const request = read('set', form(CONFIG + fields));
    assert.ok(request?.kind === 'configure');
    return readRoomConfig(to, request.form);
  }

  test('is read as typed values; what is left out stays, what was not offered is ignored', () => {
    assert.deepEqual(
      submit(
        field('muc#roomconfig_moderatedroom', 'false') +
          field('muc#roomconfig_maxusers', '7') +
          field('muc#roomconfig_persistentroom', '1') +
          field('encoding_in', 'utf-8'),
      ),
      { ok: true, config: { moderated: false, mostOccupants: 7 }, extra: new Map([['encoding_in', ['utf-8']]]) },
    );
    assert.deepEqual(submit(''), { ok: true, config: {}, extra: new Map() });
    assert.deepEqual(submit(field('muc#roomconfig_maxusers', 'none') + field('muc#roomconfig_whois', 'moderators')), {
      ok: true,
      config: { mostOccupants: undefined, whois: 'moderators' },
      extra: new Map(),
    });
  });

  test('may take the password away, but not while it protects', () => {
    assert.deepEqual(submit(field('muc#roomconfig_roomsecret', '')), {
      ok: true,
      config: { password: '' },
      extra: new Map(),
    });
    const locked: RoomConfigOffer = { current: { passwordProtected: false, password: '' }, label: (key) => key };
    const missing = { ok: false, faults: [{ name: 'muc#roomconfig_roomsecret', fault: 'missing' }] };
    const on = field('muc#roomconfig_passwordprotectedroom', '1');
    assert.deepEqual(submit(on, locked), missing);
    assert.deepEqual(submit(on + field('muc#roomconfig_roomsecret'), locked), missing);
    assert.deepEqual(submit(on + field('muc#roomconfig_roomsecret', 'k'), locked), {
      ok: true,
      config: { passwordProtected: true, password: 'k' },
      extra: new Map(),
    });
    const kept: RoomConfigOffer = { current: { passwordProtected: false, password: 'k' }, label: (key) => key };
    assert.equal(submit(on, kept).ok, true);
  });

  test('is refused where a value is none', () => {
    for (const [name, value, fault] of [
      ['muc#roomconfig_moderatedroom', 'yes', 'not-boolean'],
      ['muc#roomconfig_maxusers', '-3', 'not-offered'],
      ['muc#roomconfig_maxusers', '1e3', 'not-offered'],
      ['muc#roomconfig_whois', 'nobody', 'not-offered'],
      ['muc#maxhistoryfetch', '65536', 'range'],
      ['muc#maxhistoryfetch', '1.5', 'pattern'],
    ] as const) {
      assert.deepEqual(submit(field(name, value)), { ok: false, faults: [{ name, fault }] }, `${name} ${value}`);
    }
  });
});
