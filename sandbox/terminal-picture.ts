/** One run of characters of a line that look the same. */
interface Run {
  text: string;
  readonly style: Style;
}

interface Style {
  readonly colour: string;
  readonly back: string | undefined;
  readonly bold: boolean;
}

const CELL = { width: 8.4, height: 18 };
const MARGIN = 8;
const BACKGROUND = '#16181d';
const PLAIN: Style = { colour: '#d8dbe2', back: undefined, bold: false };
/** The eight colours of terminals, and their bright ones. All can be read on the background. */
const COLOURS = ['#7a7f8a', '#ff8a80', '#8fd694', '#f2d06b', '#8ab4ff', '#d9a6ff', '#7fdbe6', '#d8dbe2'];

/** The screen of a terminal, with its escape sequences, as a picture (SVG). `alt`: what is seen on it, for those who do not see it. */
export function terminalPicture(screen: string, alt: string): string {
  const lines = screen.replace(/\s+$/, '').split('\n').map(runsOf);
  const columns = Math.max(...lines.map((runs) => runs.reduce((sum, { text }) => sum + text.length, 0)));
  const [width, height] = [Math.ceil(columns * CELL.width) + 2 * MARGIN, lines.length * CELL.height + 2 * MARGIN];
  const texts = lines.flatMap((runs, row) => {
    let column = 0;
    return runs.flatMap(({ text, style }) => {
      const at = column;
      column += text.length;
      return drawn(text, style, MARGIN + at * CELL.width, MARGIN + row * CELL.height);
    });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14">`,
    `<title>${escaped(alt)}</title>`,
    `<rect width="${width}" height="${height}" rx="6" fill="${BACKGROUND}"/>`,
    ...texts,
    '</svg>\n',
  ].join('\n');
}

function drawn(text: string, { colour, back, bold }: Style, x: number, y: number): readonly string[] {
  const width = text.length * CELL.width;
  const box =
    back === undefined
      ? []
      : [`<rect x="${round(x)}" y="${y}" width="${round(width)}" height="${CELL.height}" fill="${back}"/>`];
  if (text.trim() === '') return box;
  const weight = bold ? ' font-weight="bold"' : '';
  // With its length it stays in its columns, whatever font there is.
  const place = `x="${round(x)}" y="${y + 13}" textLength="${round(width)}" xml:space="preserve"`;
  return [...box, `<text ${place} fill="${colour}"${weight}>${escaped(text)}</text>`];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Takes the escape sequences out of a line; those of colours and weight (SGR) count, others do not occur in what tmux captures. */
function runsOf(line: string): readonly Run[] {
  const runs: Run[] = [];
  let style = PLAIN;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
  for (const piece of line.split(/(\x1b\[[\d;]*m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const [, codes] = /^\x1b\[([\d;]*)m$/.exec(piece) ?? [];
    if (codes !== undefined) style = restyled(style, codes);
    else if (piece !== '') runs.push({ text: piece, style });
  }
  return runs;
}

function restyled(style: Style, codes: string): Style {
  let next = style;
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) next = PLAIN;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 7) next = { ...next, colour: BACKGROUND, back: next.colour };
    else if (code === 22) next = { ...next, bold: false };
    else if (code === 39) next = { ...next, colour: PLAIN.colour };
    else if (code === 49) next = { ...next, back: undefined };
    else if (code >= 30 && code <= 37) next = { ...next, colour: COLOURS[code - 30] ?? PLAIN.colour };
    else if (code >= 90 && code <= 97) next = { ...next, colour: COLOURS[code - 90] ?? PLAIN.colour };
    else if (code >= 40 && code <= 47) next = { ...next, back: '#2b4a7a' };
  }
  return next;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
