/** Names from the outermost value inwards; empty: the item of the section in which it stands. */
export type ValuePath = readonly string[];

/** A filter as it is written: what it does with which arguments. */
export interface FilterCall {
  readonly name: string;
  readonly args: readonly string[];
}

/** A part of a template. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly path: ValuePath; readonly filters: readonly FilterCall[] }
  | {
      readonly kind: 'section';
      readonly path: ValuePath;
      /** Items of a list that are shown at most. */
      readonly most: number;
      readonly body: readonly TemplateNode[];
      /** Shown where there is nothing to show in the body. */
      readonly otherwise: readonly TemplateNode[];
    };

/** A template that was read; it never changes. */
export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  /** All that stands in it as it is. */
  readonly literal: string;
}

/** What is wrong with a template, and what to write instead. Lines and columns count from 1. */
export interface TemplateProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}
