import { readTable } from './national-table.js';
import { EMPTY, ESCAPE } from './septets.js';

const NOTHING = '-- -- -- -- -- -- -- -- -- -- -- -- -- -- -- --';

/** What the tables of Indic scripts and Urdu have in common: punctuation that their locking tables gave up, and capitals. */
function withLatin(block: number, row10: string, row20: string, row30: string): ReadonlyMap<number, string> {
  return extension(block, [
    '@ £ $ ¥ ¿ " ¤ % & \' FF * + -- - /',
    `< = > ¡ ^ ¡ _ # * ${row10}`,
    row20,
    row30,
    '| A B C D E F G H I J K L M N O',
    'P Q R S T U V W X Y Z -- -- -- -- --',
    '-- -- -- -- -- € -- -- -- -- -- -- -- -- -- --',
    NOTHING,
  ]);
}

/** The places of a table that are taken, by the septet that follows the escape. */
function extension(block: number, rows: readonly string[]): ReadonlyMap<number, string> {
  const taken = new Map<number, string>();
  for (const [septet, char] of [...readTable(block, rows)].entries()) {
    if (char !== EMPTY && septet !== ESCAPE) taken.set(septet, char);
  }
  return taken;
}

/**
 * National language single shift tables (3GPP TS 23.038 A.2) by national language identifier; they take the place of the
 * extension table. Where the specification breaks the order of a script's digits by an obvious misprint (Oriya 0x20, Tamil
 * 0x24, Telugu 0x1c), the digit that is in order stands here.
 */
export const SINGLE_TABLES: ReadonlyMap<number, ReadonlyMap<number, string>> = new Map([
  // A.2.1 Turkish
  [
    0x01,
    extension(0, [
      '-- -- -- -- -- -- -- -- -- -- FF -- -- -- -- --',
      '-- -- -- -- ^ -- -- -- -- -- -- ESC -- -- -- --',
      '-- -- -- -- -- -- -- -- { } -- -- -- -- -- \\',
      '-- -- -- -- -- -- -- -- -- -- -- -- [ ~ ] --',
      '| -- -- -- -- -- -- Ğ -- İ -- -- -- -- -- --',
      '-- -- -- Ş -- -- -- -- -- -- -- -- -- -- -- --',
      '-- -- -- ç -- € -- ğ -- ı -- -- -- -- -- --',
      '-- -- -- ş -- -- -- -- -- -- -- -- -- -- -- --',
    ]),
  ],
  // A.2.2 Spanish
  [
    0x02,
    extension(0, [
      '-- -- -- -- -- -- -- -- -- ç FF -- -- -- -- --',
      '-- -- -- -- ^ -- -- -- -- -- -- ESC -- -- -- --',
      '-- -- -- -- -- -- -- -- { } -- -- -- -- -- \\',
      '-- -- -- -- -- -- -- -- -- -- -- -- [ ~ ] --',
      '| Á -- -- -- -- -- -- -- Í -- -- -- -- -- Ó',
      '-- -- -- -- -- Ú -- -- -- -- -- -- -- -- -- --',
      '-- á -- -- -- € -- -- -- í -- -- -- -- -- ó',
      '-- -- -- -- -- ú -- -- -- -- -- -- -- -- -- --',
    ]),
  ],
  // A.2.3 Portuguese
  [
    0x03,
    extension(0, [
      '-- -- -- -- -- ê -- -- -- ç FF Ô ô -- Á á',
      '-- -- Φ Γ ^ Ω Π Ψ Σ Θ -- ESC -- -- -- Ê',
      '-- -- -- -- -- -- -- -- { } -- -- -- -- -- \\',
      '-- -- -- -- -- -- -- -- -- -- -- -- [ ~ ] --',
      '| À -- -- -- -- -- -- -- Í -- -- -- -- -- Ó',
      '-- -- -- -- -- Ú -- -- -- -- -- Ã Õ -- -- --',
      '-- Â -- -- -- € -- -- -- í -- -- -- -- -- ó',
      '-- -- -- -- -- ú -- -- -- -- -- ã õ -- -- â',
    ]),
  ],
  // A.2.4 Bengali
  [
    0x04,
    withLatin(
      0x0980,
      '66 67 ESC 68 69 6A 6B',
      '6C 6D 6E 6F 5F 60 61 62 { } 63 72 73 74 75 \\',
      '76 77 78 79 7A -- -- -- -- -- -- -- [ ~ ] --',
    ),
  ],
  // A.2.5 Gujarati; the two dandas are those of Devanagari, 0x0964 and 0x0965.
  [
    0x05,
    withLatin(
      0x0a80,
      '। ॥ ESC 66 67 68 69',
      '6A 6B 6C 6D 6E 6F -- -- { } -- -- -- -- -- \\',
      '-- -- -- -- -- -- -- -- -- -- -- -- [ ~ ] --',
    ),
  ],
  // A.2.6 Hindi
  [
    0x06,
    withLatin(
      0x0900,
      '64 65 ESC 66 67 68 69',
      '6A 6B 6C 6D 6E 6F 51 52 { } 53 54 58 59 5A \\',
      '5B 5C 5D 5E 5F 60 61 62 63 70 71 -- [ ~ ] --',
    ),
  ],
  // A.2.7 Kannada
  [
    0x07,
    withLatin(
      0x0c80,
      '। ॥ ESC 66 67 68 69',
      '6A 6B 6C 6D 6E 6F 5E 71 { } 72 -- -- -- -- \\',
      '-- -- -- -- -- -- -- -- -- -- -- -- [ ~ ] --',
    ),
  ],
  // A.2.8 Malayalam
  [
    0x08,
    withLatin(
      0x0d00,
      '। ॥ ESC 66 67 68 69',
      '6A 6B 6C 6D 6E 6F 70 71 { } 72 73 74 75 7A \\',
      '7B 7C 7D 7E 7F -- -- -- -- -- -- -- [ ~ ] --',
    ),
  ],
  // A.2.9 Oriya
  [
    0x09,
    withLatin(
      0x0b00,
      '। ॥ ESC 66 67 68 69',
      '6A 6B 6C 6D 6E 6F 5C 5D { } 5F 70 71 -- -- \\',
      '-- -- -- -- -- -- -- -- -- -- -- -- [ ~ ] --',
    ),
  ],
  // A.2.10 Punjabi
  [
    0x0a,
    withLatin(
      0x0a00,
      '। ॥ ESC 66 67 68 69',
      '6A 6B 6C 6D 6E 6F 59 5A { } 5B 5C 5E 75 -- \\',
      '-- -- -- -- -- -- -- -- -- -- -- -- [ ~ ] --',
    ),
  ],
  // A.2.11 Tamil
  [
    0x0b,
    withLatin(
      0x0b80,
      '। ॥ ESC 66 67 68 69',
      '6A 6B 6C 6D 6E 6F 73 74 { } 75 76 77 78 7A \\',
      '-- -- -- -- -- -- -- -- -- -- -- -- [ ~ ] --',
    ),
  ],
  // A.2.12 Telugu
  [
    0x0c,
    withLatin(
      0x0c00,
      '-- -- ESC 66 67 68 69',
      '6A 6B 6C 6D 6E 6F 58 59 { } 78 79 7A 7B 7C \\',
      '7D 7E 7F -- -- -- -- -- -- -- -- -- [ ~ ] --',
    ),
  ],
  // A.2.13 Urdu; the digits are the extended ones, from 0x06f0.
  [
    0x0d,
    withLatin(
      0x0600,
      '00 01 ESC F0 F1 F2 F3',
      'F4 F5 F6 F7 F8 F9 0C 0D { } 0E 0F 10 11 12 \\',
      '13 14 1B 1F 40 52 58 6B 6C 72 73 CD [ ~ ] D4',
    ),
  ],
]);
