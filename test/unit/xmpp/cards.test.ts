import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPubsub } from '../../../src/xmpp/avatar.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { readSearch } from '../../../src/xmpp/search.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { contactsForm, outageForm, policyForm } from '../../../src/xmpp/service-info.js';
import { vcard4, vcardTemp, vcardUpdate } from '../../../src/xmpp/vcard.js';

const payload = (xml: string) => {
  const element = parseStanza(`<iq xmlns="jabber:client" type="set" id="1">${xml}</iq>`)?.elements()[0];
  assert.ok(element !== undefined);
  return element;
};

describe('a card', () => {
  const card = {
    name: 'Juliet & Co',
    jid: 'juliet\\40example.com@mail.example.org',
    nick: 'jules',
    phone: '+12025550123',
    email: 'juliet@example.com',
    url: 'https://example.com/?a&b',
    note: 'A <note>',
    photo: { type: 'image/png', bytes: Buffer.from('png') },
  };

  it('as vcard-temp has capitals inside, and elements of their own for number and address (XEP-0054 6)', () => {
    const text = serialise(vcardTemp(card));
    assert.match(text, /^<vCard xmlns="vcard-temp">/);
    assert.doesNotMatch(text.replace(/^<vCard /, '<VCARD ').replace(/<\/vCard>$/, ''), /<\/?[a-z]/);
    assert.match(text, /<TEL><CELL\/><NUMBER>\+12025550123<\/NUMBER><\/TEL>/);
    assert.match(text, /<EMAIL><INTERNET\/><USERID>juliet@example\.com<\/USERID><\/EMAIL>/);
    assert.match(text, /<PHOTO><TYPE>image\/png<\/TYPE><BINVAL>cG5n<\/BINVAL><\/PHOTO>/);
    assert.match(text, /<DESC>A &lt;note&gt;<\/DESC>/);
  });

  it('as vCard4 has types around its values (RFC 6351), and URIs that are ones', () => {
    const text = serialise(vcard4(card));
    assert.match(text, /^<vcard xmlns="urn:ietf:params:xml:ns:vcard-4\.0"><fn><text>Juliet &amp; Co<\/text><\/fn>/);
    assert.match(text, /<tel><uri>tel:\+12025550123<\/uri><\/tel>/);
    assert.match(text, /<impp><uri>xmpp:juliet%5C40example\.com@mail\.example\.org<\/uri><\/impp>/);
    assert.match(text, /<photo><uri>data:image\/png;base64,cG5n<\/uri><\/photo>/);
    assert.doesNotMatch(text, /<kind>/);
  });

  it('has a short code as text, for there is no URI of it, and leaves out what is not known', () => {
    const text = serialise(vcard4({ name: '40404', jid: '40404@sms.example.org', phone: '40404', application: true }));
    assert.match(text, /<tel><text>40404<\/text><\/tel>/);
    assert.match(text, /<kind><text>application<\/text><\/kind>/);
    assert.doesNotMatch(text, /<(photo|email|note|nickname|url)>/);
  });

  it('is announced by the hash of its picture, or by an empty element where it has none (XEP-0153 4.1)', () => {
    assert.equal(serialise(vcardUpdate('ab')), '<x xmlns="vcard-temp:x:update"><photo>ab</photo></x>');
    assert.equal(serialise(vcardUpdate('')), '<x xmlns="vcard-temp:x:update"><photo/></x>');
  });
});

describe('a request to publish-subscribe', () => {
  const read = (type: 'get' | 'set', inner: string) =>
    readPubsub(type, payload(`<pubsub xmlns="http://jabber.org/protocol/pubsub">${inner}</pubsub>`));

  it('is read as far as a picture needs it', () => {
    assert.deepEqual(read('get', '<items node="n"><item id="a"/><item/><item id="b"/></items>'), {
      kind: 'items',
      node: 'n',
      ids: ['a', 'b'],
    });
    assert.deepEqual(read('get', '<items/>'), { kind: 'bad' });
    assert.deepEqual(read('get', ''), { kind: 'bad' });
    assert.deepEqual(read('set', '<items node="n"/>'), { kind: 'unsupported' });
    assert.deepEqual(read('set', '<retract node="n"/>'), { kind: 'publish' });
    assert.deepEqual(read('set', '<unsubscribe node="n"/>'), { kind: 'unsupported', feature: 'subscribe' });
    assert.deepEqual(read('get', '<subscriptions/>'), { kind: 'unsupported' });
  });
});

describe('a search', () => {
  const read = (inner: string) => readSearch(payload(`<query xmlns="jabber:iq:search">${inner}</query>`));

  it('is read from plain fields, trimmed, without the empty ones and those that there are not', () => {
    const search = read('<first> Juliet </first><last/><age>13</age>');
    assert.deepEqual(search, { kind: 'search', values: new Map([['first', 'Juliet']]), form: false });
  });

  it('is read from the form, which goes before plain fields', () => {
    const field = '<field var="phone"><value>123</value></field>';
    const search = read(`<first>x</first><x xmlns="jabber:x:data" type="submit">${field}</x>`);
    assert.deepEqual(search, { kind: 'search', values: new Map([['phone', '123']]), form: true });
  });

  it('is cancelled, or is none', () => {
    assert.deepEqual(read('<x xmlns="jabber:x:data" type="cancel"/>'), { kind: 'cancel' });
    assert.deepEqual(read('<x xmlns="jabber:x:data" type="result"/>'), { kind: 'bad' });
    const other = '<field var="FORM_TYPE"><value>jabber:iq:register</value></field>';
    assert.deepEqual(read(`<x xmlns="jabber:x:data" type="submit">${other}</x>`), { kind: 'bad' });
  });
});

describe('the forms of a service', () => {
  it('are left out where there is nothing to tell', () => {
    assert.equal(contactsForm({ abuse: [] }), undefined);
    assert.equal(outageForm([]), undefined);
    assert.equal(policyForm({}), undefined);
  });

  it('name the network whose policy it is (XEP-0504 3)', () => {
    const form = policyForm({ retention: 0, deletion: false, access: ['none'] }, { category: 'gateway', type: 'smtp' });
    assert.equal(form?.formType, 'urn:xmpp:data-policy:identity:gateway:smtp:0');
    assert.deepEqual(
      form?.fields.map(({ name, values }) => [name, values]),
      [
        ['data_retention', ['0']],
        ['data_deletion', ['false']],
        ['access_policy', ['none']],
      ],
    );
  });
});
