import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatReply, reply } from '../../../../gateways/email/lmtp/replies.js';

describe('a reply over the wire', () => {
  it('has the code and the status in each line', () => {
    assert.equal(formatReply(reply(550, [5, 1, 1], 'No\nsuch user')), '550-5.1.1 No\r\n550 5.1.1 such user\r\n');
    assert.equal(formatReply({ code: 354, text: 'Go' }), '354 Go\r\n');
    assert.equal(formatReply({ code: 250, text: '' }), '250 \r\n');
  });

  it('lets nothing through that would be a line of its own, or no ASCII', () => {
    assert.equal(formatReply(reply(550, [5, 1, 1], 'a\r250 2.0.0 b\0c\u00e9')), '550 5.1.1 a?250 2.0.0 b?c?\r\n');
  });

  it('is cut where a line would be too long, or there would be too many', () => {
    const long = formatReply(reply(550, [5, 1, 1], 'x'.repeat(5000)));
    assert.ok(long.length <= 512, `${long.length}`);
    assert.equal(formatReply({ code: 250, text: '\n'.repeat(1000) }).split('\r\n').length, 11);
  });
});
