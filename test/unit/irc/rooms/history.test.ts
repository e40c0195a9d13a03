import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseHistory } from '../../../../gateways/irc/rooms/history.js';
import { OccupantIds } from '../../../../gateways/irc/rooms/occupant-id.js';

const NOW = 1_000_000;
/** Five entries of 100 characters, one a second, the last one just now. */
const entries = [0, 1, 2, 3, 4].map((n) => ({ n, at: NOW - (4 - n) * 1_000, chars: 100 }));
const chosen = (limits: Parameters<typeof chooseHistory>[1], most = 20) =>
  chooseHistory(entries, limits, most, NOW).map(({ n }) => n);

describe('history for those who enter', () => {
  it('is the newest, oldest first', () => {
    assert.deepEqual(chosen({}), [0, 1, 2, 3, 4]);
    assert.deepEqual(chosen({}, 2), [3, 4]);
    assert.deepEqual(chosen({ maxStanzas: 3 }), [2, 3, 4]);
    assert.deepEqual(chosen({ maxStanzas: 30 }, 2), [3, 4]);
    assert.deepEqual(chosen({ maxStanzas: 0 }), []);
  });

  it('keeps within characters', () => {
    assert.deepEqual(chosen({ maxChars: 0 }), []);
    assert.deepEqual(chosen({ maxChars: 299 }), [3, 4]);
    assert.deepEqual(chosen({ maxChars: 300 }), [2, 3, 4]);
  });

  it('keeps within times, and all limits together', () => {
    assert.deepEqual(chosen({ seconds: 2 }), [2, 3, 4]);
    assert.deepEqual(chosen({ seconds: 0 }), [4]);
    assert.deepEqual(chosen({ since: NOW - 1_500 }), [3, 4]);
    assert.deepEqual(chosen({ since: NOW + 1 }), []);
    assert.deepEqual(chosen({ seconds: 3, since: NOW - 2_000, maxChars: 250, maxStanzas: 4 }), [3, 4]);
  });

  it('passes over what is too old amid what is not', () => {
    const mixed = [
      { at: NOW, chars: 1 },
      { at: 0, chars: 1 },
      { at: NOW, chars: 1 },
    ];
    assert.equal(chooseHistory(mixed, { seconds: 10 }, 20, NOW).length, 2);
  });
});

describe('ids of occupants', () => {
  // HMAC-SHA-256 by `openssl dgst -sha256 -hmac`, in base64url.
  const key = Buffer.from('0123456789abcdef0123456789abcdef');

  it('are the same for one person in one room, and tell nothing', () => {
    const ids = new OccupantIds(key);
    const id = ids.idOf('#c%net@gw.example', 'account:alice');
    assert.equal(id, 'xOqrhHpCa_i0yw_nSAKvKY2Bj2P4t8iLksPTiAJpXS4');
    assert.equal(ids.idOf('#c%net@gw.example', 'account:alice'), id);
    assert.equal(new OccupantIds(key).idOf('#c%net@gw.example', 'account:alice'), id);
    assert.notEqual(ids.idOf('#d%net@gw.example', 'account:alice'), id);
    assert.notEqual(ids.idOf('#c%net@gw.example', 'account:bob'), id);
    assert.notEqual(new OccupantIds(Buffer.alloc(32)).idOf('#c%net@gw.example', 'account:alice'), id);
  });
});
