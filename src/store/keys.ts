/** The prefix of every key, where nothing else is configured. */
export const DEFAULT_PREFIX = 'isthmus';

/**
 * The name of a key: `<prefix>:{<family>}:<rest>`. Keys of one family share a hash tag, so a script may touch several of
 * them on a cluster. Neither prefix nor family holds a brace; `rest` may hold anything, because only the first tag counts.
 */
export function keyName(prefix: string, family: string, rest: string): string {
  return `${prefix}:{${family}}:${rest}`;
}
