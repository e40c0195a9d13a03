import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RegistrationForm } from '../../../gateways/gateway.js';
import { checkSubmission, type OnRecord } from '../../../src/core/submission.js';

const form: RegistrationForm = {
  title: { key: 't' },
  instructions: { key: 'i' },
  fields: [
    {
      name: 'nick',
      kind: 'text-single',
      label: { key: 'Nick' },
      required: true,
      maxLength: 5,
      check: (value) => (value === 'bad' ? { wrong: { key: 'nick.bad' } } : { value: value.toLowerCase() }),
    },
    { name: 'password', kind: 'text-private', label: { key: 'Password' }, required: true },
    { name: 'away', kind: 'boolean', label: { key: 'Away' }, required: false },
    {
      name: 'colour',
      kind: 'list-single',
      label: { key: 'Colour' },
      required: false,
      options: [
        { value: 'red', label: { key: 'Red' } },
        { value: 'blue', label: { key: 'Blue' } },
      ],
    },
    {
      name: 'lines',
      kind: 'text-multi',
      label: { key: 'Lines' },
      required: false,
      maxLength: 20,
      check: (value) => (value.includes('bad') ? { wrong: { key: 'lines.bad' } } : { value }),
    },
  ],
};
const right = { nick: 'Romeo', password: 'x' };
const known: OnRecord = { fields: { nick: 'romeo', colour: 'red' }, hasSecret: (field) => field === 'password' };

function check(values: Readonly<Record<string, string>>, onRecord?: OnRecord) {
  return checkSubmission(form, new Map(Object.entries(values)), onRecord, ({ key }) => key);
}

function wrongOf(values: Readonly<Record<string, string>>, onRecord?: OnRecord): unknown {
  const result = check(values, onRecord);
  assert.equal(result.ok, false);
  return result.ok ? undefined : result.problem.text;
}

describe('a submitted registration', () => {
  it('is trimmed, normalised, and its secrets are kept apart', () => {
    assert.deepEqual(check({ nick: ' ROMEO ', password: ' pass word ', away: '1', colour: 'blue', extra: 'ignored' }), {
      ok: true,
      submission: { fields: { nick: 'romeo', away: 'true', colour: 'blue' }, secrets: { password: 'pass word' } },
    });
  });

  it('names the field that misses a value, at the first registration', () => {
    assert.deepEqual(wrongOf({ password: 'x' }), { key: 'register.required', params: { field: 'Nick' } });
    assert.deepEqual(wrongOf({ nick: '  ', password: 'x' }), { key: 'register.required', params: { field: 'Nick' } });
    assert.deepEqual(wrongOf({ nick: 'romeo' }), { key: 'register.required', params: { field: 'Password' } });
  });

  it('names what is wrong with a value', () => {
    assert.deepEqual(wrongOf({ ...right, nick: 'bad' }), { key: 'nick.bad' });
    assert.deepEqual(wrongOf({ ...right, nick: 'toolong' }), {
      key: 'register.too-long',
      params: { field: 'Nick', limit: 5 },
    });
    assert.deepEqual(wrongOf({ ...right, away: 'perhaps' }), { key: 'register.boolean', params: { field: 'Away' } });
    assert.deepEqual(wrongOf({ ...right, colour: 'green' }), {
      key: 'register.option',
      params: { field: 'Colour', options: 'red, blue' },
    });
  });

  it('keeps lines as lines, whatever ends them, without blanks at their ends and without empty ones around them', () => {
    for (const [written, stored] of [
      ['one\ntwo', 'one\ntwo'],
      ['\r\n one \r\n\r\ntwo\t\r', ' one\n\ntwo'],
      ['\n \n', undefined],
    ] as const) {
      const result = check({ ...right, lines: written });
      assert.equal(result.ok && result.submission.fields.lines, stored);
    }
    assert.deepEqual(wrongOf({ ...right, lines: 'good\nbad' }), { key: 'lines.bad' });
    assert.deepEqual(wrongOf({ ...right, lines: 'x'.repeat(21) }), {
      key: 'register.too-long',
      params: { field: 'Lines', limit: 20 },
    });
  });

  it('counts characters as people do, not as JavaScript does', () => {
    assert.equal(check({ ...right, nick: '🌹🌹🌹🌹🌹' }).ok, true);
    assert.equal(check({ ...right, nick: '🌹🌹🌹🌹🌹🌹' }).ok, false);
  });

  it('takes booleans in the four ways in which clients write them', () => {
    for (const [written, stored] of [
      ['1', 'true'],
      ['true', 'true'],
      ['0', 'false'],
      ['false', 'false'],
    ] as const) {
      const result = check({ ...right, away: written });
      assert.equal(result.ok && result.submission.fields.away, stored);
    }
  });

  it('keeps what it does not name, and removes what it empties, when it is a change', () => {
    assert.deepEqual(check({}, known), {
      ok: true,
      submission: { fields: { nick: 'romeo', colour: 'red' }, secrets: {} },
    });
    assert.deepEqual(check({ colour: '' }, known), {
      ok: true,
      submission: { fields: { nick: 'romeo' }, secrets: {} },
    });
    assert.deepEqual(wrongOf({ nick: '' }, known), { key: 'register.required', params: { field: 'Nick' } });
  });

  it('takes an empty password for the one on record, never for none', () => {
    const result = check({ nick: 'romeo', password: '' }, known);
    assert.deepEqual(result.ok && result.submission.secrets, {});
    assert.equal(check({ nick: 'romeo', password: '' }, { ...known, hasSecret: () => false }).ok, false);
  });

  it('whatever it holds is refused or stored within the limits, and says no secret', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 10 });
    const submitted = fc.record({ nick: value, password: value, away: value, colour: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(submitted, (values) => {
        const result = check(values);
        if (!result.ok) {
          const secret = values.password?.trim() ?? '';
          const said = Object.values(result.problem.text.params ?? {}).map(String);
          if (secret.length > 3) assert.ok(said.every((text) => !text.includes(secret)));
          return;
        }
        const { fields, secrets } = result.submission;
        assert.ok([...(fields.nick ?? '')].length <= 5 * 3 && fields.nick !== '');
        assert.ok(fields.password === undefined && secrets.password !== undefined);
        assert.ok(fields.away === undefined || fields.away === 'true' || fields.away === 'false');
        assert.ok(fields.colour === undefined || fields.colour === 'red' || fields.colour === 'blue');
      }),
    );
  });
});
