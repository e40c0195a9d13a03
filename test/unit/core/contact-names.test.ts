import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ContactNames } from '../../../src/core/contact-names.js';
import type { Site } from '../../../src/core/site.js';
import type { DirectorySearch, Person } from '../../../src/directory/directory.js';
import { siteWithout } from './support/site.js';

const person = (nick: string, first = '', last = ''): Person => ({ nick, first, last, email: [], phone: [] });

const ROMEO = 'romeo@example.org';

/** Buckets that hold so many tokens for each user and are never filled again. */
function bucketsOf(tokens: number): Site['stores'] {
  const taken = new Map<string, number>();
  const admit: Site['stores']['buckets']['admit'] = async (demands) =>
    demands.map(({ key, cost }) => {
      const left = tokens - (taken.get(key) ?? 0);
      const allowed = Math.min(left, cost);
      taken.set(key, (taken.get(key) ?? 0) + allowed);
      return { allowed, left: left - allowed, wait: 0 };
    });
  return { buckets: { admit } } as unknown as Site['stores'];
}

describe('the name of a contact', () => {
  function begin(search: (search: DirectorySearch) => Promise<readonly Person[]>, stores = bucketsOf(10)) {
    const asked: DirectorySearch[] = [];
    const site = siteWithout({ stores });
    const directory = {
      results: 10,
      directory: {
        search: (wanted: DirectorySearch) => {
          asked.push(wanted);
          return search(wanted);
        },
      },
    };
    const about: Site['about'] = { ...site.about, directory };
    return { names: new ContactNames({ ...site, about }), asked };
  }

  it('is that of the person who has the address, asked for once', async () => {
    const { names, asked } = begin(async () => [
      person('juliet2', 'Not', 'Her'),
      person('juliet', 'Juliet', 'Capulet'),
    ]);
    assert.equal(await names.of('juliet', ROMEO), 'Juliet Capulet');
    assert.equal(await names.of('juliet', ROMEO), 'Juliet Capulet');
    assert.equal(asked.length, 1);
    assert.deepEqual([...(asked[0]?.wanted ?? [])], [['nick', 'juliet']]);
  });

  it('is the nick where there is no other, and none where there is nobody or several have the address', async () => {
    assert.equal(await begin(async () => [person('juliet')]).names.of('juliet', ROMEO), 'juliet');
    assert.equal(await begin(async () => []).names.of('juliet', ROMEO), undefined);
    const twice = async () => [person('juliet', 'One'), person('juliet', 'Other')];
    assert.equal(await begin(twice).names.of('juliet', ROMEO), undefined);
  });

  it('is none while the directory does not answer, and is asked for again', async () => {
    let down = true;
    const { names } = begin(async () => {
      if (down) throw new Error('no answer');
      return [person('juliet', 'Juliet')];
    });
    assert.equal(await names.of('juliet', ROMEO), undefined);
    down = false;
    assert.equal(await names.of('juliet', ROMEO), 'Juliet');
  });

  it('is none without a directory', async () => {
    assert.equal(await new ContactNames(siteWithout({ stores: bucketsOf(10) })).of('juliet', ROMEO), undefined);
  });

  it('is none for whoever has asked for too many that are not remembered; others still get theirs', async () => {
    const { names, asked } = begin(async ({ wanted }) => [person(wanted.get('nick') ?? '')], bucketsOf(2));
    const named = [];
    for (const contact of ['a', 'b', 'c', 'a']) named.push(await names.of(contact, ROMEO));
    assert.deepEqual(named, ['a', 'b', undefined, 'a'], 'what is remembered costs nothing');
    assert.equal(await names.of('c', 'paris@example.org'), 'c');
    assert.equal(asked.length, 3);
  });

  it('is asked for once by all who wait for it', async () => {
    let answer: (found: readonly Person[]) => void = () => {};
    const open = new Promise<readonly Person[]>((resolve) => {
      answer = resolve;
    });
    const { names, asked } = begin(() => open);
    const users = Array.from({ length: 20 }, (_, index) => `user${index}@example.org`);
    const named = Promise.all(users.map((user) => names.of('juliet', user)));
    await new Promise(setImmediate);
    const late = names.of('juliet', ROMEO);
    answer([person('juliet', 'Juliet')]);
    assert.deepEqual(new Set([...(await named), await late]), new Set(['Juliet']));
    assert.equal(asked.length, 1);
  });

  it('is none where the store cannot be asked whether it may be looked for', async () => {
    const buckets = { admit: () => Promise.reject(new Error('no Redis')) };
    const { names, asked } = begin(async () => [person('juliet')], { buckets } as unknown as Site['stores']);
    assert.equal(await names.of('juliet', ROMEO), undefined);
    assert.equal(asked.length, 0);
  });
});
