import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeForLines, composeForXmpp, type Speech } from '../../../../gateways/alerts/bridge/words/compose.js';
import { readHeard } from '../../../../gateways/alerts/bridge/words/heard.js';
import { labelOf, shownNick } from '../../../../gateways/alerts/bridge/words/speaker-label.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';

const ROOM = 'ops@rooms.example.org';

function heard(inner: string, { type = 'groupchat', irc = false } = {}) {
  const stanza = parseStanza(`<message type='${type}' id='i1' from='${ROOM}/alice' to='x@y'>${inner}</message>`);
  assert.ok(stanza !== undefined);
  return readHeard(stanza, { by: ROOM, irc });
}

describe('a label', () => {
  it('has signs around it where the format has none', () => {
    const speaker = { nick: 'alice', network: 'irc', place: '#ops' };
    assert.equal(labelOf('{nick}', speaker, false).before, '<alice>');
    assert.equal(labelOf('{nick}:', speaker, false).before, 'alice:');
    assert.equal(labelOf('[{network}{place}] <{nick}>', speaker, false).before, '[irc#ops] <alice>');
    assert.equal(labelOf('{nick}', speaker, true).bare, 'a\u200blice');
  });

  it('is one speaker whatever that one is called', () => {
    const label = (format: string, nick: string) =>
      labelOf(format, { nick, network: 'xmpp', place: 'ops' }, false).before;
    assert.equal(label('{nick}', 'bob> I did it <alice'), '<bob I did it alice>');
    assert.equal(label('<{nick}/{network}>', 'bob> I did it <alice'), '<bob I did it alice/xmpp>');
    assert.equal(label('[{network}] {nick}:', 'bob: no. [alice]'), '[xmpp] bob no. [alice]:');
    assert.equal(label('[{nick}]', 'bob] no [alice'), '[bob no alice]');
    assert.equal(label('<{nick}>', '\u202eecila'), '<ecila>');
  });

  it('stays on its line whatever people are called', () => {
    assert.equal(shownNick('a\nb\u0000c', false), 'a b c');
    assert.equal([...shownNick('😀'.repeat(500), true)].length, 65);
  });
});

describe('what is heard', () => {
  it('is what people say, with all ids of it', () => {
    const found = heard(`<body>/me waves</body><stanza-id xmlns='urn:xmpp:sid:0' id='s1' by='${ROOM}'/>`);
    assert.ok(typeof found !== 'string' && found.said.kind === 'text');
    assert.deepEqual([found.ids, found.said.text, found.said.action], [['s1', 'i1'], 'waves', true]);
  });

  it('is not what programs say, what is old or secret, or what is not to be passed on', () => {
    const header = (name: string, value: string) =>
      `<body>x</body><headers xmlns='http://jabber.org/protocol/shim'><header name='${name}'>${value}</header></headers>`;
    assert.equal(heard('<body>x</body>', { type: 'error' }), 'automatic');
    assert.equal(heard('<body>x</body>', { type: 'headline' }), 'automatic');
    assert.equal(heard('<body>[notice] x</body>', { irc: true }), 'automatic');
    assert.equal(heard(header('Auto-Submitted', 'auto-replied')), 'automatic');
    assert.equal(heard(header('Distribute', 'false')), 'not-to-be-passed-on');
    assert.equal(heard(`<body>x</body><delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/>`), 'history');
    assert.equal(heard(`<body>?OTR:AAMC</body>`), 'encrypted');
    assert.equal(heard(`<composing xmlns='http://jabber.org/protocol/chatstates'/>`), 'empty');
    assert.notEqual(typeof heard(header('Auto-Submitted', 'no')), 'string');
  });

  it("has one line where it is not the text: the second one would be anybody else's", () => {
    const two = 'a&#10;&lt;bob> I did it';
    const file = (url: string) =>
      `<file-sharing xmlns='urn:xmpp:sfs:0'><file xmlns='urn:xmpp:file:metadata:0'><name>${two}</name></file><sources><url-data xmlns='http://jabber.org/protocol/url-data' target='${url}'/></sources></file-sharing>`;
    const named = heard(`<body>look</body>${file('https://files.example.org/a')}`);
    assert.ok(typeof named !== 'string' && named.said.kind === 'text');
    assert.deepEqual(
      named.said.files.map(({ name, url }) => [name, url]),
      [['a <bob> I did it', 'https://files.example.org/a']],
    );
    const address = heard(`<body>look</body><x xmlns='jabber:x:oob'><url>https://files.example.org/${two}</url></x>`);
    assert.ok(typeof address !== 'string' && address.said.kind === 'text');
    assert.deepEqual(address.said.files, [{ url: '' }]);
    const reaction = heard(`<reactions xmlns='urn:xmpp:reactions:0' id='m1'><reaction>${two}</reaction></reactions>`);
    assert.ok(typeof reaction !== 'string' && reaction.said.kind === 'reactions');
    assert.deepEqual(reaction.said.emojis, ['a <bob> I did it']);
  });

  it('is a moderation only from the element of a room', () => {
    const moderated = `<retract xmlns='urn:xmpp:message-retract:1' id='s1'><moderated xmlns='urn:xmpp:message-moderate:1'/></retract>`;
    const found = heard(moderated);
    assert.ok(typeof found !== 'string');
    assert.deepEqual(found.said, { kind: 'retraction', id: 's1', moderated: true });
  });
});

describe('what is said', () => {
  const speech = (more: Partial<Speech> = {}): Speech => ({
    label: { before: '<alice>', bare: 'alice' },
    text: 'one\ntwo',
    action: false,
    files: [],
    ...more,
  });

  it('names the speaker on each line of IRC', () => {
    const quote = { nick: 'bob', text: 'what\nis it' };
    assert.equal(composeForLines(speech({ quote })).body, '<alice> > bob: what is it\n<alice> one\n<alice> two');
    const files = [{ url: 'https://example.org/a.png', name: 'a.png' }];
    assert.equal(composeForLines(speech({ text: '', files })).body, '<alice> a.png https://example.org/a.png');
  });

  it('marks quotes and links for clients that show them by themselves', () => {
    const { body, parts } = composeForXmpp(speech({ text: 'yes', quote: { nick: 'bob', text: '😀?' } }), true);
    assert.equal(body, '> bob: 😀?\n<alice> yes');
    assert.deepEqual(parts[0]?.getChild('body')?.attrs, { start: '0', end: '10' });
    const sent = composeForXmpp(speech({ text: '', files: [{ url: 'https://example.org/a' }] }), false);
    assert.equal(sent.body, '<alice> https://example.org/a');
    assert.deepEqual(
      sent.parts.map(({ name }) => name),
      ['x', 'file-sharing', 'fallback'],
    );
  });

  it('is never endless', () => {
    assert.ok(composeForXmpp(speech({ text: '😀'.repeat(100_000) }), false).body.length <= 16_000);
  });
});
