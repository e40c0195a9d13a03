import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BRIDGE, RESERVED, reservedFor, WORDS } from '../../../../gateways/alerts/book/reserved.js';
import { repositoryRoot } from '../../../support/repository.js';
import { findings } from './helpers.js';

test('the docs name all addresses that no route or list can have, and no others', () => {
  const page = readFileSync(join(repositoryRoot(), 'docs/admin/routes.md'), 'utf8');
  const rows = (head: string) => {
    const table = page.slice(page.indexOf(head)).split('\n\n', 1)[0] ?? '';
    return [...table.matchAll(/^\| `([^`]+)`[^|]*\| (.+) \|$/gm)].map(([, name, is]) => ({ name, is }));
  };
  assert.deepEqual(rows('| Taken | It is |'), RESERVED);
  assert.deepEqual(rows('| Word | It means |'), WORDS);
});

test('a route and a list with such a name are refused with what it is', () => {
  for (const { name, is } of RESERVED) {
    const taken = name.replace('*', 'x');
    assert.equal(reservedFor(taken), is);
    const to = '"xmpp:a@example.org"';
    assert.match(findings(`routes: [{ name: ${taken}, to: ${to} }]`).join('\n'), new RegExp(`${taken} is ${is}`));
    assert.match(findings(`lists: { ${taken}: { members: ${to} } }`).join('\n'), new RegExp(is));
  }
  for (const { name } of WORDS) {
    assert.match(findings(`people: { ${name}: { xmpp: a@example.org } }`).join('\n'), /has a meaning of its own/);
  }
  assert.equal(reservedFor(BRIDGE.slice(0, -1)), undefined);
  assert.equal(reservedFor('gateways'), undefined);
});
