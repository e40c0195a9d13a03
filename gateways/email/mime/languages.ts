/** A well-formed tag of BCP 47, as far as mail needs it. */
const TAG = /^[a-z]{1,8}(?:-[a-z0-9]{1,8}){0,6}$/i;
/** Tags that name no language: undetermined, several, none at all. */
const NO_LANGUAGE: ReadonlySet<string> = new Set(['und', 'mul', 'zxx', 'mis', 'i-default']);

/** The first language of a Content-Language field (RFC 3282); undefined where it names none. */
export function readLanguage(field: string | undefined): string | undefined {
  for (const part of (field ?? '').slice(0, 256).split(',')) {
    const comment = part.indexOf('(');
    const tag = (comment === -1 ? part : part.slice(0, comment)).trim();
    if (TAG.test(tag) && !NO_LANGUAGE.has(tag.toLowerCase())) return tag;
  }
  return undefined;
}

/**
 * How well a language meets a wish, higher is better; -1: not at all. `wishes` are tags of BCP 47, the dearest first; each
 * also means its more general and its more special tags (RFC 4647 3).
 */
export function languageRank(tag: string | undefined, wishes: readonly string[]): number {
  if (tag === undefined) return -1;
  const found = tag.toLowerCase();
  const at = wishes.findIndex((wish) => {
    const wanted = wish.toLowerCase();
    return found === wanted || found.startsWith(`${wanted}-`) || wanted.startsWith(`${found}-`);
  });
  return at === -1 ? -1 : wishes.length - at;
}
