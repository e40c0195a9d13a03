import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readBits } from '../../../src/xmpp/bits-of-binary.js';
import { type Element, el } from '../../../src/xmpp/element.js';
import { addressesElement, readAddresses, readUri } from '../../../src/xmpp/extended-addresses.js';
import { readFiles } from '../../../src/xmpp/files.js';
import { headersElement, readHeaders } from '../../../src/xmpp/headers.js';
import { inviteElement, readInvite } from '../../../src/xmpp/invites.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';

/** As it comes over the wire. */
function sent(...parts: readonly (Element | undefined)[]): Element {
  const stanza = parseStanza(serialise(el('message', {}, ...parts)));
  assert.ok(stanza !== undefined);
  return stanza;
}

function message(inner: string): Element {
  const stanza = parseStanza(`<message>${inner}</message>`);
  assert.ok(stanza !== undefined);
  return stanza;
}

describe('extended addresses', () => {
  it('are read as they were built', () => {
    const addresses = [
      { type: 'to', jid: 'romeo@example.org', description: 'Romeo', delivered: true },
      { type: 'bcc', uri: 'sms:+15551234567', delivered: false },
      { type: 'noreply', delivered: false },
    ] as const;
    assert.deepEqual(readAddresses(sent(addressesElement(addresses))), addresses);
    assert.equal(addressesElement([]), undefined);
  });

  it('of a kind that nobody knows are left out', () => {
    const addresses =
      '<addresses xmlns="http://jabber.org/protocol/address"><address type="x" jid="a@b"/><address jid="a@b"/></addresses>';
    assert.deepEqual(readAddresses(message(addresses)), []);
  });

  const URIS: readonly [string, { scheme: string; named: string } | undefined][] = [
    ['sms:+15551234567', { scheme: 'sms', named: '+15551234567' }],
    ['SMS:+15551234567?body=hi', { scheme: 'sms', named: '+15551234567' }],
    ['mailto:alice%2Bx@example.com?subject=s#f', { scheme: 'mailto', named: 'alice+x@example.com' }],
    ['tel:+1-201-555-0123', { scheme: 'tel', named: '+1-201-555-0123' }],
    ['+15551234567', undefined],
    ['sms:', undefined],
    ['sms:%zz', undefined],
    ['', undefined],
  ];
  for (const [uri, read] of URIS) it(`${uri || 'nothing'} is read`, () => assert.deepEqual(readUri(uri), read));

  it('no text makes the reader of URIs throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readUri(text)));
  });
});

describe('headers', () => {
  it('are read as they were built, and never hold a line break', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string(), value: fc.string({ unit: 'binary' }) }), { maxLength: 5 }),
        (headers) => {
          for (const { name, value } of readHeaders(sent(headersElement(headers)))) {
            assert.match(name, /^[!-9;-~]+$/);
            assert.doesNotMatch(value, /[\r\n\0\u0085\u2028\u2029]/);
            assert.ok(headers.some((one) => one.name === name));
          }
        },
      ),
    );
    const good = [{ name: 'In-Reply-To', value: '<1@example.com>' }];
    assert.deepEqual(readHeaders(sent(headersElement(good))), good);
  });

  it('that would be two elsewhere are left out', () => {
    const forged =
      '<headers xmlns="http://jabber.org/protocol/shim"><header name="A">1&#13;&#10;Bcc: x</header><header name="B: c">1</header><header>1</header></headers>';
    assert.deepEqual(readHeaders(message(forged)), []);
  });

  it('are not more than a mail would have', () => {
    const many = '<header name="A">1</header>'.repeat(500);
    assert.equal(readHeaders(message(`<headers xmlns="http://jabber.org/protocol/shim">${many}</headers>`)).length, 64);
  });
});

it('an invitation is read as it was built', () => {
  const invite = { room: 'ball@rooms.example.org', password: 's', reason: 'Dance' };
  const [element] = sent(inviteElement(invite)).elements();
  assert.ok(element !== undefined);
  assert.deepEqual(readInvite(element), invite);
  assert.equal(readInvite(el('x', { xmlns: 'jabber:x:conference' })), undefined);
});

describe('bits of binary', () => {
  const data = (octets: Buffer, cid = `sha1+${createHash('sha1').update(octets).digest('hex')}@bob.xmpp.org`): string =>
    `<data xmlns="urn:xmpp:bob" cid="${cid}" type="image/png">${octets.toString('base64')}</data>`;

  it('are what their name says', () => {
    const [bits] = readBits(message(data(Buffer.from('hello')))).values();
    assert.equal(bits?.mediaType, 'image/png');
    assert.equal(Buffer.from(bits?.octets ?? []).toString(), 'hello');
  });

  it('are left out where they are something else, too large, or nothing', () => {
    const other = `sha1+${'0'.repeat(40)}@bob.xmpp.org`;
    for (const one of [
      data(Buffer.from('hello'), other),
      data(Buffer.alloc(8193)),
      data(Buffer.alloc(0)),
      data(Buffer.from('x'), 'x'),
    ]) {
      assert.equal(readBits(message(one)).size, 0, one.slice(0, 80));
    }
  });
});

describe('files', () => {
  const sfs = (sources: string): string =>
    `<file-sharing xmlns="urn:xmpp:sfs:0"><file xmlns="urn:xmpp:file:metadata:0"><name>a</name></file><sources>${sources}</sources></file-sharing>`;
  const urlData = (target: string): string =>
    `<url-data xmlns="http://jabber.org/protocol/url-data" target="${target}"/>`;

  it('have the first address that can be fetched', () => {
    const jingle = '<jinglepub xmlns="urn:xmpp:jinglepub:1" from="a@b/c" id="1"/>';
    assert.deepEqual(readFiles(message(sfs(jingle + urlData('https://a/1') + urlData('https://a/2')))), [
      { url: 'https://a/1', name: 'a' },
    ]);
    assert.deepEqual(readFiles(message(sfs(jingle))), []);
  });

  it('are several, each once, in whatever form they come', () => {
    const oob = '<x xmlns="jabber:x:oob"><url>https://a/1</url></x><x xmlns="jabber:x:oob"><url>https://a/3</url></x>';
    const read = readFiles(message(sfs(urlData('https://a/1')) + sfs(urlData('https://a/2')) + oob));
    assert.deepEqual(
      read.map(({ url }) => url),
      ['https://a/1', 'https://a/2', 'https://a/3'],
    );
  });

  it('that nobody can fetch are left out', () => {
    assert.deepEqual(readFiles(message(sfs(urlData('cid:sha1+00@bob.xmpp.org')))), []);
  });
});
