import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BRIDGE, RESERVED, reservedFor } from '../../../../gateways/alerts/book/reserved.js';
import { repositoryRoot } from '../../../support/repository.js';
import { findings } from './helpers.js';

test('the docs name all addresses that no route or list can have, and no others', () => {
  const page = readFileSync(join(repositoryRoot(), 'docs/admin/routes.md'), 'utf8');
  const table = page.slice(page.indexOf('| Taken | It is |')).split('\n\n', 1)[0] ?? '';
  const rows = [...table.matchAll(/^\| `([^`]+)`[^|]*\| (.+) \|$/gm)].map(([, name, is]) => ({ name, is }));
  assert.deepEqual(rows, RESERVED);
});

test('a route and a list with such a name are refused with what it is', () => {
  for (const { name, is } of RESERVED) {
    const taken = name.replace('*', 'x');
    assert.equal(reservedFor(taken), is);
    const to = '"xmpp:a@example.org"';
    assert.match(findings(`routes: [{ name: ${taken}, to: ${to} }]`).join('\n'), new RegExp(`${taken} is ${is}`));
    assert.match(findings(`lists: { ${taken}: { members: ${to} } }`).join('\n'), new RegExp(is));
  }
  assert.equal(reservedFor(BRIDGE.slice(0, -1)), undefined);
  assert.equal(reservedFor('gateways'), undefined);
});
