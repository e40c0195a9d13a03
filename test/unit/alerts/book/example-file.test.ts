import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testRoute } from '../../../../gateways/alerts/book/route-test.js';
import { repositoryRoot } from '../../../support/repository.js';
import { findings, GATEWAYS, NOW } from './helpers.js';

const text = readFileSync(join(repositoryRoot(), 'config/routes.example.yaml'), 'utf8');

test('the example of the book has nothing wrong', () => {
  assert.deepEqual(findings(text), []);
});

test('it does what its comments say', () => {
  const lines = (alert: object, now: number) =>
    testRoute([{ file: 'r', text, folder: '/' }], JSON.stringify(alert), {
      now,
      gateways: GATEWAYS,
      source: 'prometheus',
    }).lines;
  const storage = lines({ severity: 'critical', labels: { team: 'storage' } }, NOW);
  assert.ok(
    storage.includes('route database') && storage.includes('  policy   page') && !storage.includes('route critical'),
  );
  const evening = lines({ severity: 'warning', labels: { team: 'web' } }, Date.UTC(2026, 2, 6, 20));
  assert.ok(
    evening.includes('  windows  outside of office: held, until 2026-03-09 09:00 (Europe/Paris)'),
    evening.join('\n'),
  );
  assert.ok(lines({ severity: 'warning', labels: { team: 'test' } }, NOW).includes('route everything-else'));
});
