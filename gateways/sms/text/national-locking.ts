import { readTable } from './national-table.js';

/** Rows 0x60 and 0x70 of the tables of Indic scripts and Urdu: small letters, with one sign before and five behind them. */
const SMALL_LETTERS = 'a b c d e f g h i j k l m n o';
const SMALL_LETTERS_2 = 'p q r s t u v w x y z';
/** Rows 0x20 and 0x30 where a script has all its letters of that place. */
const MIDDLE = 'SP ! 1F 20 21 22 23 24 ) ( 25 26 , 27 . 28';
const DIGITS = '0 1 2 3 4 5 6 7 8 9 : ; -- 2A 2B ?';
const CAPITALS = 'A B C D E F G H I J K L M N O';
const CAPITALS_2 = 'P Q R S T U V W X Y Z';
const LATIN_DIGITS = '0 1 2 3 4 5 6 7 8 9 : ; < = > ?';

/**
 * National language locking shift tables (3GPP TS 23.038 A.3) by national language identifier; they take the place of the
 * default alphabet. Spanish (2) has none.
 */
export const LOCKING_TABLES: ReadonlyMap<number, string> = new Map([
  // A.3.1 Turkish
  [
    0x01,
    readTable(0, [
      '@ £ $ ¥ € é ù ı ò Ç LF Ğ ğ CR Å å',
      'Δ _ Φ Γ Λ Ω Π Ψ Σ Θ Ξ ESC Ş ş ß É',
      'SP ! " # ¤ % & \' ( ) * + , - . /',
      LATIN_DIGITS,
      `İ ${CAPITALS}`,
      `${CAPITALS_2} Ä Ö Ñ Ü §`,
      `ç ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} ä ö ñ ü à`,
    ]),
  ],
  // A.3.3 Portuguese
  [
    0x03,
    readTable(0, [
      '@ £ $ ¥ ê é ú í ó ç LF Ô ô CR Á á',
      'Δ _ ª Ç À ∞ ^ \\ € Ó | ESC Â â Ê É',
      'SP ! " # º % & \' ( ) * + , - . /',
      LATIN_DIGITS,
      `Í ${CAPITALS}`,
      `${CAPITALS_2} Ã Õ Ú Ü §`,
      `~ ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} ã õ \` ü à`,
    ]),
  ],
  // A.3.4 Bengali
  [
    0x04,
    readTable(0x0980, [
      '01 02 03 05 06 07 08 09 0A 0B LF 0C -- CR -- 0F',
      '10 -- -- 13 14 15 16 17 18 19 1A ESC 1B 1C 1D 1E',
      MIDDLE,
      DIGITS,
      '2C 2D 2E 2F 30 -- 32 -- -- -- 36 37 38 39 3C 3D',
      '3E 3F 40 41 42 43 44 -- -- 47 48 -- -- 4B 4C 4D',
      `4E ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 57 5C 5D 70 71`,
    ]),
  ],
  // A.3.5 Gujarati
  [
    0x05,
    readTable(0x0a80, [
      '01 02 03 05 06 07 08 09 0A 0B LF 0C 0D CR -- 0F',
      '10 11 -- 13 14 15 16 17 18 19 1A ESC 1B 1C 1D 1E',
      MIDDLE,
      DIGITS,
      '2C 2D 2E 2F 30 -- 32 33 -- 35 36 37 38 39 3C 3D',
      '3E 3F 40 41 42 43 44 45 -- 47 48 49 -- 4B 4C 4D',
      `50 ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 60 61 62 63 71`,
    ]),
  ],
  // A.3.6 Hindi
  [
    0x06,
    readTable(0x0900, [
      '01 02 03 05 06 07 08 09 0A 0B LF 0C 0D CR 0E 0F',
      '10 11 12 13 14 15 16 17 18 19 1A ESC 1B 1C 1D 1E',
      MIDDLE,
      '0 1 2 3 4 5 6 7 8 9 : ; 29 2A 2B ?',
      '2C 2D 2E 2F 30 31 32 33 34 35 36 37 38 39 3C 3D',
      '3E 3F 40 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D',
      `50 ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 72 7B 7C 7E 7F`,
    ]),
  ],
  // A.3.7 Kannada. The specification prints 0CAA at 0x24 too, which stands at 0x3d: a misprint for 0CA1, in the order of the script.
  [
    0x07,
    readTable(0x0c80, [
      '-- 02 03 05 06 07 08 09 0A 0B LF 0C -- CR 0E 0F',
      '10 -- 12 13 14 15 16 17 18 19 1A ESC 1B 1C 1D 1E',
      MIDDLE,
      DIGITS,
      '2C 2D 2E 2F 30 31 32 33 -- 35 36 37 38 39 3C 3D',
      '3E 3F 40 41 42 43 44 -- 46 47 48 -- 4A 4B 4C 4D',
      `55 ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 56 60 61 62 63`,
    ]),
  ],
  // A.3.8 Malayalam
  [
    0x08,
    readTable(0x0d00, [
      '-- 02 03 05 06 07 08 09 0A 0B LF 0C -- CR 0E 0F',
      '10 -- 12 13 14 15 16 17 18 19 1A ESC 1B 1C 1D 1E',
      MIDDLE,
      DIGITS,
      '2C 2D 2E 2F 30 31 32 33 34 35 36 37 38 39 -- 3D',
      '3E 3F 40 41 42 43 44 -- 46 47 48 -- 4A 4B 4C 4D',
      `57 ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 60 61 62 63 79`,
    ]),
  ],
  // A.3.9 Oriya
  [
    0x09,
    readTable(0x0b00, [
      '01 02 03 05 06 07 08 09 0A 0B LF 0C -- CR -- 0F',
      '10 -- -- 13 14 15 16 17 18 19 1A ESC 1B 1C 1D 1E',
      MIDDLE,
      DIGITS,
      '2C 2D 2E 2F 30 -- 32 33 -- 35 36 37 38 39 3C 3D',
      '3E 3F 40 41 42 43 44 -- -- 47 48 -- -- 4B 4C 4D',
      `56 ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 57 60 61 62 63`,
    ]),
  ],
  // A.3.10 Punjabi
  [
    0x0a,
    readTable(0x0a00, [
      '01 02 03 05 06 07 08 09 0A -- LF -- -- CR -- 0F',
      '10 -- -- 13 14 15 16 17 18 19 1A ESC 1B 1C 1D 1E',
      MIDDLE,
      DIGITS,
      '2C 2D 2E 2F 30 -- 32 33 -- 35 36 -- 38 39 3C --',
      '3E 3F 40 41 42 -- -- -- -- 47 48 -- -- 4B 4C 4D',
      `51 ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 70 71 72 73 74`,
    ]),
  ],
  // A.3.11 Tamil
  [
    0x0b,
    readTable(0x0b80, [
      '-- 02 03 05 06 07 08 09 0A -- LF -- -- CR 0E 0F',
      '10 -- 12 13 14 15 -- -- -- 19 1A ESC -- 1C -- 1E',
      'SP ! 1F -- -- -- 23 24 ) ( -- -- , -- . 28',
      '0 1 2 3 4 5 6 7 8 9 : ; 29 2A -- ?',
      '-- -- 2E 2F 30 31 32 33 34 35 36 37 38 39 -- --',
      '3E 3F 40 41 42 -- -- -- 46 47 48 -- 4A 4B 4C 4D',
      `50 ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 57 70 71 72 79`,
    ]),
  ],
  // A.3.12 Telugu
  [
    0x0c,
    readTable(0x0c00, [
      '01 02 03 05 06 07 08 09 0A 0B LF 0C -- CR 0E 0F',
      '10 -- 12 13 14 15 16 17 18 19 1A ESC 1B 1C 1D 1E',
      MIDDLE,
      DIGITS,
      '2C 2D 2E 2F 30 31 32 33 -- 35 36 37 38 39 -- 3D',
      '3E 3F 40 41 42 43 44 -- 46 47 48 -- 4A 4B 4C 4D',
      `55 ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 56 60 61 62 63`,
    ]),
  ],
  // A.3.13 Urdu
  [
    0x0d,
    readTable(0x0600, [
      '27 22 28 7B 80 7E A6 2A C2 7F LF 79 7D CR 7A 7C',
      '2B 2C 81 84 83 85 86 87 2D 2E 2F ESC 8C 88 89 8A',
      'SP ! 8F 8D 30 31 91 93 ) ( 99 32 , 96 . 98',
      '0 1 2 3 4 5 6 7 8 9 : ; 9A 33 34 ?',
      '35 36 37 38 39 41 42 A9 AA AB AF B3 B1 44 45 46',
      'BA BB BC 48 C4 D5 C1 BE 21 CC D0 D2 4D 50 4F 57',
      `54 ${SMALL_LETTERS}`,
      `${SMALL_LETTERS_2} 55 51 53 56 70`,
    ]),
  ],
]);
