import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PresenceState } from '../../../gateways/gateway.js';
import { awayText, type Whereabouts } from '../../../gateways/irc/away.js';

const say = ({ key }: { readonly key: string }) => key;
const at = (choice: Whereabouts['choice'], state: PresenceState, inRoom = false) =>
  awayText({ choice, state, inRoom }, say);

describe('what IRC sees of how a user shows itself', () => {
  it('is nothing where the user wants so', () => {
    assert.equal(at('off', { available: false }), undefined);
    assert.equal(at('off', { available: true, show: 'away', status: 'At supper' }), undefined);
  });

  it('is away while no client is known, and here while one is in a room', () => {
    assert.equal(at('absent', { available: false }), 'irc.away.absent');
    assert.equal(at('absent', { available: false }, true), undefined);
    assert.equal(at('absent', { available: true, show: 'xa' }), undefined);
  });

  it('is the show and its words where the user wants so, on one line', () => {
    assert.equal(at('status', { available: true, show: 'away', status: ' At\n supper ' }), 'At supper');
    assert.equal(at('status', { available: true, show: 'dnd' }), 'irc.away.dnd');
    assert.equal(at('status', { available: true, show: 'xa', status: '  ' }), 'irc.away.xa');
    assert.equal(at('status', { available: true, show: 'chat', status: 'Come' }), undefined);
    assert.equal(at('status', { available: true, status: 'Here' }), undefined);
  });
});
