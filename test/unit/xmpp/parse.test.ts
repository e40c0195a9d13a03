import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Element } from '../../../src/xmpp/element.js';
import {
  DEFAULT_LIMITS,
  type ParseLimits,
  parseStanza,
  StanzaParser,
  type XmlProblem,
} from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { anyStanza, plain } from './trees.js';

const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='a.test' id='s1'>";

interface Read {
  readonly headers: Element[];
  readonly stanzas: Element[];
  readonly refused: [string, string][];
  ends: number;
  problem: XmlProblem | undefined;
}

function reader(limits: ParseLimits = DEFAULT_LIMITS) {
  const read: Read = { headers: [], stanzas: [], refused: [], ends: 0, problem: undefined };
  const parser = new StanzaParser(
    {
      header: (header) => read.headers.push(header),
      stanza: (stanza) => read.stanzas.push(stanza),
      refused: (head, limit) => read.refused.push([head.attrs.id ?? '', limit]),
      end: () => {
        read.ends++;
      },
    },
    limits,
  );
  const feed = (bytes: Uint8Array | string) => {
    read.problem = parser.write(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  };
  return { read, feed };
}

function readAll(text: string | Uint8Array, limits?: ParseLimits): Read {
  const { read, feed } = reader(limits);
  feed(HEADER);
  feed(text);
  return read;
}

test('a stream has a header, stanzas and an end', () => {
  const read = readAll("<message id='1'><body>hi</body></message> \n <presence/></stream:stream>");
  assert.equal(read.headers[0]?.name, 'stream');
  assert.equal(read.headers[0]?.ns, 'http://etherx.jabber.org/streams');
  assert.equal(read.headers[0]?.attrs.id, 's1');
  assert.deepEqual(
    read.stanzas.map((stanza) => serialise(stanza)),
    ['<message id="1"><body>hi</body></message>', '<presence/>'],
  );
  assert.equal(read.ends, 1);
  assert.equal(read.problem, undefined);
});

test('a stream reads the same wherever its bytes are cut', () => {
  const bytes = Buffer.from(
    `${HEADER}<message id='é'><body xml:lang='de'>a&amp;b &#x1F600; 😀ü\u2028 ]]&gt;</body><x xmlns='u:x'><![CDATA[<&]]></x></message>\r\n` +
      "<iq type='get' id=\"2\"><p:ping xmlns:p='urn:xmpp:ping' p:a='&lt;1'/></iq></stream:stream>",
  );
  const whole = reader();
  whole.feed(bytes);
  assert.equal(whole.read.problem, undefined);
  assert.equal(whole.read.stanzas.length, 2);
  const expected = whole.read.stanzas.map(plain);
  for (let cut = 1; cut < bytes.length; cut++) {
    const { read, feed } = reader();
    feed(bytes.subarray(0, cut));
    assert.equal(read.problem, undefined, `cut at ${cut}`);
    feed(bytes.subarray(cut));
    assert.equal(read.problem, undefined, `cut at ${cut}`);
    assert.deepEqual(read.stanzas.map(plain), expected, `cut at ${cut}`);
    assert.equal(read.ends, 1);
  }
  const single = reader();
  for (const byte of bytes) single.feed(Uint8Array.of(byte));
  assert.deepEqual(single.read.stanzas.map(plain), expected);
});

test('property: stanzas come out as they went in, in pieces of any size', () => {
  fc.assert(
    fc.property(
      fc.array(anyStanza, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 40 }),
      (stanzas, size) => {
        const { read, feed } = reader();
        const bytes = Buffer.from(HEADER + stanzas.map((stanza) => serialise(stanza)).join(' '));
        for (let at = 0; at < bytes.length; at += size) feed(bytes.subarray(at, at + size));
        assert.equal(read.problem, undefined);
        assert.deepEqual(read.stanzas.map(plain), stanzas.map(plain));
      },
    ),
    { numRuns: 300 },
  );
});

test('property: no bytes make it throw', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<',
      '>',
      '/',
      '<message>',
      '</message>',
      '<a b="c"',
      '&',
      '&amp;',
      '<!--',
      '<![CDATA[',
      "<x xmlns='",
      '<?',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.uint8Array({ maxLength: 4 }), (pieces, bytes) => {
      const { feed } = reader();
      feed(HEADER);
      for (const text of pieces) feed(text);
      feed(bytes);
    }),
    { numRuns: 2000 },
  );
});

test('both namespaces of stanzas are one, and a prefix says the same as a declaration', () => {
  const read = readAll(
    "<message xmlns='jabber:client'><body>1</body></message>" +
      "<message><body xmlns='jabber:client'>2</body></message>" +
      "<c:message xmlns:c='jabber:client'><c:body>3</c:body><o:x xmlns:o='jabber:x:oob'><o:url>u</o:url></o:x></c:message>" +
      "<message><f:forwarded xmlns:f='urn:xmpp:forward:0'><message xmlns='jabber:client'><body>4</body></message></f:forwarded></message>",
  );
  assert.deepEqual(
    read.stanzas.map((stanza) => serialise(stanza)),
    [
      '<message><body>1</body></message>',
      '<message><body>2</body></message>',
      '<message><body>3</body><x xmlns="jabber:x:oob"><url>u</url></x></message>',
      '<message><forwarded xmlns="urn:xmpp:forward:0"><message xmlns="jabber:client"><body>4</body></message></forwarded></message>',
    ],
  );
});

test('a namespace taken back is not that of the stanza', () => {
  const read = readAll("<message><body xmlns=''>spoof</body></message>");
  assert.equal(read.stanzas[0]?.getChild('body'), undefined);
  assert.equal(read.stanzas[0]?.elements()[0]?.ns, '');
});

test('what XMPP forbids ends the stream with the condition that says so', () => {
  const cases: [string, XmlProblem['condition']][] = [
    ['<!-- comment -->', 'restricted-xml'],
    ['<?php x ?>', 'restricted-xml'],
    ["<!DOCTYPE x [<!ENTITY a 'b'>]>", 'restricted-xml'],
    ['<message><body>&nbsp;</body></message>', 'restricted-xml'],
    ['<message><body>&a;</body></message>', 'restricted-xml'],
    ['<x:message/>', 'bad-namespace-prefix'],
    ["<message x:a='1'/>", 'bad-namespace-prefix'],
    ['<message><body>&#0;</body></message>', 'not-well-formed'],
    ['<message><body>a & b;</body></message>', 'not-well-formed'],
    ['<message><body>\u0002</body></message>', 'not-well-formed'],
    ["<message a='1' a='2'/>", 'not-well-formed'],
    ["<message xmlns:p='u' xmlns:q='u' p:a='1' q:a='2'/>", 'not-well-formed'],
    ["<message xmlns:p='u' p:1=''/>", 'not-well-formed'],
    ["<message xml:5=''/>", 'not-well-formed'],
    ["<message xmlns:p='u'><p:6/></message>", 'not-well-formed'],
    ["<message a='<'/>", 'not-well-formed'],
    ['<message a=1/>', 'not-well-formed'],
    ['<message></presence>', 'not-well-formed'],
    ['</message>', 'not-well-formed'],
    ['text between stanzas<message/>', 'not-well-formed'],
    ["<message xmlns:xml='u'/>", 'not-well-formed'],
  ];
  for (const [text, condition] of cases) {
    const read = readAll(`<presence id='before'/>${text}<message id='after'/>`);
    assert.equal(read.problem?.condition, condition, text);
    assert.deepEqual(
      read.stanzas.map((stanza) => stanza.attrs.id),
      ['before'],
      text,
    );
  }
  const doctypeFirst = reader();
  doctypeFirst.feed("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><stream/>");
  assert.equal(doctypeFirst.read.problem?.condition, 'restricted-xml');
});

test('what is not UTF-8 ends the stream', () => {
  const cases = [[0xff], [0xc3, 0x28], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82, 0x3c]];
  for (const bytes of cases) {
    const body = Buffer.concat([Buffer.from('<message><body>'), Buffer.from(bytes), Buffer.from('</body></message>')]);
    const { read, feed } = reader();
    feed(HEADER);
    for (const byte of body) feed(Uint8Array.of(byte));
    assert.equal(read.problem?.condition, 'unsupported-encoding', Buffer.from(bytes).toString('hex'));
    assert.equal(read.stanzas.length, 0);
  }
});

test('a problem does not quote what was read', () => {
  const read = readAll("<message secret-name='1' secret-name='2'/>");
  assert.doesNotMatch(JSON.stringify(read.problem), /secret/);
  const prefix = readAll('<topsecret:message/>');
  assert.doesNotMatch(JSON.stringify(prefix.problem), /topsecret/);
});

test('a stanza over a limit is skipped with its head reported, and the next one is read', () => {
  const limits: ParseLimits = { bytes: 2000, skipBytes: 20_000, depth: 5, attributes: 4, children: 10, nameLength: 20 };
  const nested = (levels: number) => '<a>'.repeat(levels) + '</a>'.repeat(levels);
  const cases: [string, string][] = [
    [`<message id='x'><body>${'é'.repeat(1000)}</body></message>`, 'bytes'],
    [`<message id='x'>${nested(5)}</message>`, 'depth'],
    [`<message id='x' a='' b='' c='' d=''/>`, 'attributes'],
    [`<message id='x'><b a='' b='' c='' d='' e=''><c/></b></message>`, 'attributes'],
    [`<message id='x'>${'<a/>'.repeat(11)}</message>`, 'children'],
    [`<message id='x'><${'a'.repeat(21)}/></message>`, 'nameLength'],
    [`<message id='x'><b ${'a'.repeat(21)}=''/></message>`, 'nameLength'],
  ];
  for (const [text, limit] of cases) {
    for (const size of [1, 7, 100_000]) {
      const { read, feed } = reader(limits);
      feed(HEADER);
      const bytes = Buffer.from(`<presence id='1'/>${text}<presence id='2'/>`);
      for (let at = 0; at < bytes.length; at += size) feed(bytes.subarray(at, at + size));
      assert.equal(read.problem, undefined, limit);
      assert.deepEqual(read.refused, [['x', limit]], `${limit} in pieces of ${size}`);
      assert.deepEqual(
        read.stanzas.map((stanza) => stanza.attrs.id),
        ['1', '2'],
      );
    }
  }
});

test('what just keeps the limits is read', () => {
  const limits: ParseLimits = { bytes: 2000, skipBytes: 20_000, depth: 5, attributes: 4, children: 10, nameLength: 20 };
  const filler = (text: string) =>
    `<message>${'x'.repeat(2000 - '<message></message>'.length - text.length)}${text}</message>`;
  for (const text of [
    `<message>${'<a>'.repeat(4)}${'</a>'.repeat(4)}</message>`,
    "<message a='' b='' c='' d=''/>",
    `<message>${'<a/>'.repeat(10)}</message>`,
    filler(''),
  ]) {
    for (const size of [1, 100_000]) {
      const { read, feed } = reader(limits);
      feed(HEADER);
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) feed(bytes.subarray(at, at + size));
      assert.deepEqual([read.problem, read.refused, read.stanzas.length], [undefined, [], 1]);
    }
  }
});

test('the octets of one stanza do not count for the next', () => {
  const limits: ParseLimits = { ...DEFAULT_LIMITS, bytes: 300 };
  const stanza = `<message><body>${'ü'.repeat(100)}</body></message>`;
  const bytes = Buffer.from(stanza.repeat(50));
  for (const size of [1, 64, 4096, 100_000]) {
    const { read, feed } = reader(limits);
    feed(HEADER);
    for (let at = 0; at < bytes.length; at += size) feed(bytes.subarray(at, at + size));
    assert.equal(read.stanzas.length, 50);
    assert.equal(read.refused.length, 0);
  }
});

test('a stanza without end ends the stream, and so does a header without end', () => {
  const limits: ParseLimits = { ...DEFAULT_LIMITS, bytes: 1000, skipBytes: 5000 };
  const { read, feed } = reader(limits);
  feed(HEADER);
  feed('<message><body>');
  for (let chunk = 0; chunk < 10 && read.problem === undefined; chunk++) feed('x'.repeat(1000));
  assert.equal(read.problem?.condition, 'policy-violation');
  const header = reader(limits);
  header.feed(`<stream:stream a='${'x'.repeat(1001)}`);
  assert.equal(header.read.problem?.condition, 'policy-violation');
});

test('keepalives between stanzas never add up', () => {
  const { read, feed } = reader({ ...DEFAULT_LIMITS, bytes: 100, skipBytes: 1000 });
  feed(HEADER);
  for (let count = 0; count < 5000; count++) feed(' ');
  feed("<presence id='1'/>");
  assert.equal(read.problem, undefined);
  assert.equal(read.stanzas.length, 1);
});

test('attributes with names that objects have are only attributes', () => {
  const read = readAll("<message hasOwnProperty='1' __proto__='2' constructor='3' toString='4'><body/></message>");
  const stanza = read.stanzas[0];
  assert.ok(stanza);
  assert.deepEqual(Object.keys(stanza.attrs).sort(), ['__proto__', 'constructor', 'hasOwnProperty', 'toString']);
  assert.equal(Object.getPrototypeOf(stanza.attrs), Object.prototype);
  assert.equal(stanza.getChildText('body'), '');
});

test('one text is read as one stanza, or not at all', () => {
  assert.equal(parseStanza('<message/>')?.name, 'message');
  for (const text of [
    '',
    'x',
    '<message>',
    '<message/><message/>',
    '<message/></stream>',
    '<a><!-- --></a>',
    '</stream><a/>',
  ]) {
    assert.equal(parseStanza(text), undefined, text);
  }
});

test('an empty CDATA section is no child', () => {
  const message = parseStanza('<message><body><![CDATA[]]></body></message>');
  assert.deepEqual(message?.getChild('body')?.children, []);
});

test('a large text in many small pieces costs time in proportion', () => {
  const { read, feed } = reader({ ...DEFAULT_LIMITS, bytes: 8_000_000, skipBytes: 9_000_000 });
  feed(HEADER);
  feed('<message><body>');
  const piece = Buffer.from('x'.repeat(1024));
  for (let count = 0; count < 4096; count++) feed(piece);
  feed('</body></message>');
  assert.equal(read.stanzas[0]?.getChildText('body')?.length, 4096 * 1024);
});
