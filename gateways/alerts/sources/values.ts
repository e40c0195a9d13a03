/** Looking into what JSON.parse gave, without trust in any of it. */

/** An object of JSON, of which nothing else is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value of JSON is an object; lists and null are none. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a key that the object has itself: `constructor` and its like are not in a payload because JavaScript has them. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A text, number or truth value as text; undefined for all else, and for what is empty. */
export function scalar(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** `scalar` of a key. */
export function textOf(object: JsonObject, key: string): string | undefined {
  return scalar(own(object, key));
}

/** The object at a key; an empty one where there is none. */
export function objectOf(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isObject(value) ? value : {};
}

/** The list at a key; an empty one where there is none. */
export function listOf(object: JsonObject, key: string): readonly unknown[] {
  const value = own(object, key);
  return Array.isArray(value) ? value : [];
}

/** Names and values of an object whose values are texts, numbers or truth values. Others are left out. */
export function scalars(object: JsonObject): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (const key of Object.keys(object)) {
    const value = scalar(object[key]);
    if (value !== undefined) found.push([key, value]);
  }
  return found;
}

/** One name and its value; nothing where there is no value. */
export function pairOf(name: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[name, value]];
}
