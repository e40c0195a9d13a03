import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentedBook } from '../../../../gateways/alerts/book/schema/book-schema.js';
import { type Shape, shapeOf } from '../../../../src/config/shape.js';

/** Keys of sections that nothing is said about. */
function undescribed(shape: Shape, path: string): readonly string[] {
  const inner = [shape.items, shape.additionalProperties, ...(shape.anyOf ?? [])].flatMap((one) =>
    typeof one === 'object' ? undescribed(one, `${path}[]`) : [],
  );
  const keys = Object.entries(shape.properties ?? {}).flatMap(([name, one]) => [
    ...(one.description === undefined ? [`${path}.${name}`] : []),
    ...undescribed(one, `${path}.${name}`),
  ]);
  return [...inner, ...keys];
}

test('every key of the book says what it means', () => {
  const silent = undescribed(shapeOf(documentedBook), '');
  assert.deepEqual(silent, []);
});
