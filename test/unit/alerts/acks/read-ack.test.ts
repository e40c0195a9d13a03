import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Written } from '../../../../gateways/alerts/acks/answer.js';
import { readReactions } from '../../../../gateways/alerts/acks/reactions.js';
import { readAnswer } from '../../../../gateways/alerts/acks/read-ack.js';
import { workMs } from '../../../support/cpu-time.js';

const HOUR = 3_600_000;
const ONE = ['K7DM'];
const TWO = ['K7DM', 'X2TF'];

type Given = Partial<Omit<Written, 'text'>>;

function read(text: string, { medium = 'xmpp', open = ONE, ...more }: Given = {}) {
  return readAnswer({ medium, text, open, ...more });
}

/** `kind code by duration comment` */
function told(text: string, given: Given = {}): string {
  const answer = read(text, given);
  if (answer === undefined) return 'none';
  if (answer.kind === 'unclear') return `unclear ${answer.wanted} ${answer.open.join('+')}`;
  const { kind, code, by, duration, comment } = answer;
  return [kind, code, by, duration === undefined ? undefined : `${duration / HOUR}h`, comment]
    .filter((part) => part !== undefined)
    .join(' ');
}

describe('readAnswer', () => {
  it('takes a verb with a code, and what follows as a comment', () => {
    assert.equal(told('ack K7DM', { open: TWO }), 'ack K7DM code');
    assert.equal(told('Ack k7dm, looking into it', { open: TWO }), 'ack K7DM code looking into it');
    assert.equal(told('resolve X2TF fixed the disk', { open: TWO }), 'resolve X2TF code fixed the disk');
    assert.equal(told('unack K7DM', { open: TWO }), 'unack K7DM code');
    assert.equal(told('ack\n\nI am on it\nuntil noon', { related: 'K7DM' }), 'ack K7DM reply I am on it\nuntil noon');
  });

  it('tells a code that is not open too, so that the sender can be told', () => {
    assert.equal(told('ack W9PC', { open: TWO }), 'ack W9PC code');
    assert.equal(told('ack W9PC', { open: [] }), 'ack W9PC code');
  });

  it('takes a verb without a code where it is clear what is meant', () => {
    assert.equal(told('ack'), 'ack K7DM only');
    assert.equal(told('ack on my way'), 'ack K7DM only on my way');
    assert.equal(told('ack', { open: TWO, related: 'X2TF' }), 'ack X2TF reply');
    assert.equal(told('ack K7DM', { open: TWO, related: 'X2TF' }), 'ack K7DM code');
    assert.equal(told('ack', { open: TWO }), 'unclear ack K7DM+X2TF');
    assert.equal(told('ack', { open: [] }), 'none');
  });

  it('takes words of everyday only where nothing else is said', () => {
    for (const text of ['ok', 'OK!', ' ok. ', '1', 'okay', '👍', '👍🏽', '✅', 'ok 👍', 'vale', 'pris'])
      assert.equal(told(text), 'ack K7DM only', text);
    assert.equal(told('done', { related: 'K7DM', open: TWO }), 'resolve K7DM reply');
    assert.equal(told('ok K7DM thanks', { open: TWO }), 'ack K7DM code thanks');
    for (const text of ['ok but why?', 'done with the report', 'ok?', 'okay so I think', '1 more thing'])
      assert.equal(told(text), 'none', text);
    assert.equal(told('ok, will look later', { related: 'K7DM' }), 'comment K7DM reply ok, will look later');
  });

  it('takes other words that answer an alert as a comment', () => {
    assert.equal(told('Is that the new disk?', { related: 'K7DM' }), 'comment K7DM reply Is that the new disk?');
    assert.equal(told('Is that the new disk?'), 'none');
    assert.equal(told('', { related: 'K7DM' }), 'none');
    assert.equal(told('...', { related: 'K7DM' }), 'none');
  });

  it('reads how long to be silent', () => {
    assert.equal(told('silence 2h'), 'silence K7DM only 2h');
    assert.equal(told('silence K7DM 90 min maintenance', { open: TWO }), 'silence K7DM code 1.5h maintenance');
    assert.equal(told('mute 1h30m K7DM: new disk', { open: TWO }), 'silence K7DM code 1.5h new disk');
    assert.equal(told('silence for 2 days until Monday'), 'silence K7DM only 48h until Monday');
    assert.equal(told('stumm für 3 Stunden'), 'silence K7DM only 3h');
    assert.equal(told('sourdine pendant 2 heures'), 'silence K7DM only 2h');
    assert.equal(told('silenciar por 1 día'), 'silence K7DM only 24h');
    assert.equal(told('silence'), 'silence K7DM only');
    assert.equal(told('silence 2 much noise'), 'silence K7DM only 2 much noise');
    assert.equal(told('silence 9999w'), 'silence K7DM only 720h');
    assert.equal(told('unsilence'), 'unsilence K7DM only');
  });

  it('takes a verb, a code, a duration and words apart on every network, whatever stands between them', () => {
    for (const medium of ['xmpp', 'xmpp-room', 'irc', 'irc-channel', 'sms', 'email'] as const) {
      const said = (text: string) => told(text, { medium, open: TWO });
      for (const text of [
        'ack K7DM on my way',
        'ACK: k7dm - on my way',
        'ack:K7DM, on my way',
        'Ack [K7DM]: on my way',
      ])
        assert.equal(said(text), 'ack K7DM code on my way', `${medium} ${text}`);
      for (const text of [
        'silence K7DM 2h new disk',
        'Silence k7dm, 2h: new disk',
        'mute:K7DM for 2 hours; new disk',
        'stumm K7DM für 2 Stunden: new disk',
        'Sourdine K7DM pendant 2 heures, new disk',
        'silenciar K7DM durante 2 horas. new disk',
      ]) {
        assert.equal(said(text), 'silence K7DM code 2h new disk', `${medium} ${text}`);
      }
    }
    assert.equal(told('unsilence:K7DM'), 'unsilence K7DM code');
    assert.equal(
      told('see https://x.example/ack', { related: 'K7DM' }),
      'comment K7DM reply see https://x.example/ack',
    );
    assert.equal(told('https://x.example', { related: 'K7DM' }), 'comment K7DM reply https://x.example');
  });

  it('reads four languages, with accents and without', () => {
    const said = {
      ack: ['Übernehme', 'uebernehme', 'bestätigt', 'quittiert', 'acquitté', 'ACQUITTE', 'atendido'],
      resolve: ['Gelöst', 'behoben', 'geloest', 'résolu', 'resolu', 'resuelto', 'erledigt'],
      unack: ['freigeben', 'zurückgeben', 'libérer', 'rendre', 'liberar', 'devolver'],
      unsilence: ['laut', 'réactiver', 'reactivar'],
    };
    for (const [kind, words] of Object.entries(said)) {
      for (const word of words) assert.equal(told(`${word} K7DM`, { open: TWO }), `${kind} K7DM code`, word);
    }
  });

  describe('in an SMS', () => {
    const sms = (text: string, open = TWO) => told(text, { medium: 'sms', open });

    it('takes a code in any case, with blanks and what a program left', () => {
      for (const text of [
        'K7DM',
        'k7dm',
        ' k7 dm ',
        'K 7 D M',
        'k7-dm',
        '"K7DM"',
        '“k7dm”.',
        '> k7dm',
        'Re: K7DM',
        'RE:RE: (k7dm)',
        'ok k7dm',
        'ack k7 dm',
        'K7DM ok',
        '> CRITICAL: Disk full Reply X2TF\nk7dm',
      ]) {
        assert.equal(sms(text), 'ack K7DM code', text);
      }
      assert.equal(sms('k7dm on my way'), 'ack K7DM code on my way');
      assert.equal(sms('K7DM silence 2h'), 'silence K7DM code 2h');
    });

    it('takes a bare answer where one alert is open, and asks where several are', () => {
      assert.equal(sms('1', ONE), 'ack K7DM only');
      assert.equal(sms('Ok', ONE), 'ack K7DM only');
      assert.equal(sms('1'), 'unclear ack K7DM+X2TF');
      assert.equal(sms('1', []), 'none');
      assert.equal(sms('see you at 7', ONE), 'none');
      assert.equal(sms('hello', ONE), 'none');
    });
  });

  describe('where many read along', () => {
    const channel = (text: string, more: Given = {}) => told(text, { medium: 'irc-channel', open: ONE, ...more });

    it('takes commands, and what is addressed to it', () => {
      assert.equal(channel('!ack K7DM'), 'ack K7DM code');
      assert.equal(channel('!ack k7dm rebooting'), 'ack K7DM code rebooting');
      assert.equal(channel('!ack'), 'ack K7DM only');
      assert.equal(channel('!silence 2h'), 'silence K7DM only 2h');
      assert.equal(channel('ack', { addressed: true }), 'ack K7DM only');
      assert.equal(channel('!help'), 'none');
      assert.equal(channel('!help', { related: 'K7DM' }), 'none');
    });

    it('takes nothing else for an answer but what cannot be meant otherwise', () => {
      for (const text of ['ok', '1', 'ack', 'done', 'K7DM', 'K7DM is back', 'ok K7DM', 'silence please', 'ack W9PC'])
        assert.equal(channel(text), 'none', text);
      assert.equal(channel('ack K7DM'), 'ack K7DM code');
      assert.equal(told('ok', { medium: 'xmpp-room', related: 'K7DM', open: [] }), 'ack K7DM reply');
    });
  });

  it('never fails, and tells no code that is neither open nor written', () => {
    const pieces = fc.constantFrom(
      'ack',
      'ok',
      '!',
      'K7DM',
      'x2tf',
      '2h',
      'for',
      ' ',
      '\n',
      '>',
      '"',
      'silence',
      'Re:',
      '👍🏽',
      '?',
    );
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }).map((parts) => parts.join(' '));
    const media = fc.constantFrom('xmpp', 'xmpp-room', 'irc', 'irc-channel', 'sms', 'email');
    fc.assert(
      fc.property(
        text,
        media,
        fc.subarray(TWO),
        fc.option(fc.constantFrom(...TWO), { nil: undefined }),
        (given, medium, open, related) => {
          const answer = readAnswer({ medium, text: given, open, ...(related === undefined ? {} : { related }) });
          if (answer === undefined || answer.kind === 'unclear') return;
          const letters = given.toUpperCase().replace(/[^A-Z0-9]/g, '');
          assert.ok(open.includes(answer.code) || answer.code === related || letters.includes(answer.code));
          if (answer.by === 'only') assert.equal(open.length, 1);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is quick for long texts', () => {
    const began = workMs();
    for (const piece of ['> ', 're:', 'ok ', '1h', 'K ', '\n', '"']) read(piece.repeat(100_000), { related: 'K7DM' });
    assert.ok(workMs() - began < 500);
    const answer = read(`ack ${'x '.repeat(5000)}`);
    assert.ok(answer !== undefined && answer.kind !== 'unclear' && (answer.comment?.length ?? 0) <= 500);
  });
});

describe('readReactions', () => {
  it('says what is new in a set and what was taken back', () => {
    assert.deepEqual(readReactions(['✅'], []), ['ack']);
    assert.deepEqual(readReactions(['👍🏿', '🎉'], []), ['ack']);
    assert.deepEqual(readReactions(['✔️'], []), ['ack']);
    assert.deepEqual(readReactions(['🔇'], []), ['silence']);
    assert.deepEqual(readReactions([], ['✅']), ['unack']);
    assert.deepEqual(readReactions(['🔇'], ['👍']), ['unack', 'silence']);
    assert.deepEqual(readReactions(['👍'], ['👍', '🔇']), ['unsilence']);
  });

  it('says nothing where nothing changes, or other things are meant', () => {
    assert.deepEqual(readReactions(['👍'], ['✅']), []);
    assert.deepEqual(readReactions(['🎉'], []), []);
    assert.deepEqual(readReactions(['ok', '1'], []), []);
    assert.deepEqual(readReactions([], []), []);
  });

  it('takes an empty set as taking back where it is not known what there was', () => {
    assert.deepEqual(readReactions([]), ['unack']);
    assert.deepEqual(readReactions(['✅']), ['ack']);
    assert.deepEqual(readReactions(['🎉']), []);
  });
});
