/** What the text of a receipt says. */
interface ReceiptWords {
  readonly id: string;
  /** Word of appendix B. */
  readonly state: string;
  /** Three digits. */
  readonly error: string;
  /** YYMMDDhhmm. */
  readonly date: string;
}

/** As appendix B of SMPP 3.4 has it. */
const standard = ({ id, state, error, date }: ReceiptWords): string =>
  `id:${id} sub:001 dlvrd:${state === 'DELIVRD' ? '001' : '000'} submit date:${date} done date:${date} stat:${state} err:${error} text:`;

/** How carriers word the text of a receipt. */
export const WORDINGS = {
  standard,
  brief: ({ id, state, date }: ReceiptWords) => `id:${id} done date:${date} stat:${state}`,
  bare: ({ id, state }: ReceiptWords) => `id:${id} stat:${state}`,
  capitals: (words: ReceiptWords) => standard(words).toUpperCase(),
  'long dates': ({ id, state, error, date }: ReceiptWords) =>
    `id:${id} sub:001 dlvrd:001 submitdate:20${date}00 donedate:${date}00 stat:${state} err:${error} Text:none`,
  spaced: ({ id, state, error, date }: ReceiptWords) =>
    `id: ${id}  sub: 001  done date: ${date}  stat: ${state}  err: ${error}  text: `,
  'padded id': (words: ReceiptWords) => standard({ ...words, id: words.id.padStart(10, '0') }),
  'behind junk': (words: ReceiptWords) => `\u0001\u0002 DLR ${standard(words)}`,
  'NUL at the end': (words: ReceiptWords) => `${standard(words)}\0`,
  'long words': ({ id, state }: ReceiptWords) => `id:${id} stat:${state === 'DELIVRD' ? 'DELIVERED' : state} err:0A`,
} as const satisfies Readonly<Record<string, (words: ReceiptWords) => string>>;

export type Wording = keyof typeof WORDINGS;
