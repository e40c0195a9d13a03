import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isErrorNumeric, isNumeric, NUMERIC, numericName } from '../../../../gateways/irc/wire/numerics.js';

describe('numerics', () => {
  it('are three digits, none twice', () => {
    const codes = Object.values(NUMERIC);
    assert.equal(new Set(codes).size, codes.length);
    for (const code of codes) assert.ok(isNumeric(code), code);
  });

  it('have their names', () => {
    assert.equal(numericName('433'), 'ERR_NICKNAMEINUSE');
    assert.equal(numericName('005'), 'RPL_ISUPPORT');
    assert.equal(numericName('999'), undefined);
    assert.equal(numericName('PRIVMSG'), undefined);
  });

  it('say whether something failed', () => {
    for (const code of ['400', '433', '499', '502', '691', '734', '904'])
      assert.equal(isErrorNumeric(code), true, code);
    for (const code of ['001', '353', '670', '730', '900', '903', 'PRIVMSG', '4x']) {
      assert.equal(isErrorNumeric(code), false, code);
    }
  });
});
