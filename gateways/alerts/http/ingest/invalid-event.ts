import type { WebAnswer } from '../../../gateway.js';

/** A refusal in the words of PagerDuty's Events API, of which its clients, Alertmanager among them, show `message` and `errors`. */
export function invalidEvent(error: string): WebAnswer {
  return {
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors: [error] }),
  };
}
