/** Nothing longer is an address. */
const LONGEST_TYPED = 1024;

/**
 * The address in what a person typed or pasted: `mailto:` and `im:` URIs with their escapes (RFC 6068, RFC 3922), `Alice <alice@example.com>`, an
 * escaped local part, blanks and commas around it. What it is not sure of stays as it is.
 */
export function typedAddress(text: string): string {
  const typed = text.slice(0, LONGEST_TYPED).trim();
  const uri = /^(?:mailto|im):/i.exec(typed);
  const named = uri === null ? typed : unescaped(typed.slice(uri[0].length));
  return trimmed(inAngleBrackets(named).replaceAll('\\40', '@'));
}

/** What a URI names, without `?subject=` and the like; of several addresses the first. */
function unescaped(rest: string): string {
  const [path = ''] = rest.split(/[?#]/, 1);
  const [first = ''] = path.split(',', 1);
  try {
    return decodeURIComponent(first);
  } catch {
    return first;
  }
}

function inAngleBrackets(text: string): string {
  const open = text.lastIndexOf('<');
  const close = text.indexOf('>', open + 1);
  return open === -1 || close === -1 ? text : text.slice(open + 1, close);
}

/** Without what stood around it in a sentence. */
function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r\n.,;'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end).trimStart();
}
