import type { Part } from './part.js';

const GMAIL_TYPE = 'text/vnd.google.email-reaction+json';
/** A reaction is a line of emojis. */
const REACTION_OCTETS = 4096;
const MOST_EMOJIS = 20;
/** An emoji of Unicode, with skin tones, flags and joined ones. */
const EMOJI = /^(?:[\p{Extended_Pictographic}\p{Regional_Indicator}]|[0-9#*]\ufe0f?\u20e3)/u;

/**
 * The emojis of a part that is a reaction to another mail: Content-Disposition `reaction` (RFC 9078), or the JSON of Gmail
 * (version 1). Undefined for all other parts, and where what it says is no emoji.
 */
export function readReaction(part: Part): readonly string[] | undefined {
  const isGmail = part.type === GMAIL_TYPE;
  if (!isGmail && (part.disposition?.kind !== 'reaction' || part.type !== 'text/plain')) return undefined;
  if (part.raw.length > REACTION_OCTETS) return undefined;
  const text = part.text();
  const emojis = emojisOf(isGmail ? gmailEmoji(text) : (text.trim().split('\n')[0] ?? ''));
  return emojis.length === 0 ? undefined : emojis;
}

function gmailEmoji(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    const emoji = typeof value === 'object' && value !== null && 'emoji' in value ? value.emoji : undefined;
    return typeof emoji === 'string' ? emoji : '';
  } catch {
    return '';
  }
}

/** The emojis of a line, each once; none where there is anything else in it. */
function emojisOf(line: string): readonly string[] {
  const found = new Set<string>();
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(line)) {
    if (segment.trim() === '') continue;
    if (!EMOJI.test(segment) || found.size >= MOST_EMOJIS) return [];
    found.add(segment);
  }
  return [...found];
}
