/** One property of an iCalendar object (RFC 5545 3.1): names in capitals, the value as it is written. */
export interface ContentLine {
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  readonly value: string;
}

/** Units of one line after unfolding: longer ones are cut, which no date or name suffers from. */
const LONGEST_LINE = 4096;
const MOST_PARAMS = 20;

/** The properties of a file, unfolded. What is no property is left out. Time and memory grow with the text alone. */
export function* contentLines(text: string): Generator<ContentLine> {
  let line = '';
  for (const raw of physicalLines(text)) {
    const first = raw.charAt(0);
    if (first === ' ' || first === '\t') {
      if (line.length < LONGEST_LINE) line += raw.slice(1, 1 + LONGEST_LINE - line.length);
      continue;
    }
    const parsed = parseLine(line);
    if (parsed !== undefined) yield parsed;
    line = raw.slice(0, LONGEST_LINE);
  }
  const parsed = parseLine(line);
  if (parsed !== undefined) yield parsed;
}

/** Lines end with CR LF; files that were edited have LF alone. */
function* physicalLines(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end;
    yield text.slice(from, text.charAt(to - 1) === '\r' && to > from ? to - 1 : to);
    from = to + 1;
  }
}

/** `NAME;PARAM=value;PARAM="quoted:value":value` */
function parseLine(line: string): ContentLine | undefined {
  const params = new Map<string, string>();
  const colon = valueStart(line);
  if (colon === -1) return undefined;
  const [name = '', ...written] = splitOutsideQuotes(line.slice(0, colon));
  for (const param of written.slice(0, MOST_PARAMS)) {
    const equals = param.indexOf('=');
    if (equals > 0) params.set(param.slice(0, equals).toUpperCase(), unquoted(param.slice(equals + 1)));
  }
  return name === '' ? undefined : { name: name.toUpperCase(), params, value: line.slice(colon + 1) };
}

function valueStart(line: string): number {
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (char === ':' && !quoted) return at;
  }
  return -1;
}

function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (char === ';' && !quoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function unquoted(value: string): string {
  return value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value;
}

/** A value of type TEXT (RFC 5545 3.3.11) without its escapes. */
export function textOf(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char));
}
