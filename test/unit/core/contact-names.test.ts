import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ContactNames } from '../../../src/core/contact-names.js';
import type { Site } from '../../../src/core/site.js';
import type { DirectorySearch, Person } from '../../../src/directory/directory.js';
import { siteWithout } from './support/site.js';

const person = (nick: string, first = '', last = ''): Person => ({ nick, first, last, email: [], phone: [] });

describe('the name of a contact', () => {
  function begin(search: (search: DirectorySearch) => Promise<readonly Person[]>) {
    const asked: DirectorySearch[] = [];
    const site = siteWithout();
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
    assert.equal(await names.of('juliet'), 'Juliet Capulet');
    assert.equal(await names.of('juliet'), 'Juliet Capulet');
    assert.equal(asked.length, 1);
    assert.deepEqual([...(asked[0]?.wanted ?? [])], [['nick', 'juliet']]);
  });

  it('is the nick where there is no other, and none where there is nobody or several have the address', async () => {
    assert.equal(await begin(async () => [person('juliet')]).names.of('juliet'), 'juliet');
    assert.equal(await begin(async () => []).names.of('juliet'), undefined);
    const twice = async () => [person('juliet', 'One'), person('juliet', 'Other')];
    assert.equal(await begin(twice).names.of('juliet'), undefined);
  });

  it('is none while the directory does not answer, and is asked for again', async () => {
    let down = true;
    const { names } = begin(async () => {
      if (down) throw new Error('no answer');
      return [person('juliet', 'Juliet')];
    });
    assert.equal(await names.of('juliet'), undefined);
    down = false;
    assert.equal(await names.of('juliet'), 'Juliet');
  });

  it('is none without a directory', async () => {
    assert.equal(await new ContactNames(siteWithout()).of('juliet'), undefined);
  });
});
