import { z } from 'zod';
import { FAILURE_NAMES } from './delivery-meaning.js';
import { errorKey, STATE_WORDS } from './delivery-state.js';
import type { ReceiptRules } from './receipts.js';

/** The section `receipts` of a carrier: how it writes delivery receipts, and what it is asked for. */
export const receiptConfig = z.strictObject({
  form: z
    .enum(['auto', 'tlv', 'text'])
    .default('auto')
    .describe('Where receipts say it: parameters, and the text for what those lack; parameters alone; the text alone'),
  idForm: z
    .enum(['auto', 'same', 'hex-in-receipt', 'decimal-in-receipt'])
    .default('auto')
    .describe(
      'How receipts write the id that the answer gave: as it was, or the number of a decimal one in hex, or of a hex one in decimal; auto finds out',
    ),
  states: z
    .record(
      z.string().regex(/^[A-Za-z0-9_-]{1,20}$/, 'a word has 1 to 20 letters, digits, - and _'),
      z.enum(STATE_WORDS),
    )
    .default({})
    .describe("The carrier's own words after `stat:`, and the standard ones they stand for"),
  networkErrors: z
    .record(
      z
        .string()
        .regex(
          /^(?:[0-9]{1,3}\/[0-9]{1,5}|[A-Za-z0-9]{1,5})$/,
          'write a code as the text has it behind err:, such as 27, or as type/code of network_error_code, such as 3/27',
        ),
      z.enum(FAILURE_NAMES),
    )
    .default({})
    .describe('What codes of errors mean at this carrier; they go before the tables'),
  intermediate: z.boolean().default(false).describe('Ask for notifications on the way too; users are not told of them'),
  lastSegmentOnly: z
    .boolean()
    .default(false)
    .describe('Ask for a report on the last part of a long message only; what it says counts for all parts'),
});

type ReceiptConfig = z.output<typeof receiptConfig>;

/** The rules by which receipts of a carrier are read. */
export function receiptRules({
  receipts,
  receiptText,
}: {
  receipts: ReceiptConfig;
  receiptText: boolean;
}): ReceiptRules {
  return {
    form: receipts.form,
    byText: receiptText && receipts.form !== 'tlv',
    states: mapKeys(receipts.states, (word) => word.toUpperCase()),
    networkErrors: mapKeys(receipts.networkErrors, (code) => (code.includes('/') ? code : errorKey(code))),
  };
}

function mapKeys<T>(record: Readonly<Record<string, T>>, change: (key: string) => string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [change(key), value]));
}
