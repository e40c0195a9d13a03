import type { AnswerKind } from './answer.js';

/** A word by which an alert is answered. */
export interface Verb {
  readonly kind: Exclude<AnswerKind, 'comment'>;
  /** Means something only where alerts are answered: words may follow it. The others are said every day, and mean it alone. */
  readonly strong: boolean;
}

/** What is written to answer an alert, in English, German, French and Spanish, without accents. */
const STRONG: Readonly<Record<Verb['kind'], string>> = {
  ack: `ack acked acking acknowledge acknowledged acknowledging
    quittieren quittiert quittiere ubernehme uebernehme ubernommen uebernommen bestatigt bestaetigt
    acquitter acquitte acquittee
    reconocer reconocido reconocida atiendo atendido atendida`,
  unack: 'unack un-ack unacknowledge',
  silence: `silence silenced mute snooze
    stumm stummschalten
    sourdine
    silenciar silencio silenciado`,
  unsilence: 'unsilence unmute unsnooze desilenciar',
  resolve: `resolve resolved
    behoben gelost geloest
    resolu resolue resoudre
    resuelto resuelta resolver`,
};

const WEAK: Readonly<Record<Verb['kind'], string>> = {
  ack: `ok okay 1 +1 taken mine take ✅ 👍 ✔ 👌 🆗
    bestatige bestaetige angenommen nehme meins
    pris prise prends
    vale tomo mio recibido enterado enterada confirmado`,
  unack: `release
    freigeben abgeben abgegeben zuruckgeben zurueckgeben
    liberer relacher rendre rends rendu
    liberar soltar devolver devuelvo suelto`,
  silence: '🔇 🔕 ruhe muet',
  unsilence: '🔊 🔔 laut reactiver audible reactivar',
  resolve: `fixed done closed
    erledigt
    regle reglee termine
    solucionado solucionada arreglado hecho cerrado`,
};

/** A word as it is compared: small letters, no accents, no punctuation at its ends, no colours of skin. */
export function plainWord(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/\p{M}|\p{Emoji_Modifier}|\u{fe0f}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}+]+|[^\p{L}\p{N}\p{Extended_Pictographic}+]+$/gu, '');
}

const VERBS: ReadonlyMap<string, Verb> = new Map([...verbsOf(WEAK, false), ...verbsOf(STRONG, true)]);

/** What a word means, in any case and with or without its accents. A question means nothing. */
export function verbOf(word: string): Verb | undefined {
  return word.endsWith('?') ? undefined : VERBS.get(plainWord(word));
}

/** Whether a text is nothing but a word that answers an alert: `ack`, `Done!`. */
export function isVerbAlone(text: string): boolean {
  const word = text.slice(0, 40).trim();
  return !/\s/.test(word) && verbOf(word.replace(/^!/, '')) !== undefined;
}

function verbsOf(words: Readonly<Record<Verb['kind'], string>>, strong: boolean): (readonly [string, Verb])[] {
  const kinds = ['ack', 'unack', 'silence', 'unsilence', 'resolve'] as const;
  return kinds.flatMap((kind) => words[kind].split(/\s+/).map((word) => [plainWord(word), { kind, strong }] as const));
}
