import { type Failure, type FailureReason, failure } from './failure.js';

/**
 * What servers say in `ERROR` has no codes; these are the words that ngircd, InspIRCd, UnrealIRCd, Solanum, Hybrid, Bahamut,
 * ircu and Ergo use. The first that matches counts: a ban often quotes free text, so that the narrow ones come first.
 */
const WORDS: readonly (readonly [RegExp, FailureReason])[] = [
  [/\b[KGZDAQ][-: ]?lined?\b/i, 'banned'],
  [/\b(re)?connect\w*\s+(too|so)\s+fast|throttl|trying to reconnect|excess(ive)? flood|too quickly/i, 'throttled'],
  [
    /too many (host |local |global |user |unknown )*(connections|clones|clients|sessions)|(no more|max\w*)( \w+)* (connections|clones)|more connections|session limit|clones? (limit|detected)/i,
    'too-many-connections',
  ],
  [/server is full|no more connections|connection class is full|all connections in use|max(imum)? users/i, 'throttled'],
  [
    /\bsasl (access|auth\w*|login) (only|required)|(need|have|must|required) to (identify|authenticate|log ?in)\b.*\bsasl|sasl is required/i,
    'login-refused',
  ],
  [/bad password|password (mismatch|incorrect|required)|invalid password|access denied.*password/i, 'password-refused'],
  [
    /\bakill|\bautokill|\bbanned\b|\bban\b|\bshun|dnsbl|blacklist|blocklist|not authori[sz]ed|not allowed|no authori[sz]ation|unauthori[sz]ed|open prox|\btor\b|access denied|permission denied/i,
    'banned',
  ],
  [/\bkilled?\b/i, 'killed'],
  [/ping time ?out/i, 'ping-timeout'],
  [/registration time ?out/i, 'registration-timeout'],
];

/** The meaning of an `ERROR` line's text. */
export function serverError(text: string): Failure {
  // Who we are in "Closing Link: nick[user@host] (reason)" is no reason; a host may well be named "ban".
  const reason = text.replace(/^Closing Link:?\s*(\([^()\s]*@[^()\s]*\)|\[[^\]\s]*\]|[^\s([]\S*)?\s*/i, '') || text;
  return failure(WORDS.find(([words]) => words.test(reason))?.[1] ?? 'closed', text);
}
