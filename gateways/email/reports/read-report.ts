import type { Part } from '../mime/part.js';
import { readDeliveryStatus } from './delivery-status.js';
import { readDispositionNotification } from './disposition.js';
import { guessBounce } from './guessed-bounce.js';
import { guessReceipt } from './guessed-receipt.js';
import type { Report } from './report.js';

export type * from './report.js';

/**
 * What a mail reports on another one: a delivery status notification (RFC 3464), a disposition notification (RFC 8098), or
 * what is known of such without their fields. Undefined for all other mail. A report can be forged: it counts only for a
 * mail that was sent to that recipient and has no end yet. Never throws.
 */
export function readReport(root: Part): Report | undefined {
  // Its own reports, not those within a mail that is forwarded.
  const parts = [
    root,
    ...root.children.flatMap((child) => (child.type.startsWith('multipart/') ? child.children : [child])),
  ];
  for (const part of parts) {
    const report = readFields(root, part);
    if (report !== undefined) return report;
  }
  return guessReceipt(root) ?? guessBounce(root);
}

function readFields(root: Part, part: Part): Report | undefined {
  switch (part.type) {
    case 'message/delivery-status':
    case 'message/global-delivery-status':
      return readDeliveryStatus(root, part);
    case 'message/disposition-notification':
    case 'message/global-disposition-notification':
      return readDispositionNotification(root, part);
    default:
      return undefined;
  }
}
