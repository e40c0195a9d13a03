import { FILTERS, type FilterContext } from './filters.js';
import type { ParsedTemplate, TemplateNode, ValuePath } from './tree.js';
import { isNothing, partOf, textOf } from './values.js';

/** How the values of a template are written, and how long the result may be. */
export interface TemplateOptions extends Partial<FilterContext> {
  /** Makes the text of a value safe where it stands; literal text of the template is not touched. */
  readonly safe?: (text: string) => string;
  /** UTF-16 units of the result. */
  readonly most?: number;
}

/** Units of a result, and of one value, where nothing is said. */
const MOST_UNITS = 65_536;
const LONGEST_VALUE = 16_384;
/** Nodes that are gone through, also where they show nothing. */
const MOST_STEPS = 20_000;

/** The text of a template with values in it. What is not there is empty. Time and length are bounded for any value. */
export function renderTemplate(template: ParsedTemplate, data: unknown, options: TemplateOptions = {}): string {
  return new Rendering(options).of(template.nodes, data);
}

class Rendering {
  readonly #safe: (text: string) => string;
  readonly #most: number;
  readonly #context: FilterContext;
  readonly #out: string[] = [];
  #units = 0;
  #steps = 0;

  constructor({ safe = (text) => text, most = MOST_UNITS, zone = 'UTC' }: TemplateOptions) {
    this.#safe = safe;
    this.#most = most;
    this.#context = { zone };
  }

  of(nodes: readonly TemplateNode[], data: unknown): string {
    this.#all(nodes, [data]);
    return this.#out.join('').slice(0, this.#most);
  }

  #all(nodes: readonly TemplateNode[], scopes: readonly unknown[]): void {
    for (const node of nodes) {
      this.#steps += 1;
      if (this.#steps > MOST_STEPS || this.#units >= this.#most) return;
      if (node.kind === 'text') this.#write(node.text);
      else if (node.kind === 'value') this.#value(node, scopes);
      else this.#section(node, scopes);
    }
  }

  #value({ path, filters }: Extract<TemplateNode, { kind: 'value' }>, scopes: readonly unknown[]): void {
    let value = bounded(lookUp(path, scopes));
    for (const { name, args } of filters) value = bounded(FILTERS.get(name)?.apply(value, args, this.#context));
    this.#write(this.#safe(textOf(value)));
  }

  #section(node: Extract<TemplateNode, { kind: 'section' }>, scopes: readonly unknown[]): void {
    const value = lookUp(node.path, scopes);
    if (isNothing(value)) {
      this.#all(node.otherwise, scopes);
    } else if (Array.isArray(value)) {
      for (const item of value.slice(0, node.most)) this.#all(node.body, [...scopes, item]);
    } else {
      this.#all(node.body, [...scopes, value]);
    }
  }

  #write(text: string): void {
    this.#units += text.length;
    this.#out.push(text);
  }
}

/** The value of a path: its first step is looked for from the innermost section outwards, the others in what was found. */
function lookUp(path: ValuePath, scopes: readonly unknown[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return scopes.at(-1);
  const scope = scopes.findLast((one) => partOf(one, first) !== undefined);
  return rest.reduce(partOf, partOf(scope, first));
}

function bounded(value: unknown): unknown {
  return typeof value === 'string' && value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value;
}
