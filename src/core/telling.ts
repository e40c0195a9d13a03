import type { Problem } from '../problem.js';
import type { StanzaProblem } from '../xmpp/errors.js';
import type { Catalogue } from './text/catalogue.js';

/** A problem as an error stanza tells it: in the user's language, and with the JID that was probably meant. */
export function inWords(words: Catalogue, why: Problem, lang?: string): StanzaProblem {
  const text = words.text(why.text, lang);
  const said = {
    type: why.type,
    // Where a language lacks the sentence it is told in another, and must not claim to be what it is not.
    lang: words.languageOf(why.text.key, lang),
    ...(why.code === undefined ? {} : { code: why.code }),
    ...(why.maybeSent === undefined ? {} : { maybeSent: why.maybeSent }),
  };
  if (why.hint === undefined) return { ...said, condition: why.condition, text };
  // RFC 6120 8.3.3.5: `gone` is the condition that may carry the address to use instead.
  return {
    ...said,
    condition: 'gone',
    text: words.text({ key: 'address.suggestion', params: { problem: text, jid: why.hint } }, lang),
    uri: `xmpp:${why.hint}`,
  };
}
