/** Items of a list that are written one after the other. */
const MOST_JOINED = 100;

/** Whether there is nothing to show: no value, no text, no number but 0, no items. */
export function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === false || value === '' || value === 0;
}

/** A value as text. Lists have something between their items; what has parts of its own is nothing. */
export function textOf(value: unknown, between = ', '): string {
  if (Array.isArray(value)) return value.slice(0, MOST_JOINED).map(scalarText).join(between);
  return scalarText(value);
}

function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The part of a value; of lists by number. Only what the value itself has: nothing is found in its prototype. */
export function partOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}
