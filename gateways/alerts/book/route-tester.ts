import { readFiles } from './book-keeper.js';
import { findingText, type RouteTest, type RouteTestOptions, testRoute } from './route-test.js';

/** Reads the files of a book and tells what they make of a payload now; what cannot be read is told as a finding. */
export async function testFiles(
  files: readonly string[],
  payload: string,
  options: Omit<RouteTestOptions, 'now'> = {},
): Promise<RouteTest> {
  const { texts, findings } = await readFiles(files);
  if (findings.length > 0) return { ok: false, lines: findings.map(findingText) };
  return testRoute(texts, payload, { ...options, now: Date.now() });
}
