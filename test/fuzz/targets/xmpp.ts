import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import type { Element } from '../../../src/xmpp/element.js';
import { readFallbacks, withoutFallback } from '../../../src/xmpp/fallback.js';
import { buildForm, type FormField, readForm, readSubmission } from '../../../src/xmpp/forms.js';
import { escapeLocal, parseJid, unescapeLocal } from '../../../src/xmpp/jid.js';
import { readMessage } from '../../../src/xmpp/messages.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { parseStanza, StanzaParser } from '../../../src/xmpp/parse.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { rewriteStyling, withoutStyling } from '../../../src/xmpp/styling.js';
import { type FuzzTarget, USUAL_LENGTH } from '../target.js';
import { readAll } from './stanza-readers.js';

const STREAM = Buffer.from(
  "<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='1'>",
);

/** Limits so small that short inputs come to them. */
const LIMITS = { bytes: 1024, skipBytes: 3000, depth: 6, attributes: 5, children: 8, nameLength: 24 };

const XML_WORDS = [
  '<',
  '>',
  '/>',
  '</',
  '<message>',
  '</message>',
  "<iq type='get' id='a'>",
  '</iq>',
  "<presence from='a@b/c'/>",
  '<a>',
  '</a>',
  '<body>',
  '</body>',
  " xmlns='jabber:client'",
  " xmlns:p='urn:p'",
  " xmlns=''",
  ' p:a=""',
  " xml:lang='en'",
  '<p:a>',
  '&amp;',
  '&lt;',
  '&#0;',
  '&#x10ffff;',
  '&#xD800;',
  '&nothing;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0"?>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '</stream:stream>',
  '__proto__',
  'hasOwnProperty',
];

/** What a stream gives, as text, so that two readings can be compared. */
function heard(input: Buffer, cuts: readonly number[]): string {
  const events: string[] = [];
  const parser = new StanzaParser(
    {
      header: () => events.push('header'),
      stanza(stanza) {
        const xml = serialise(stanza);
        const again = parseStanza(xml);
        assert.notEqual(again, undefined, 'a stanza that was read cannot be read again');
        if (again !== undefined) assert.equal(serialise(again), xml, 'read again, a stanza is another');
        events.push(xml);
      },
      refused: (head, limit) => events.push(`${limit} ${head.name}`),
      end: () => events.push('end'),
    },
    LIMITS,
  );
  parser.write(STREAM);
  let from = 0;
  for (const cut of [...cuts, input.length]) {
    const problem = parser.write(input.subarray(from, cut));
    if (problem !== undefined) {
      assert.equal(parser.write(Buffer.from('<a/>')), problem);
      return [...events, problem.condition].join('\n');
    }
    from = cut;
  }
  return events.join('\n');
}

const stream: FuzzTarget = {
  name: 'stanza-stream',
  tokens: XML_WORDS,
  longest: USUAL_LENGTH,
  read(input) {
    const whole = heard(input, []);
    // Where a stream is cut changes nothing, but for limits that are noticed sooner.
    const cuts = [Math.floor(input.length / 3), Math.floor(input.length / 2)];
    const inPieces = heard(input, cuts);
    // Whole, what is no UTF-8 is noticed before what stands in front of it.
    if (input.length <= LIMITS.bytes && isUtf8(input)) {
      assert.equal(inPieces, whole, 'a stream that is cut elsewhere is another');
    }
  },
};

const jid: FuzzTarget = {
  name: 'jid',
  tokens: [
    '@',
    '/',
    '\\20',
    '\\5c',
    '\\40',
    '.',
    'xn--',
    '[::1]',
    'a@b.c/d',
    '%',
    '\u00df',
    '\u0130',
    '\uff21',
    '\u3002',
    '\u2252',
    '\u0660',
    '\u05d0',
  ],
  longest: 4096,
  read(input) {
    const text = input.toString('utf8');
    const first = parseJid(text);
    if (first !== undefined) {
      const again = parseJid(first.full);
      assert.deepEqual(again, first, 'a normalised address has another normal form');
      assert.equal(parseJid(first.bare)?.full, first.bare);
      assert.ok(!/[\p{Cc}]/u.test(first.full), 'an address has a control character');
    }
    const escaped = escapeLocal(text);
    if (escaped !== undefined) {
      assert.ok(!/["&'/:<>@ ]/.test(escaped));
      assert.equal(unescapeLocal(escaped), text, 'unescaped, a local part is another');
    }
  },
};

/** A stanza of an input: the text of one, as far as it is. */
function stanzaOf(input: Buffer): Element | undefined {
  return parseStanza(input.toString('utf8'));
}

const stanza: FuzzTarget = {
  name: 'stanza',
  tokens: [...XML_WORDS, ...Object.values(NS).map((ns) => ` xmlns='${ns}'`)],
  longest: USUAL_LENGTH,
  read(input) {
    const element = stanzaOf(input);
    if (element === undefined) return;
    readAll(element);
    const content = readMessage(element, 'de');
    const fallbacks = readFallbacks(element);
    withoutFallback(content.body ?? '', fallbacks, new Set(['urn:xmpp:reply:0']));
  },
};

const OFFERED: readonly FormField[] = [
  { kind: 'fixed', values: ['read this'] },
  { kind: 'text-single', name: 'name', required: true },
  { kind: 'boolean', name: 'yes' },
  { kind: 'list-single', name: 'one', options: [{ value: 'a' }, { value: 'b' }] },
  {
    kind: 'list-multi',
    name: 'some',
    options: [{ value: 'a' }, { value: '__proto__' }],
    validation: { datatype: 'xs:string', method: 'open' },
  },
  { kind: 'text-multi', name: 'lines' },
  { kind: 'jid-multi', name: 'people' },
  { kind: 'text-private', name: '__proto__' },
  {
    kind: 'text-single',
    name: 'number',
    validation: { datatype: 'xs:integer', method: { range: { min: '1', max: '10' } } },
  },
  { kind: 'text-single', name: 'word', validation: { datatype: 'xs:string', method: { regex: '[a-z]+' } } },
];

const form: FuzzTarget = {
  name: 'form',
  tokens: [
    ...XML_WORDS,
    "<x xmlns='jabber:x:data' type='submit'>",
    '</x>',
    '</field>',
    '<value>',
    '</value>',
    '<value/>',
    ...OFFERED.map(({ name }) => `<field var='${name}'>`),
    "<field type='list-multi' var='some'>",
    '<option><value>a</value></option>',
    '<reported>',
    '</reported>',
    '<item>',
    '</item>',
    '<required/>',
  ],
  longest: USUAL_LENGTH,
  read(input) {
    const x = stanzaOf(input);
    if (x === undefined) return;
    const read = readForm(x);
    if (read !== undefined) {
      const written = buildForm(read);
      const again = readForm(written);
      // What was read can be written, and says the same then.
      assert.equal(again === undefined, false);
      if (again !== undefined) assert.equal(serialise(buildForm(again)), serialise(written));
    }
    const submission = readSubmission(OFFERED, x);
    if (!submission.ok) {
      assert.ok(submission.faults.length > 0);
      return;
    }
    assert.ok(submission.values.has('name'), 'a required field was left out');
    for (const value of submission.values.get('one') ?? []) assert.ok(value === 'a' || value === 'b');
    for (const value of submission.values.get('yes') ?? []) assert.ok(value === 'true' || value === 'false');
  },
};

const styling: FuzzTarget = {
  name: 'styling',
  tokens: ['*', '_', '~', '`', '```', '```\n', '> ', ' *', '* ', '_a_', '*_~`', ' '],
  longest: 16 * 1024,
  read(input) {
    const text = input.toString('utf8');
    withoutStyling(text);
    const same = rewriteStyling(text, {
      span: (mark, inner) => `${mark}${inner}${mark}`,
      preformatted: (line) => line,
    });
    if (!text.includes('```')) assert.equal(same, text, 'written as it was, a text is another');
  },
};

export const targets: readonly FuzzTarget[] = [stream, jid, stanza, form, styling];
