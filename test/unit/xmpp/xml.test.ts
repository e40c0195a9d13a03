import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copy, el } from '../../../src/xmpp/element.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { escapeAttribute, escapeText, serialise, XmlNameError } from '../../../src/xmpp/serialise.js';
import { anyStanza, plain } from './trees.js';

test('property: what is serialised parses to the same tree', () => {
  fc.assert(
    fc.property(anyStanza, (stanza) => {
      const parsed = parseStanza(serialise(stanza));
      assert.ok(parsed);
      assert.deepEqual(plain(parsed), plain(stanza));
    }),
    { numRuns: 1000 },
  );
});

test('property: serialising what was parsed gives the same text again', () => {
  fc.assert(
    fc.property(anyStanza, (stanza) => {
      const parsed = parseStanza(serialise(stanza));
      assert.ok(parsed);
      const text = serialise(parsed);
      const again = parseStanza(text);
      assert.ok(again);
      assert.equal(serialise(again), text);
    }),
    { numRuns: 500 },
  );
});

test('property: any text at all becomes well-formed XML, and only forbidden characters are missing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const allowed = text.replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
      const parsed = parseStanza(serialise(el('message', { id: text }, el('body', {}, text))));
      assert.equal(parsed?.attrs.id, allowed);
      assert.equal(parsed?.getChildText('body'), allowed);
    }),
    { numRuns: 1000 },
  );
});

test('characters that would end the stream are left out of text and attributes', () => {
  const hostile = 'a\u0000\u0002\u001b\u000b\ud800b\udc00\ufffe\uffffc';
  assert.equal(escapeText(hostile), 'abc');
  assert.equal(escapeAttribute(hostile), 'abc');
  assert.equal(escapeText('\u0002bold\u0002 😀'), 'bold 😀');
});

test('line breaks and tabs survive in attributes, carriage returns in text', () => {
  assert.equal(escapeAttribute('a\nb\tc\rd'), 'a&#10;b&#9;c&#13;d');
  assert.equal(escapeText('a\nb\tc\rd'), 'a\nb\tc&#13;d');
  assert.equal(escapeAttribute(`"'<>&`), '&quot;&apos;&lt;&gt;&amp;');
  assert.equal(escapeText(']]>'), ']]&gt;');
});

test('names that are none are refused instead of written', () => {
  const refused = ['', '1a', 'a b', 'a>b', 'a"', 'a/', 'x:y', 'é\u0000'];
  for (const name of refused) assert.throws(() => serialise(el(name)), XmlNameError, JSON.stringify(name));
  for (const name of ['', '1a', 'a b', 'on="x" y', 'p:a', ':a', 'a:']) {
    assert.throws(() => serialise(el('message', { [name]: 'x' })), XmlNameError, JSON.stringify(name));
  }
});

test('an attribute prefix may be used where its element declares it', () => {
  assert.equal(
    serialise(el('message', { 'xmlns:p': 'urn:isthmus:test', 'p:a': '1', 'xml:lang': 'en' })),
    '<message xmlns:p="urn:isthmus:test" p:a="1" xml:lang="en"/>',
  );
});

test('a tree far deeper than the call stack is serialised', () => {
  let tree = el('a');
  for (let depth = 0; depth < 50_000; depth++) tree = el('a', {}, tree);
  assert.equal(serialise(tree).length, 50_000 * '<a></a>'.length + '<a/>'.length);
});

test('undefined attributes and children are left out', () => {
  assert.equal(serialise(el('message', { id: undefined, n: 3 }, undefined, 'x')), '<message n="3">x</message>');
});

test('children are found by name in the namespace of their parent, or in the one that is named', () => {
  const stanza = el(
    'message',
    {},
    el('x', { xmlns: 'jabber:x:oob' }, el('url', {}, 'u')),
    el('x', { xmlns: 'jabber:x:data' }),
    el('body', {}, 'hi'),
    el('body', { xmlns: 'http://www.w3.org/1999/xhtml' }, 'other'),
  );
  assert.equal(stanza.ns, 'jabber:client');
  assert.equal(stanza.getChildText('body'), 'hi');
  assert.equal(stanza.getChildren('body').length, 1);
  assert.equal(stanza.getChild('x'), undefined);
  assert.equal(stanza.getChild('x', 'jabber:x:oob')?.getChildText('url'), 'u');
  assert.equal(stanza.elements().length, 4);
});

test('a copy stands alone and keeps the namespace that the original inherited', () => {
  const query = el('query', { xmlns: 'jabber:iq:register' }, el('x', { a: '1' }, 'text', el('y')));
  const x = query.getChild('x');
  assert.ok(x);
  const twin = copy(x);
  assert.equal(serialise(twin), '<x a="1" xmlns="jabber:iq:register">text<y/></x>');
  twin.attrs.a = '2';
  assert.equal(x.attrs.a, '1');
});
