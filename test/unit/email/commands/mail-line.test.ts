import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mailTable } from '../../../../gateways/email/commands/finding.js';
import type { FoundRow } from '../../../../gateways/email/commands/orders.js';
import { emailTexts } from '../../../../gateways/email/texts.js';
import type { GatewayCall } from '../../../../gateways/gateway.js';
import { resultText } from '../../../../src/core/chat/result-text.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { MAILBOX } from '../orders/support.js';

const words = new Catalogue(emailTexts);
const NOW = Date.UTC(2026, 10, 26, 23, 40);
const LUNCH: FoundRow = {
  row: 1,
  from: 'Alice',
  to: 'Romeo',
  subject: 'Lunch',
  at: Date.UTC(2026, 10, 26, 10, 29, 16),
  unseen: false,
};

/** What a chat says of mails that were found, and how many cells a form has of each. */
function shown(rows: readonly FoundRow[], fields: Readonly<Record<string, string>> = {}, whom?: 'to') {
  const call = {
    account: { ...MAILBOX, fields: { ...MAILBOX.fields, ...fields } },
    desk: { clock: { now: () => NOW } },
    say: (ref: Parameters<GatewayCall['say']>[0]) => words.text(ref),
  } as unknown as GatewayCall;
  const done = mailTable(call, rows, whom === undefined ? {} : { whom });
  assert.ok(!('problem' in done) && done.table !== undefined);
  for (const row of done.table.rows) assert.equal(Object.keys(row).length, 6, 'a form has all of it');
  return resultText({ table: done.table }, call.say).split('\n');
}

it('a mail that was found is one short line of a chat', () => {
  const lastYear = { ...LUNCH, row: 2, at: Date.UTC(2025, 0, 2), unseen: true };
  assert.deepEqual(shown([LUNCH, lastYear]), ['1. 26 Nov 10:29, Alice: Lunch', '2. 2 Jan 2025, Alice: Lunch (new)']);
  assert.deepEqual(shown([LUNCH], {}, 'to'), ['1. 26 Nov 10:29, to Romeo: Lunch']);
  assert.deepEqual(shown([{ row: 3, unseen: false, from: 'Bob' }]), ['3. Bob: no subject']);
});

it('its time is that of the zone of the user, where that is known', () => {
  const late = { ...LUNCH, at: NOW };
  assert.deepEqual(shown([late], { 'x-zone': 'Asia/Tokyo' }), ['1. 27 Nov 08:40, Alice: Lunch']);
  assert.deepEqual(shown([late], { 'x-zone': 'Nowhere/At_All' }), ['1. 26 Nov 23:40, Alice: Lunch']);
});

it('no stranger makes two lines of one', () => {
  const forged = { ...LUNCH, from: 'A\r\n2. 26 Nov', subject: 'x\u2028y\n3. Bank' };
  assert.deepEqual(shown([forged]), ['1. 26 Nov 10:29, A 2. 26 Nov: x y 3. Bank']);
});
