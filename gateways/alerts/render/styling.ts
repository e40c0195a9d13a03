const MARKS = ['*', '_', '~', '`'] as const;

/** A mark where nothing that is part of a word stands before it: there a span or a block could begin. */
const OPENING = /(?:^|[^\p{L}\p{N}])[*_~`]\S/u;
/** A line that is a quotation. */
const QUOTATION = /^\s*>/mu;

/**
 * Whether a text of somebody else could be taken for message styling (XEP-0393), or end one of the template in which it
 * stands. Stricter than the XEP: clients find spans also where it has none.
 */
export function couldStyle(text: string, template: string): boolean {
  return (
    OPENING.test(text) || QUOTATION.test(text) || MARKS.some((mark) => text.includes(mark) && template.includes(mark))
  );
}
