import { parseTag, type Tag } from './parse-tag.js';
import { type Token, tokensOf } from './tokens.js';
import type { ParsedTemplate, TemplateNode, TemplateProblem, ValuePath } from './tree.js';

/** UTF-16 units, tags and sections within each other of one template. */
const LONGEST_TEMPLATE = 65_536;
const MOST_TAGS = 2000;
const DEEPEST = 16;

/** A template, or why it is none. */
type TemplateReading = { readonly template: ParsedTemplate } | { readonly problem: TemplateProblem };

/**
 * Reads a template. Values stand in it as `{{title}}` or `{{labels.instance | default "all" | upper}}`, sections as
 * `{{#alerts 10}} {{title}} {{else}} none {{/alerts}}`: shown for each item of a list, or once where the value is something;
 * `{{^link}}` is shown where it is nothing; `{{! notes}}` nowhere. Nothing else can be done in it, so it always ends.
 */
export function parseTemplate(source: string): TemplateReading {
  if (source.length > LONGEST_TEMPLATE) {
    return problemAt(source, 0, `this is too long: write at most ${LONGEST_TEMPLATE} characters`);
  }
  const tokens = tokensOf(source);
  if ('unclosed' in tokens) return problemAt(source, tokens.unclosed, 'this is not closed: write }} behind it');
  if (tokens.length > 2 * MOST_TAGS)
    return problemAt(source, 0, `there are too many braces: write at most ${MOST_TAGS}`);
  const builder = new TreeBuilder();
  for (const token of tokens) {
    const message = builder.take(token);
    if (message !== undefined) return problemAt(source, token.at, message);
  }
  const open = builder.open;
  if (open !== undefined) return problemAt(source, open.at, `this section is not closed: write {{/${open.name}}}`);
  const literal = tokens.map(({ kind, text }) => (kind === 'text' ? text : '')).join('');
  return { template: { nodes: builder.nodes, literal } };
}

function problemAt(source: string, at: number, message: string): TemplateReading {
  const lines = source.slice(0, at).split('\n');
  return { problem: { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, message } };
}

/** A section that is being read. */
interface Frame {
  readonly at: number;
  readonly tag: Extract<Tag, { readonly kind: 'open' }>;
  readonly body: TemplateNode[];
  readonly otherwise: TemplateNode[];
  inElse: boolean;
}

class TreeBuilder {
  readonly nodes: TemplateNode[] = [];
  readonly #stack: Frame[] = [];

  /** The innermost section that is not closed yet. */
  get open(): { readonly at: number; readonly name: string } | undefined {
    const frame = this.#stack.at(-1);
    return frame === undefined ? undefined : { at: frame.at, name: shown(frame.tag.path) };
  }

  /** What is wrong with it, if something is. */
  take({ kind, text, at }: Token): string | undefined {
    if (kind === 'text') {
      this.#add({ kind: 'text', text });
      return undefined;
    }
    const tag = parseTag(text);
    switch (tag.kind) {
      case 'wrong':
        return tag.message;
      case 'comment':
        return undefined;
      case 'value':
        this.#add(tag);
        return undefined;
      case 'else':
        return this.#else();
      case 'open':
        if (this.#stack.length >= DEEPEST) return `at most ${DEEPEST} sections can be within each other`;
        this.#stack.push({ at, tag, body: [], otherwise: [], inElse: false });
        return undefined;
      case 'close':
        return this.#close(tag.path);
    }
  }

  #else(): string | undefined {
    const frame = this.#stack.at(-1);
    if (frame === undefined) return '{{else}} stands in no section: write it between {{#name}} and {{/name}}';
    if (frame.inElse) return 'this section has an {{else}} already: write only one';
    frame.inElse = true;
    return undefined;
  }

  #close(path: ValuePath): string | undefined {
    const frame = this.#stack.pop();
    if (frame === undefined) return `no section is open: write {{#${shown(path)}}} before it`;
    const { path: opened, inverted, most } = frame.tag;
    if (shown(opened) !== shown(path)) return `another section is open: write {{/${shown(opened)}}}`;
    const { body, otherwise } = frame;
    const parts = inverted ? { body: otherwise, otherwise: body } : { body, otherwise };
    this.#add({ kind: 'section', path: opened, most, ...parts });
    return undefined;
  }

  #add(node: TemplateNode): void {
    const frame = this.#stack.at(-1);
    if (frame === undefined) this.nodes.push(node);
    else (frame.inElse ? frame.otherwise : frame.body).push(node);
  }
}

function shown(path: ValuePath): string {
  return path.length === 0 ? '.' : path.map((step) => (/^[\w-]+$/.test(step) ? step : `"${step}"`)).join('.');
}
