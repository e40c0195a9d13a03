/** The properties of one vCard by name in capitals; each value as it is written, unfolded. */
export type Card = ReadonlyMap<string, readonly string[]>;

/** The vCards of a text (RFC 2426, RFC 6350). Groups and parameters of properties are left out. */
export function readVcards(text: string): Card[] {
  const cards: Card[] = [];
  let open: Map<string, string[]> | undefined;
  // RFC 6350 3.2: a line that begins with a space or tab goes on with the one before.
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\n[ \t]/g, '')
    .split('\n');
  for (const line of lines) {
    const property = readLine(line);
    if (property === undefined) continue;
    const { name, value } = property;
    if (name === 'BEGIN') open = new Map();
    else if (name === 'END') {
      if (open !== undefined) cards.push(open);
      open = undefined;
    } else if (open !== undefined) open.set(name, [...(open.get(name) ?? []), value]);
  }
  return cards;
}

/** `item1.TEL;TYPE="cell,x":+1...` as name and value. A colon may stand in a quoted parameter. */
function readLine(line: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value] = /^(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)(?:;(?:[^":]|"[^"]*")*)?:(.*)$/.exec(line) ?? [];
  return name === undefined || value === undefined ? undefined : { name: name.toUpperCase(), value };
}

/** The components of a value: `Capulet;Juliet;;;` has five (RFC 6350 3.4). */
export function components(value: string): string[] {
  return value.split(/(?<!\\);/).map(unescaped);
}

/** A value without its escapes (RFC 6350 3.4). */
export function unescaped(value: string): string {
  return value.replace(/\\([\\,;nN])/g, (_, marked: string) => (/n/i.test(marked) ? '\n' : marked)).trim();
}
