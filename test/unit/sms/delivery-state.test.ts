import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAILURES } from '../../../gateways/sms/delivery-meaning.js';
import { BY_NUMBER, BY_WORD, deliveryState, STATE_WORDS, wordMeaning } from '../../../gateways/sms/delivery-state.js';
import { NETWORKS } from '../../../gateways/sms/network-errors.js';
import { receiptConfig, receiptRules } from '../../../gateways/sms/receipt-config.js';
import { smsTexts } from '../../../gateways/sms/texts.js';

const NONE = rules({});

function rules(receipts: object) {
  return receiptRules({ receipts: receiptConfig.parse(receipts), receiptText: true });
}

/** State, and what the user is told in short. */
function told(sources: Parameters<typeof deliveryState>[0], by = NONE): string {
  const { state, problem } = deliveryState(sources, by);
  return problem === undefined ? state : `${problem.type}/${problem.condition} ${problem.text.key.split('.').at(-1)}`;
}

const FAILED = 'cancel/recipient-unavailable failed';
const UNKNOWN_NUMBER = 'cancel/item-not-found unknown-number';
const BARRED = 'cancel/not-allowed barred';
const ABSENT = 'wait/recipient-unavailable absent';

test('each message_state of SMPP 3.4 5.2.28 and 5.0 4.7.15 has its meaning, and no other number has one', () => {
  const expected = [
    'pending',
    'pending',
    'delivered',
    'wait/recipient-unavailable expired',
    'cancel/recipient-unavailable deleted',
    FAILED,
    'pending',
    'pending',
    'cancel/not-acceptable rejected',
    'cancel/service-unavailable skipped',
  ];
  assert.deepEqual(
    expected.map((_, number) => told({ number })),
    expected,
  );
  assert.deepEqual([...BY_NUMBER.keys()], [...expected.keys()]);
  for (const number of [10, 255]) assert.equal(told({ number }), 'pending');
});

test('each word after stat: has its meaning, by its first five letters in any case', () => {
  const rows: Readonly<Record<string, string>> = {
    DELIVRD: 'delivered',
    DELIVERED: 'delivered',
    DELIVERD: 'delivered',
    delivrd: 'delivered',
    EXPIRED: 'wait/recipient-unavailable expired',
    DELETED: 'cancel/recipient-unavailable deleted',
    UNDELIV: FAILED,
    UNDELIVERED: FAILED,
    UNDELIVERABLE: FAILED,
    ACCEPTD: 'pending',
    ACCEPTED: 'pending',
    ACKED: 'pending',
    ENROUTE: 'pending',
    BUFFRED: 'pending',
    BUFFERD: 'pending',
    BUFFERED: 'pending',
    SCHEDULED: 'pending',
    UNKNOWN: 'pending',
    REJECTD: 'cancel/not-acceptable rejected',
    REJECTED: 'cancel/not-acceptable rejected',
    SKIPPED: 'cancel/service-unavailable skipped',
    FAILED,
    SENT: 'pending',
  };
  for (const [word, meaning] of Object.entries(rows)) assert.equal(told({ word }), meaning, word);
  const walked = new Set(Object.keys(rows).map((word) => word.toUpperCase().slice(0, 5)));
  for (const word of BY_WORD.keys()) assert.ok(walked.has(word), word);
  for (const word of STATE_WORDS) assert.ok(BY_WORD.has(word.slice(0, 5)), word);
});

test('a word that says more than a state, or the contrary of its first letters, is no state', () => {
  for (const word of [
    'DELIVERY_FAILED',
    'DELIVERYFAIL',
    'DELIVFAIL',
    'DELIVERR',
    'DELIVRD_NO',
    'ACCEPT_FAIL',
    'UNKNOWNSUB',
    'UNDELIVRD2',
    'DELIV-ERR',
  ]) {
    assert.equal(told({ word }), 'pending', word);
    assert.equal(wordMeaning(word, NONE), undefined, word);
  }
  assert.equal(told({ word: 'delivery_failed' }, rules({ states: { DELIVERY_FAILED: 'UNDELIV' } })), FAILED);
});

test('a number goes before a word, and a word stands in for a number that nobody knows', () => {
  assert.equal(told({ number: 2, word: 'UNDELIV' }), 'delivered');
  assert.equal(told({ number: 77, word: 'UNDELIV' }), FAILED);
  assert.equal(told({}), 'pending');
});

/** By type of network and code, from 3GPP TS 29.002 17.6.6 and the SMS_CauseCode of TIA-41. */
const NETWORK_ROWS: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  3: {
    1: UNKNOWN_NUMBER,
    5: BARRED,
    6: ABSENT,
    8: ABSENT,
    9: BARRED,
    10: BARRED,
    11: BARRED,
    12: BARRED,
    13: BARRED,
    21: BARRED,
    27: ABSENT,
    31: ABSENT,
    32: ABSENT,
    33: ABSENT,
    34: ABSENT,
  },
  5: {
    0: UNKNOWN_NUMBER,
    32: ABSENT,
    33: ABSENT,
    34: ABSENT,
    35: ABSENT,
    36: ABSENT,
    37: ABSENT,
    38: UNKNOWN_NUMBER,
    98: BARRED,
    100: BARRED,
  },
};

test('each error of a phone network makes an undeliverable message precise, and no other code does', () => {
  for (let network = 0; network <= 8; network++) {
    for (let code = 0; code <= 300; code++) {
      const expected = NETWORK_ROWS[network]?.[code] ?? FAILED;
      assert.equal(told({ number: 5, networkError: { network, code } }), expected, `${network}/${code}`);
    }
  }
  assert.deepEqual([...NETWORKS.keys()], [3, 5]);
});

test('an error changes nothing where the state is precise, or is no failure', () => {
  const networkError = { network: 3, code: 1 };
  assert.equal(told({ number: 8, networkError }), 'cancel/not-acceptable rejected');
  assert.equal(told({ number: 3, networkError }), 'wait/recipient-unavailable expired');
  assert.equal(told({ number: 2, networkError }), 'delivered');
  assert.equal(told({ number: 1, networkError }), 'pending');
});

test('codes that the admin explains go before the tables, for any failure, by parameter or text', () => {
  const own = rules({ networkErrors: { '3/27': 'unknown-number', '45': 'barred', '00a': 'absent', '0': 'rejected' } });
  assert.equal(told({ number: 5, networkError: { network: 3, code: 27 } }, own), UNKNOWN_NUMBER);
  assert.equal(told({ number: 5, networkError: { network: 4, code: 27 } }, own), FAILED);
  assert.equal(told({ number: 5, networkError: { network: 8, code: 45 } }, own), BARRED);
  assert.equal(told({ word: 'UNDELIV', error: '045' }, own), BARRED);
  assert.equal(told({ word: 'REJECTD', error: 'A' }, own), ABSENT);
  assert.equal(told({ word: 'EXPIRED', error: '000' }, own), 'cancel/not-acceptable rejected');
  assert.equal(told({ word: 'DELIVRD', error: '45' }, own), 'delivered');
  // The text's code is the carrier's own, so no table reads it.
  assert.equal(told({ word: 'UNDELIV', error: '1' }), FAILED);
});

test('what the admin may write is checked when Isthmus starts', () => {
  const wrong = [
    { networkErrors: { 27: 'gone' } },
    { networkErrors: { 'a b': 'absent' } },
    { networkErrors: { 'GSM/27': 'absent' } },
    { states: { SENT: 'GONE' } },
    { states: { 'two words': 'DELIVRD' } },
    { form: 'xml' },
    { idForm: 'hex' },
    { unknown: true },
  ];
  for (const section of wrong) assert.equal(receiptConfig.safeParse(section).success, false, JSON.stringify(section));
});

test('every failure has a sentence', () => {
  for (const { text } of Object.values(FAILURES)) assert.ok(smsTexts.en?.[text], text);
});
