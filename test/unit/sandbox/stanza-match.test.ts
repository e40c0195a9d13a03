import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'ltx';
import { matchStanza } from '../../support/stanza-match.js';

const RECEIVED = parse(
  '<message from="+1@sms.example.org" to="romeo@example.org" type="chat" id="a7">' +
    '<body>Hello there</body><stanza-id xmlns="urn:xmpp:sid:0" id="x"/><received xmlns="urn:xmpp:receipts" id="m1"/></message>',
);

function match(expected: string, variables = {}) {
  return matchStanza(parse(expected), RECEIVED, variables);
}

describe('comparing a received stanza with a script', () => {
  it('looks only at what the script names', () => {
    assert.equal(match('<message type="chat"><body>Hello there</body></message>').fits, true);
  });

  it('takes children in any order and tells namespaces apart', () => {
    assert.equal(match('<message><received id="m1"/><body>{any}</body></message>').fits, true);
    assert.deepEqual(match('<message><received xmlns="urn:other"/></message>'), {
      fits: false,
      differences: ['message > received is missing'],
    });
  });

  it('names each difference', () => {
    assert.deepEqual(match('<message><body>Hello</body><received id="m2"/></message>'), {
      fits: false,
      differences: [
        'text of message > body: expected "Hello", received "Hello there"',
        'message > received id: expected "m2", received "m1"',
      ],
    });
    assert.deepEqual(match('<message type="error"/>'), {
      fits: false,
      differences: ['message type: expected "error", received "chat"'],
    });
    assert.deepEqual(match('<presence/>'), {
      fits: false,
      differences: ['expected <presence>, received <message>'],
    });
  });

  it('takes values for unknown names and insists on known ones', () => {
    assert.deepEqual(match('<message id="{id}"><body>Hello {who}</body></message>'), {
      fits: true,
      variables: { id: 'a7', who: 'there' },
    });
    assert.equal(match('<message id="{id}"/>', { id: 'a8' }).fits, false);
    assert.equal(match('<message from="{x}@{y}" to="{z}@{y}"/>').fits, false);
  });

  it('can insist that something is absent', () => {
    assert.equal(match('<message xml:lang="{absent}"><subject>{absent}</subject></message>').fits, true);
    assert.equal(match('<message><body>{absent}</body></message>').fits, false);
    assert.equal(match('<message id="{absent}"/>').fits, false);
  });

  it('does not take an empty element for one with a text', () => {
    assert.equal(match('<message><body/></message>').fits, false);
  });
});
