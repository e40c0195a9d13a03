import type { TextRef } from '../gateway.js';
import type { Alert } from './alert.js';
import type { Source } from './book/source.js';
import type { Warning } from './engine/ports.js';

/** A cause, of which admins hear once in an hour, and what they are told. */
type AdminWords = readonly [cause: string, ref: TextRef];

/** What admins are told of a warning of the engine. */
export function wordsOf(warning: Warning): AdminWords {
  switch (warning.kind) {
    case 'money': {
      const { spent, perDay, currency } = warning;
      return ['money', { key: 'alerts.admin.money', params: { spent: spent.toFixed(2), perDay, currency } }];
    }
    case 'unreached': {
      const { route, code } = warning;
      return [`unreached ${route}`, { key: 'alerts.admin.unreached', params: { route, code: code.toUpperCase() } }];
    }
    case 'lost':
      return ['lost', { key: 'alerts.admin.lost', params: { count: warning.count } }];
  }
}

/** What admins are told of an alert that no route takes. */
export function unrouted({ origin: { source } }: Alert): AdminWords {
  return [`no-route ${source}`, { key: 'alerts.admin.no-route', params: { source } }];
}

/** What admins are told of a source that brings more than its rate, and that nobody can ask to send it again. */
export function overRate({ name }: Pick<Source, 'name'>): AdminWords {
  return [`rate ${name}`, { key: 'alerts.admin.rate', params: { source: name } }];
}

/** What admins are told of a book that cannot be read. */
export function refusedBook(finding: string): AdminWords {
  return ['book', { key: 'alerts.admin.book', params: { finding } }];
}
