import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDiscoInfo } from '../../../src/xmpp/disco.js';
import type { Element } from '../../../src/xmpp/element.js';
import { readSlot, readSlotRefusal, readUploadOffer, slotRequest } from '../../../src/xmpp/http-upload.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';

const NS = 'urn:xmpp:http:upload:0';

/** An IQ with this inside, as it comes from the stream. */
function iq(inside: string): Element {
  const parsed = parseStanza(`<iq>${inside}</iq>`);
  assert.ok(parsed !== undefined, inside);
  return parsed;
}

describe('an upload service (XEP-0363)', () => {
  const offer = (inside: string) => {
    const [query] = iq(`<query xmlns="http://jabber.org/protocol/disco#info">${inside}</query>`).elements();
    assert.ok(query !== undefined);
    return readUploadOffer(readDiscoInfo(query));
  };
  const form = (value: string) =>
    `<x xmlns="jabber:x:data" type="result"><field var="FORM_TYPE" type="hidden"><value>${NS}</value></field>` +
    `<field var="max-file-size"><value>${value}</value></field></x>`;

  it('tells that it is one, and its largest file', () => {
    assert.deepEqual(offer(`<feature var="${NS}"/>${form('5242880')}`), { maxSize: 5_242_880 });
    assert.deepEqual(offer(`<feature var="${NS}"/>`), { maxSize: undefined });
    assert.deepEqual(offer(`<feature var="${NS}"/>${form('plenty')}`), { maxSize: undefined });
    assert.equal(offer(`<feature var="urn:xmpp:ping"/>${form('5242880')}`), undefined);
  });

  it('is asked for a slot of exact size', () => {
    assert.equal(
      serialise(slotRequest({ name: 'très cool.jpg', size: 23_456, type: 'image/jpeg' })),
      `<request xmlns="${NS}" filename="très cool.jpg" size="23456" content-type="image/jpeg"/>`,
    );
  });

  const slot = (inside: string) => readSlot(iq(`<slot xmlns="${NS}">${inside}</slot>`));
  const [put, get] = ['https://upload.example/1', 'https://download.example/1'];

  it('gives a slot with the headers that it may ask for, and none of others', () => {
    assert.deepEqual(slot(`<put url="${put}"/><get url="${get}"/>`), { put, get, headers: {} });
    const headers =
      '<header name="authorization">Basic Base64String==</header><header name="Host">evil.example</header>' +
      '<header name="Cookie">foo=bar; user=romeo</header><header name="X-Evil">1</header>' +
      '<header name="Content-Length">0</header><header name="Expires">never</header>';
    assert.deepEqual(slot(`<put url="${put}">${headers}</put><get url="${get}"/>`)?.headers, {
      Authorization: 'Basic Base64String==',
      Cookie: 'foo=bar; user=romeo',
      Expires: 'never',
    });
  });

  it('cannot put lines of its own into the request', () => {
    const header = '<header name="Auth&#10;orization">Basic x&#13;&#10;X-Evil: 1&#10;</header>';
    assert.deepEqual(slot(`<put url="${put}">${header}</put><get url="${get}"/>`)?.headers, {
      Authorization: 'Basic xX-Evil: 1',
    });
  });

  it('gives no slot where half of it is missing', () => {
    for (const inside of ['', `<put url="${put}"/>`, `<get url="${get}"/>`, `<put/><get url="${get}"/>`]) {
      assert.equal(slot(inside), undefined, inside);
    }
  });

  const refusal = (inside: string) => readSlotRefusal(iq(`<error>${inside}</error>`));
  const condition = (name: string) => `<${name} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/>`;

  it('refuses for a reason', () => {
    assert.deepEqual(
      refusal(
        `${condition('not-acceptable')}<file-too-large xmlns="${NS}"><max-file-size>20000</max-file-size></file-too-large>`,
      ),
      { kind: 'too-large', maxSize: 20_000 },
    );
    assert.deepEqual(
      refusal(`${condition('resource-constraint')}<retry xmlns="${NS}" stamp="2017-12-03T23:42:05Z"/>`),
      {
        kind: 'later',
        until: Date.UTC(2017, 11, 3, 23, 42, 5),
      },
    );
    assert.deepEqual(refusal(`${condition('resource-constraint')}<retry xmlns="${NS}" stamp="soon"/>`), {
      kind: 'later',
      until: undefined,
    });
    for (const name of ['forbidden', 'not-allowed']) {
      assert.deepEqual(refusal(condition(name)), { kind: 'forbidden', condition: name });
    }
    assert.deepEqual(refusal(condition('internal-server-error')), {
      kind: 'failed',
      condition: 'internal-server-error',
    });
    for (const name of ['not-acceptable', 'bad-request']) {
      assert.deepEqual(refusal(condition(name)), { kind: 'unfit', condition: name });
    }
    assert.deepEqual(refusal(''), { kind: 'failed', condition: '' });
  });
});
