import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeLength, FormatState, hasControls, withoutCodes } from '../../../../gateways/irc/text/mirc.js';

describe('codes of formatted text', () => {
  const lengths: readonly [text: string, length: number][] = [
    ['\x02x', 1],
    ['\x0fx', 1],
    ['\x0304x', 3],
    ['\x034x', 2],
    ['\x03456', 3],
    ['\x034,', 2],
    ['\x034,5', 4],
    ['\x0304,056', 6],
    ['\x03,5', 1],
    ['\x03', 1],
    ['\x04ff00AA', 7],
    ['\x04ff00AA,0', 7],
    ['\x04ff00AA,00ff007', 14],
    ['\x04ff00A', 1],
    ['x\x02', 0],
    ['\x01', 0],
    ['', 0],
  ];
  for (const [text, length] of lengths) {
    it(`${JSON.stringify(text)} begins with ${length}`, () => assert.equal(codeLength(text, 0), length));
  }

  it('are taken out', () => {
    assert.equal(withoutCodes('\x02a\x0304,12b\x0f \x04ff0000c\x03'), 'ab c');
    assert.equal(withoutCodes('plain'), 'plain');
    assert.equal(hasControls('plain é'), false);
    assert.equal(hasControls('a\x02'), true);
  });

  const states: readonly [read: string, reopened: string][] = [
    ['plain', ''],
    ['\x02a\x1db', '\x02\x1d'],
    ['\x02a\x02', ''],
    ['\x02\x1d\x1f\x0f', ''],
    ['\x034a', '\x0304'],
    ['\x034,5a', '\x0304,05'],
    // A colour alone leaves the ground, none at all takes both back.
    ['\x034,5a\x036', '\x0306,05'],
    ['\x034,5a\x03', ''],
    ['\x04ff0000', '\x04ff0000'],
    ['\x034,5\x04ff0000', '\x0305,05\x04ff0000'],
    ['\x04ff0000,00ff00\x047', ''],
    ['\x04ff0000,00ff00\x037', '\x0400ff00,00ff00\x0307'],
    ['\x16\x1e\x11\x03', '\x16\x1e\x11'],
  ];
  for (const [read, reopened] of states) {
    it(`${JSON.stringify(read)} leaves ${JSON.stringify(reopened)} on`, () => {
      const state = new FormatState();
      state.read(read);
      assert.equal(state.reopen('x'), reopened);
    });
  }

  it('are kept apart from a comma behind them', () => {
    const state = new FormatState();
    state.read('\x034');
    assert.equal(state.reopen(','), '\x0304\x02\x02');
  });
});
