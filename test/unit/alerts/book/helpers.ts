import assert from 'node:assert/strict';
import type { Alert, Severity } from '../../../../gateways/alerts/alert.js';
import type { Book } from '../../../../gateways/alerts/book/book.js';
import { type BookResult, type ReadOptions, readBook } from '../../../../gateways/alerts/book/read-book.js';
import { findingText } from '../../../../gateways/alerts/book/route-test.js';

/** A Monday, 09:00 in UTC. */
export const NOW = Date.UTC(2026, 2, 2, 9);

export const GATEWAYS = { sms: 'sms.example.org', email: 'email.example.org', irc: 'irc.example.org' };

export function read(text: string, options: Partial<ReadOptions> = {}): BookResult {
  return readBook([{ file: 'routes.yaml', text, folder: '/nowhere' }], {
    now: NOW,
    domain: 'alerts.example.org',
    gateways: GATEWAYS,
    ...options,
  });
}

/** The findings in lines. */
export function findings(text: string, options: Partial<ReadOptions> = {}): readonly string[] {
  return read(text, options).findings.map(findingText);
}

/** A book that must have no errors. */
export function bookOf(text: string, options: Partial<ReadOptions> = {}): Book {
  const result = read(text, options);
  assert.ok(result.ok, result.findings.map(findingText).join('\n'));
  return result.book;
}

export function alertOf(
  labels: Readonly<Record<string, string>>,
  severity: Severity = 'error',
  source = 'prom',
): Alert {
  return {
    fingerprint: JSON.stringify(labels),
    status: 'firing',
    severity,
    title: labels.alertname ?? 'Something',
    labels,
    annotations: {},
    links: [],
    startsAt: NOW,
    origin: { source, network: 'http', hops: 0 },
  };
}

/** Numbers from 0 to below 1 that are the same each time. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
