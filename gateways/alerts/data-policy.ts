import type { Gateway } from '../gateway.js';

/** Where alerts go is the book's to say (XEP-0504). */
export const alertsPolicy: NonNullable<Gateway['dataPolicy']> = {
  network: { retention: 'unknown', extraInfo: { key: 'alerts.policy' } },
};
