import { cleanLine } from './plain-text.js';
import type { GroupView, Words } from './view.js';

/** The sentence that stands before everything else in a test, which no template can leave out; empty where it is none. */
export function testSentence({ test }: Pick<GroupView, 'test'>, words: Words): string {
  return test ? cleanLine(words('alerts.render.test')) : '';
}

/** The same in one word, where there is no room for more. */
export function testWord({ test }: Pick<GroupView, 'test'>, words: Words): string {
  return test ? cleanLine(words('alerts.render.test-word')) : '';
}
