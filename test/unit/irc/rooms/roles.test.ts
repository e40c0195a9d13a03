import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { changeFor, type Ranking, standingOf, type Wanted } from '../../../../gateways/irc/rooms/roles.js';
import { withMode } from '../../../../gateways/irc/state/prefixes.js';
import { Isupport } from '../../../../gateways/irc/wire/isupport.js';

function ranking(prefix: string, moderated = false): Ranking {
  const isupport = new Isupport();
  isupport.apply(['me', `PREFIX=${prefix}`]);
  return { prefix: isupport.prefix, moderated };
}

const PLAIN = ranking('(ov)@+');
const FULL = ranking('(qaohv)~&@%+');
const MODERATED = ranking('(ov)@+', true);

/** A change as MODE writes it, such as `+v-o n n`; else its kind. */
function written(wanted: Wanted, signs: string, of: Ranking): string {
  const change = changeFor(wanted, 'n', signs, of);
  if (change.kind === 'refused') return change.why;
  return change.kind === 'modes'
    ? change.changes.map(({ sign, mode, param }) => `${sign}${mode} ${param}`).join(', ')
    : change.kind;
}

describe('what members are', () => {
  it('follows their highest prefix', () => {
    const table = ['~', '&', '@', '%', '+', '', '@+', '%+', '~@'].map((signs) => {
      const { affiliation, role } = standingOf(signs, FULL);
      return `${signs} ${affiliation} ${role}`;
    });
    assert.deepEqual(table, [
      '~ owner moderator',
      '& owner moderator',
      '@ admin moderator',
      '% member moderator',
      '+ member participant',
      ' none participant',
      '@+ admin moderator',
      '%+ member moderator',
      '~@ owner moderator',
    ]);
  });

  it('is a visitor without a voice in a moderated channel', () => {
    assert.deepEqual(standingOf('', MODERATED), { affiliation: 'none', role: 'visitor' });
    assert.deepEqual(standingOf('+', MODERATED), { affiliation: 'member', role: 'participant' });
  });

  it('judges unusual modes by their place', () => {
    const odd = ranking('(YoXvW)!@=+-');
    assert.deepEqual(standingOf('!', odd), { affiliation: 'owner', role: 'moderator' });
    assert.deepEqual(standingOf('=', odd), { affiliation: 'member', role: 'moderator' });
    assert.deepEqual(standingOf('-', odd), { affiliation: 'member', role: 'participant' });
  });

  it('passes over signs that the network has not', () => {
    assert.deepEqual(standingOf('%', PLAIN), { affiliation: 'none', role: 'participant' });
  });
});

describe('what is wanted of them', () => {
  it('by affiliation', () => {
    const table: [Wanted, string, Ranking, string][] = [
      [{ affiliation: 'none' }, '~@+', FULL, '-q n, -o n, -v n'],
      [{ affiliation: 'none' }, '', FULL, ''],
      [{ affiliation: 'member' }, '', PLAIN, '+v n'],
      [{ affiliation: 'member' }, '@', PLAIN, '+v n, -o n'],
      [{ affiliation: 'member' }, '@+', PLAIN, '-o n'],
      [{ affiliation: 'member' }, '%', FULL, ''],
      [{ affiliation: 'member' }, '~&@%+', FULL, '-q n, -a n, -o n, -h n'],
      [{ affiliation: 'admin' }, '+', FULL, '+o n'],
      [{ affiliation: 'admin' }, '~', FULL, '+o n, -q n'],
      [{ affiliation: 'admin' }, '@', PLAIN, ''],
      [{ affiliation: 'owner' }, '@', FULL, '+a n'],
      [{ affiliation: 'owner' }, '~', FULL, ''],
      [{ affiliation: 'owner' }, '@', ranking('(qov)~@+'), '+q n'],
      [{ affiliation: 'owner' }, '@', PLAIN, 'not-offered'],
      [{ affiliation: 'member' }, '', ranking('(o)@'), 'not-offered'],
      [{ affiliation: 'outcast' }, '@', PLAIN, 'ban'],
    ];
    for (const [wanted, signs, of, expected] of table) assert.equal(written(wanted, signs, of), expected);
  });

  it('by role', () => {
    const table: [Wanted, string, Ranking, string][] = [
      [{ role: 'moderator' }, '', FULL, '+h n'],
      [{ role: 'moderator' }, '+', PLAIN, '+o n'],
      [{ role: 'moderator' }, '@', FULL, ''],
      [{ role: 'participant' }, '@', PLAIN, '-o n'],
      [{ role: 'participant' }, '@', MODERATED, '+v n, -o n'],
      [{ role: 'participant' }, '@+', MODERATED, '-o n'],
      [{ role: 'participant' }, '', MODERATED, '+v n'],
      [{ role: 'participant' }, '', PLAIN, ''],
      [{ role: 'visitor' }, '+', MODERATED, '-v n'],
      [{ role: 'visitor' }, '@+', MODERATED, '-o n, -v n'],
      [{ role: 'visitor' }, '', MODERATED, ''],
      [{ role: 'visitor' }, '+', PLAIN, 'not-moderated'],
      [{ role: 'none' }, '@', PLAIN, 'kick'],
    ];
    for (const [wanted, signs, of, expected] of table) assert.equal(written(wanted, signs, of), expected);
  });

  it('is what they are afterwards', () => {
    const wanted = fc.oneof(
      fc.constantFrom('moderator', 'participant', 'visitor').map((role) => ({ role }) as const),
      fc.constantFrom('owner', 'admin', 'member', 'none').map((affiliation) => ({ affiliation }) as const),
    );
    const prefix = fc.constantFrom('(ov)@+', '(ohv)@%+', '(qaohv)~&@%+', '(qov)~@+', '(Yqaohv)!~&@%+');
    fc.assert(
      fc.property(
        wanted,
        prefix,
        fc.boolean(),
        fc.subarray(['!', '~', '&', '@', '%', '+']),
        (want, text, moderated, signs) => {
          const of = ranking(text, moderated);
          const held = of.prefix
            .map(({ sign }) => sign)
            .filter((sign) => signs.includes(sign))
            .join('');
          const change = changeFor(want, 'n', held, of);
          if (change.kind !== 'modes') return change.kind === 'refused';
          const after = change.changes.reduce(
            (now, { sign, mode }) => withMode(now, mode, sign === '+', of.prefix),
            held,
          );
          const standing = standingOf(after, of);
          return 'role' in want ? standing.role === want.role : standing.affiliation === want.affiliation;
        },
      ),
    );
  });
});
