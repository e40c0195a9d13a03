import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copy, el } from '../../../src/xmpp/element.js';
import { addressable, addressed, checkAddressable, checkedTo, withTo } from '../../../src/xmpp/fan-out.js';
import { checkOutgoing } from '../../../src/xmpp/outgoing.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { anyStanza, plain } from './trees.js';

test('the receiver is put in after the name', () => {
  assert.equal(
    withTo('<message type="groupchat" from="r@gw/n"><body to="x"> to="y"</body></message>', 'u@s/r'),
    '<message to="u@s/r" type="groupchat" from="r@gw/n"><body to="x"> to="y"</body></message>',
  );
  assert.equal(withTo('<presence from="r@gw/n"/>', 'u@s'), '<presence to="u@s" from="r@gw/n"/>');
  assert.equal(withTo('<iq/>', 'u@s'), '<iq to="u@s"/>');
  assert.equal(withTo('<message><body>x</body></message>', 'u@s'), '<message to="u@s"><body>x</body></message>');
});

test('one stanza is cut once for all that get it', () => {
  const stanza = addressable(el('message', { from: 'r@gw/n', id: '1' }, el('body', {}, 'hi')));
  assert.ok(stanza);
  assert.deepEqual(
    ['a@s/1', 'b@s/<&>\'"'].map((to) => addressed(stanza, to)),
    [
      '<message to="a@s/1" from="r@gw/n" id="1"><body>hi</body></message>',
      '<message to="b@s/&lt;&amp;&gt;&apos;&quot;" from="r@gw/n" id="1"><body>hi</body></message>',
    ],
  );
});

test('what has a receiver, or is no stanza, is not cut', () => {
  for (const xml of [
    '<message to="u@s"/>',
    '<message from="r@gw/n" to="u@s"><body/></message>',
    '<message from="r@gw/n" to=""/>',
    '<messages from="r@gw/n"/>',
    '<stream:stream from="gw">',
    '<message',
    "<message from='r@gw/n'/>",
    '<message from="a"to="b"/>',
    '<message from="a\' to=\'b"/>',
    ' <message/>',
    'hello',
    '',
  ]) {
    assert.equal(addressable(xml), undefined, xml);
    assert.equal(withTo(xml, 'u@s'), undefined, xml);
  }
});

test('an attribute that only ends in the name, or speaks of it, is no receiver', () => {
  assert.equal(withTo('<message x-to="a"/>', 'u@s'), '<message to="u@s" x-to="a"/>');
  const tricky = serialise(el('message', { id: ' to="x" from=\'y\'', from: 'r@gw/n' }));
  assert.equal(withTo(tricky, 'u@s'), '<message to="u@s" id=" to=&quot;x&quot; from=&apos;y&apos;" from="r@gw/n"/>');
});

test('a stanza that is cut and put together is the same stanza to that receiver', () => {
  fc.assert(
    fc.property(anyStanza, fc.string({ unit: 'grapheme' }), (stanza, resource) => {
      delete stanza.attrs.to;
      const to = `u@s/${resource}`;
      const cut = addressable(stanza);
      assert.ok(cut);
      const wanted = copy(stanza);
      wanted.attrs.to = to;
      const expected = parseStanza(serialise(wanted));
      const got = parseStanza(addressed(cut, to));
      assert.ok(expected && got);
      assert.deepEqual(plain(got), plain(expected));
    }),
  );
});

test('no receiver and no sender can make another head of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (resource, nick) => {
      const xml = withTo(serialise(el('message', { from: `r@gw/${nick}`, id: '1' })), `u@s/${resource}`);
      assert.ok(xml !== undefined);
      const result = checkOutgoing(xml, 'gw', 1_000_000);
      assert.deepEqual(result, { xml });
      const read = parseStanza(xml);
      assert.deepEqual(Object.keys(read?.attrs ?? {}).sort(), ['from', 'id', 'to']);
      assert.deepEqual(read?.children, []);
    }),
  );
});

test('a stanza is looked at once, and each receiver gets what the whole look would let out', () => {
  const xml = '<message from="r@gw/n" id="1"><body>hi</body></message>';
  // 55 octets, and six for the attribute around the address.
  const limit = 55 + 6 + 10;
  const checked = checkAddressable(xml, 'gw', limit);
  assert.ok(typeof checked !== 'string');
  assert.equal(checked.spare, 10);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (to) => {
      assert.deepEqual(checkedTo(checked, to), checkOutgoing(addressed(checked, to), 'gw', limit));
    }),
  );
  assert.deepEqual(checkedTo(checked, 'u@s/123456'), {
    xml: '<message to="u@s/123456" from="r@gw/n" id="1"><body>hi</body></message>',
  });
  assert.equal(checkedTo(checked, 'u@s/1234567'), 'too-large');
  assert.equal(checkedTo(checked, ''), 'missing-to');
  assert.equal(checkedTo(checked, '\u0001'), 'missing-to');
});

test('what may not go out is refused for all', () => {
  const message = (from: string) => el('message', { from }, el('body', {}, 'hi'));
  assert.equal(checkAddressable(message('r@other/n'), 'gw', 1000), 'foreign-from');
  assert.equal(checkAddressable('<message from="r@gw"><body>\u0001</body></message>', 'gw', 1000), 'malformed');
  assert.equal(checkAddressable('<message from="r@gw" to="u@s"/>', 'gw', 1000), 'malformed');
  assert.equal(checkAddressable(el('message', { from: 'r@gw' }, el('a b')), 'gw', 1000), 'malformed');
  assert.equal(checkAddressable(message('r@gw/n'), 'gw', 20), 'too-large');
  assert.notEqual(typeof checkAddressable(message('r@gw/n'), 'gw', 1000), 'string');
});
