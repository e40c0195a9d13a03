import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { may, subjectOf } from '../../../../gateways/alerts/post/rights.js';
import { answererOf, type Known, senderOf } from '../../../../gateways/alerts/post/sender.js';
import { readHats } from '../../../../src/xmpp/hats.js';
import { accountHat, accountHeader, accountOfHats, accountOfHeaders } from '../../../../src/xmpp/irc-accounts.js';
import { parseStanza } from '../../../../src/xmpp/parse.js';
import { bookOf, GATEWAYS } from '../book/helpers.js';

const BOOK = bookOf(`
people:
  alice: { title: Alice A., xmpp: alice@example.org, irc: 'irc://libera/al?account=alice' }
routes:
  - { name: closed, to: alice }
  - { name: open, to: alice, allow: { acknowledge: ['people', 'xmpp:ops@rooms.example.org?join', 'irc://libera/#ops'] } }
`);
const CHANNEL = `#ops%libera@${GATEWAYS.irc}/al`;
const ROOM = 'ops@rooms.example.org/al';

const who = (from: string, room: boolean, known: Known = {}) => senderOf(from, room, GATEWAYS, BOOK, known);
const mayTake = (name: string, sender: ReturnType<typeof who>): boolean => {
  const route = BOOK.route(name);
  assert.ok(route !== undefined && sender !== undefined);
  return may('acknowledge', route, subjectOf(sender), BOOK, () => []);
};

describe('who has said something', () => {
  it('in a channel is known by the account, never by the nick', () => {
    assert.equal(who(CHANNEL, true)?.person, undefined);
    assert.equal(who(CHANNEL, true, { account: 'mallory' })?.person, undefined);
    const known = who(CHANNEL, true, { account: 'Alice' });
    assert.equal(known?.person?.name, 'alice');
    assert.ok(known !== undefined);
    assert.equal(answererOf(known).title, 'Alice A.');
    assert.equal(mayTake('closed', known), true);
    assert.equal(mayTake('closed', who(CHANNEL, true)), false);
  });

  it('in private on IRC is known by the account as well', () => {
    const from = `al%libera@${GATEWAYS.irc}`;
    assert.equal(who(from, false)?.person, undefined);
    assert.equal(who(from, false, { account: 'alice' })?.person?.name, 'alice');
  });

  it('in a room is known by the JID that it tells, and by no account that a client writes', () => {
    assert.equal(who(ROOM, true, { account: 'alice' })?.person, undefined);
    const known = who(ROOM, true, { jid: 'alice@example.org/phone' });
    assert.equal(known?.person?.name, 'alice');
    assert.equal(known?.realJid, 'alice@example.org');
    assert.equal(
      who('mallory@example.org/x', false, { jid: 'alice@example.org', account: 'alice' })?.person,
      undefined,
    );
  });

  it('may do what whoever speaks in that room may', () => {
    for (const from of [ROOM, CHANNEL]) {
      assert.equal(mayTake('open', who(from, true)), true);
      assert.equal(mayTake('closed', who(from, true)), false);
    }
    assert.equal(mayTake('open', who('other@rooms.example.org/al', true)), false);
    assert.equal(mayTake('open', who('mallory@example.org/x', false)), false);
  });
});

describe('accounts of IRC', () => {
  it('are told by a hat of their own, and by a header', () => {
    const hats = [accountHat('al:ice%'), 'urn:other'];
    const xml = hats.map((uri) => `<hat uri='${uri}' title='x'/>`).join('');
    const stanza = parseStanza(`<presence><hats xmlns='urn:xmpp:hats:0'>${xml}</hats></presence>`);
    assert.ok(stanza !== undefined);
    assert.deepEqual(readHats(stanza), hats);
    assert.equal(accountOfHats(hats), 'al:ice%');
    assert.equal(accountOfHats(['urn:isthmus:irc:account:%E0%A4%A']), undefined);
    assert.equal(accountOfHats([]), undefined);
    assert.equal(accountOfHeaders([accountHeader('alice')]), 'alice');
  });
});
