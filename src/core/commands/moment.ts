/** A moment in a sentence, to the minute. Tables and forms have it as programs read it (XEP-0082). */
export function inSentence(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
