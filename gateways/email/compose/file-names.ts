/** Octets that file systems have room for. */
const LONGEST_OCTETS = 255;
/** Controls, and signs that turn the direction of what follows, so that `gpj.exe` would read as `exe.jpg`. */
const HIDDEN = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

/** A name for a file of a mail: no path, nothing hidden, not too long. Its ending is kept. */
export function attachmentName(name: string): string {
  const legal = name.replace(HIDDEN, '').replace(/[/\\]/g, '_').trim();
  const bare = legal === '' || legal === '.' || legal === '..' ? 'file' : legal;
  if (Buffer.byteLength(bare) <= LONGEST_OCTETS) return bare;
  const dot = bare.lastIndexOf('.');
  const ending = dot > 0 && bare.length - dot <= 16 ? bare.slice(dot) : '';
  return cut(bare, LONGEST_OCTETS - Buffer.byteLength(ending)) + ending;
}

function cut(text: string, octets: number): string {
  let kept = '';
  let left = octets;
  for (const character of text) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    kept += character;
  }
  return kept;
}
