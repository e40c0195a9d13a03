import type { GatewayCall, Problem, Written } from '../../gateway.js';
import { type CommandParts, contactIn, wrong } from './parts.js';

/** More than any mail may go to. */
const MOST = 200;

/** What somebody has typed as recipients: addresses with or without names, or JIDs of contacts, between commas or in lines. */
export function peopleIn(
  parts: CommandParts,
  call: GatewayCall,
  typed: string,
): { readonly contacts: readonly string[] } | { readonly problem: Problem } {
  const contacts = new Set<string>();
  for (const piece of piecesOf(typed)) {
    const read = contactIn(parts, call, addressOf(piece));
    if ('problem' in read) return read;
    contacts.add(read.contact);
    if (contacts.size > MOST) return { problem: wrong('email.limit.per-mail', { most: MOST, recipients: MOST + 1 }) };
  }
  return { contacts: [...contacts] };
}

/** The recipients of a message, each once, where it is named first. */
export function recipientsOf(fields: Readonly<Record<'to' | 'cc' | 'bcc', readonly string[]>>): Written['to'] {
  const seen = new Set<string>();
  return (['to', 'cc', 'bcc'] as const).flatMap((type) =>
    fields[type].flatMap((contact) => {
      if (seen.has(contact)) return [];
      seen.add(contact);
      return [{ type, contact }];
    }),
  );
}

/** Between commas, semicolons and lines that stand in no quotes and no angle brackets. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  let current = '';
  let quoted = false;
  let angled = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (char === '<') angled = true;
    else if (char === '>') angled = false;
    const ends = char === '\n' || ((char === ',' || char === ';') && !quoted && !angled);
    if (ends) {
      pieces.push(current);
      current = '';
      quoted = false;
      angled = false;
    } else current += char;
  }
  pieces.push(current);
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

/** `alice@example.org` of `Alice <alice@example.org>`. */
function addressOf(piece: string): string {
  const from = piece.lastIndexOf('<');
  return from !== -1 && piece.endsWith('>') ? piece.slice(from + 1, -1).trim() : piece;
}
