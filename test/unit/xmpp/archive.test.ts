import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { archiveFin, archiveForm, archiveMetadata, archiveResult } from '../../../src/xmpp/archive-answers.js';
import { readArchiveQuery } from '../../../src/xmpp/archive-query.js';
import { groupchatMessage } from '../../../src/xmpp/muc/groupchat.js';
import { parseStanza } from '../../../src/xmpp/parse.js';
import { pageResult, readPageRequest } from '../../../src/xmpp/rsm.js';
import { serialise } from '../../../src/xmpp/serialise.js';

function query(inside: string, attributes = '') {
  const iq = parseStanza(`<iq><query xmlns='urn:xmpp:mam:2'${attributes}>${inside}</query></iq>`);
  const [payload] = iq?.elements() ?? [];
  assert.ok(payload);
  return payload;
}
const set = (inside: string) => `<set xmlns='http://jabber.org/protocol/rsm'>${inside}</set>`;

describe('a page', () => {
  const page = (inside: string) => readPageRequest(query(set(inside)));

  test('is wanted from the first item, the last, one that is known, or a place', () => {
    assert.deepEqual(readPageRequest(query('')), { ok: true, page: { place: { at: 'first' } } });
    assert.deepEqual(page(''), { ok: true, page: { place: { at: 'first' } } });
    assert.deepEqual(page('<max>10</max>'), { ok: true, page: { max: 10, place: { at: 'first' } } });
    assert.deepEqual(page('<max> 0 </max>'), { ok: true, page: { max: 0, place: { at: 'first' } } });
    assert.deepEqual(page('<before/>'), { ok: true, page: { place: { at: 'last' } } });
    assert.deepEqual(page('<before>x</before>'), { ok: true, page: { place: { at: 'before', id: 'x' } } });
    assert.deepEqual(page('<after>x</after>'), { ok: true, page: { place: { at: 'after', id: 'x' } } });
    assert.deepEqual(page('<after/>'), { ok: true, page: { place: { at: 'first' } } });
    assert.deepEqual(page('<index>371</index>'), { ok: true, page: { place: { at: 'index', index: 371 } } });
  });

  test('is none where numbers are none or places contradict each other', () => {
    for (const inside of [
      '<max>-1</max>',
      '<max>ten</max>',
      '<max/>',
      '<max>1e3</max>',
      `<max>${'9'.repeat(400)}</max>`,
      '<index>x</index>',
      '<before/><after>x</after>',
      '<index>1</index><after>x</after>',
    ]) {
      assert.deepEqual(page(inside), { ok: false }, inside);
    }
  });

  test('is answered with its ends and what there is in all', () => {
    assert.equal(
      serialise(pageResult({ first: { id: 'a', index: 0 }, last: 'b', count: 800 })),
      '<set xmlns="http://jabber.org/protocol/rsm"><first index="0">a</first><last>b</last><count>800</count></set>',
    );
    assert.equal(
      serialise(pageResult({ first: { id: 'a' }, last: 'a' })),
      '<set xmlns="http://jabber.org/protocol/rsm"><first>a</first><last>a</last></set>',
    );
    assert.equal(
      serialise(pageResult({ count: 0 })),
      '<set xmlns="http://jabber.org/protocol/rsm"><count>0</count></set>',
    );
  });
});

describe('a query of an archive', () => {
  const field = (name: string, ...values: string[]) =>
    `<field var='${name}'>${values.map((value) => `<value>${value}</value>`).join('')}</field>`;
  const TYPE = field('FORM_TYPE', 'urn:xmpp:mam:2');
  const form = (fields: string, type = 'submit') => `<x xmlns='jabber:x:data' type='${type}'>${fields}</x>`;
  const read = (fields: string) => readArchiveQuery(query(form(TYPE + fields)));

  test('without conditions wants everything', () => {
    const all = { page: { place: { at: 'first' } }, flipped: false };
    assert.deepEqual(readArchiveQuery(query('')), { ok: true, query: all });
    assert.deepEqual(readArchiveQuery(query('', " queryid='' node=''")), { ok: true, query: all });
    assert.deepEqual(read(field('start') + field('with', '')), { ok: true, query: all });
  });

  test('is read with all conditions, page and order', () => {
    const reading = readArchiveQuery(
      query(
        form(
          TYPE +
            field('start', '1970-01-01T00:00:01Z') +
            field('end', '1970-01-01T00:00:02.5Z') +
            field('with', '#C%net@GW/Ann') +
            field('after-id', 'a1') +
            field('before-id', 'b1') +
            field('ids', 'x', 'y', 'x'),
        ) +
          set('<max>5</max><before/>') +
          '<flip-page/>',
        " queryid='q1' node='n1'",
      ),
    );
    assert.ok(reading.ok);
    const { with: author, ...rest } = reading.query;
    assert.equal(author?.full, '#c%net@gw/Ann');
    assert.deepEqual(rest, {
      queryId: 'q1',
      node: 'n1',
      start: 1000,
      end: 2500,
      afterId: 'a1',
      beforeId: 'b1',
      ids: ['x', 'y'],
      page: { max: 5, place: { at: 'last' } },
      flipped: true,
    });
  });

  test('is refused with the condition that says why', () => {
    const refused = (condition: string, reading: unknown) => assert.deepEqual(reading, { ok: false, condition });
    refused('feature-not-implemented', read(field('include-groupchat', 'true')));
    refused('feature-not-implemented', read(field('constructor', 'x')));
    refused('feature-not-implemented', read('<field><value>x</value></field>'));
    refused('bad-request', read(field('start', 'yesterday')));
    refused('bad-request', read(field('end', '1970-01-01T00:00:01')));
    refused('bad-request', read(field('after-id', 'a', 'b')));
    refused('bad-request', read(field('after-id', 'a') + field('after-id', 'a')));
    refused('jid-malformed', read(field('with', '@gw')));
    refused('policy-violation', read(field('ids', ...Array.from({ length: 257 }, (_, at) => `i${at}`))));
    refused('bad-request', readArchiveQuery(query(form(field('start', '1970-01-01T00:00:01Z')))));
    refused('bad-request', readArchiveQuery(query(form(field('FORM_TYPE', 'urn:xmpp:mam:1')))));
    refused('bad-request', readArchiveQuery(query(form(TYPE, 'cancel'))));
    refused('bad-request', readArchiveQuery(query(set('<max>x</max>'))));
  });
});

describe('the answer of an archive', () => {
  const room = '#c%net@gw';

  test('is each message in its own, without its receiver, from the occupant that said it', () => {
    const stanza = groupchatMessage({ from: `${room}/ann`, to: 'eve@s/r', id: 'm1' }, 'hi', { room, stanzaId: 's1' });
    assert.equal(
      serialise(archiveResult({ from: room, to: 'u@s/r', id: 'r1' }, { id: 's1', at: 1000, stanza }, 'q1')),
      '<message from="#c%net@gw" to="u@s/r" id="r1"><result xmlns="urn:xmpp:mam:2" queryid="q1" id="s1"><forwarded xmlns="urn:xmpp:forward:0">' +
        '<delay xmlns="urn:xmpp:delay" stamp="1970-01-01T00:00:01Z"/>' +
        '<message type="groupchat" from="#c%net@gw/ann" id="m1" xmlns="jabber:client"><body>hi</body>' +
        '<stanza-id xmlns="urn:xmpp:sid:0" id="s1" by="#c%net@gw"/></message></forwarded></result></message>',
    );
    assert.equal(stanza.attrs.to, 'eve@s/r');
    assert.equal(stanza.attrs.xmlns, undefined);
  });

  test('also where the message was read from text', () => {
    const stanza = parseStanza('<message from="r@gw/n" type="groupchat"><body>x</body></message>');
    assert.ok(stanza);
    assert.equal(
      serialise(archiveResult({ from: 'r@gw' }, { id: 's', at: 0, stanza })),
      '<message from="r@gw"><result xmlns="urn:xmpp:mam:2" id="s"><forwarded xmlns="urn:xmpp:forward:0">' +
        '<delay xmlns="urn:xmpp:delay" stamp="1970-01-01T00:00:00Z"/>' +
        '<message from="r@gw/n" type="groupchat" xmlns="jabber:client"><body>x</body></message></forwarded></result></message>',
    );
  });

  test('ends with what the page holds, and says where it is all', () => {
    assert.equal(
      serialise(archiveFin({ complete: true, first: { id: 'a', index: 0 }, last: 'b', count: 2 })),
      '<fin xmlns="urn:xmpp:mam:2" complete="true"><set xmlns="http://jabber.org/protocol/rsm"><first index="0">a</first><last>b</last><count>2</count></set></fin>',
    );
    assert.equal(
      serialise(archiveFin({ complete: false, stable: false })),
      '<fin xmlns="urn:xmpp:mam:2" stable="false"><set xmlns="http://jabber.org/protocol/rsm"/></fin>',
    );
  });

  test('names its ends and its fields', () => {
    assert.equal(
      serialise(archiveMetadata({ first: { id: 'a', at: 0 }, last: { id: 'b', at: 1500 } })),
      '<metadata xmlns="urn:xmpp:mam:2"><start id="a" timestamp="1970-01-01T00:00:00Z"/><end id="b" timestamp="1970-01-01T00:00:01.500Z"/></metadata>',
    );
    assert.equal(serialise(archiveMetadata()), '<metadata xmlns="urn:xmpp:mam:2"/>');
    assert.equal(
      serialise(archiveForm()),
      '<query xmlns="urn:xmpp:mam:2"><x xmlns="jabber:x:data" type="form">' +
        '<field type="hidden" var="FORM_TYPE"><value>urn:xmpp:mam:2</value></field>' +
        '<field type="jid-single" var="with"/><field type="text-single" var="start"/><field type="text-single" var="end"/>' +
        '<field type="text-single" var="before-id"/><field type="text-single" var="after-id"/><field type="list-multi" var="ids">' +
        '<validate xmlns="http://jabber.org/protocol/xdata-validate" datatype="xs:string"><open/></validate></field></x></query>',
    );
  });
});
