import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sampleConfig } from '../../../src/config/sample.js';
import { repositoryRoot } from '../../support/repository.js';
import { readPages } from './pages.js';
import {
  countedMetrics,
  generatedFiles,
  generatedParts,
  metricsOf,
  metricTables,
  modules,
  withGenerated,
} from './tables.js';

describe('generated parts of the documentation', () => {
  const parts = generatedParts();

  for (const { path, text } of readPages()) {
    it(`${path} says what the code says (else run: node scripts/docs.mjs)`, () => {
      assert.equal(text, withGenerated(text, parts));
    });
  }

  for (const [path, text] of generatedFiles()) {
    it(`${path} says what the code says (else run: node scripts/docs.mjs)`, () => {
      assert.equal(readFileSync(join(repositoryRoot(), path), 'utf8'), text);
    });
  }

  it('declare every metric that is counted, as what it is, and no other one', () => {
    const verbs = { counter: 'count', gauge: 'gauge', histogram: 'observe' } as const;
    const declared = metricTables.flatMap(([prefix, metrics]) =>
      Object.entries(metrics).map(([name, { kind }]) => [prefix + name, verbs[kind]] as const),
    );
    assert.deepEqual(new Map(declared.sort()), new Map([...countedMetrics()].sort()));
  });

  it('know every metric that is counted, however the call is written', () => {
    const source = `
      context.metrics.count('one'); this.#ports.count('two', { a }, 3); count('three', {}); metrics.gauge(\n'four', 1);
      this.#count('not'); kv.count(KEY, 5); list.count('a b'); metrics.count(name, labels);`;
    assert.deepEqual(
      metricsOf(source, 'x.ts').map(({ kind, raw }) => `${kind} ${raw}`),
      ['count one', 'count two', 'count three', 'gauge four'],
    );
    assert.throws(() => metricsOf("metrics.count('mails_' + kind)", 'x.ts'), /x\.ts: write the name of a metric/);
  });

  it('each is on a page', () => {
    const all = readPages()
      .map(({ text }) => text)
      .join('\n');
    for (const name of parts.keys()) assert.ok(all.includes(`<!-- generated: ${name} -->`), `${name} is on no page`);
  });

  it('the example config file is what the schema says (else run: isthmus sample > config/isthmus.example.yaml)', () => {
    const file = readFileSync(join(repositoryRoot(), 'config/isthmus.example.yaml'), 'utf8');
    assert.equal(file, sampleConfig(modules));
  });
});
