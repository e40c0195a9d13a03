import type { Problem } from '../../gateway.js';
import { speaksOfLogin } from '../smtp/replies.js';
import { notNow } from '../smtp/results.js';
import type { SmtpStage, TransactionResult } from '../smtp/transaction.js';

/** Before anything of a mail was said. */
const BEFORE_MAIL: readonly SmtpStage[] = ['connect', 'greeting', 'hello', 'tls', 'auth'];
const SECTION = 'gateways.email.addresses.smtp';
/** Keys of the config that say how a stage is to go. */
const KEYS: Readonly<Partial<Record<SmtpStage, string>>> = {
  connect: `${SECTION}.host, port`,
  greeting: `${SECTION}.host, port, security`,
  hello: `${SECTION}.security, name`,
  tls: `${SECTION}.security, caFile, serverName`,
  auth: `${SECTION}.username, password`,
};

/** Whether the admin's mail server does not let us in, or takes no mail at all: nothing that is wrong with one mail. */
export function isOfSmarthost(
  result: TransactionResult,
): result is Extract<TransactionResult, { readonly kind: 'refused' | 'not-now' }> {
  return isLogin(result) || (result.kind === 'not-now' && result.scope === 'server');
}

/** Keys of the config to look at; undefined where none of them is to blame. */
export function keysOf(
  result: Extract<TransactionResult, { readonly kind: 'refused' | 'not-now' }>,
): string | undefined {
  return isLogin(result) ? KEYS.auth : KEYS[result.stage];
}

/** What the admin's mail server came to, as mails see it: they wait until the admin has mended the login. */
export function fromSmarthost(result: TransactionResult): TransactionResult {
  return isLogin(result) ? notNow('the mail server refused the login', 'auth') : result;
}

/**
 * What a user is told while the admin's mail server does not let us in. Its words are for the admin. Undefined where something is
 * wrong with the mail.
 */
export function smarthostProblem(result: TransactionResult, address: string): Problem | undefined {
  if (result.kind !== 'not-now' || result.scope !== 'server' || !BEFORE_MAIL.includes(result.stage)) return undefined;
  return {
    type: 'wait',
    condition: 'remote-server-timeout',
    text: { key: 'email.failed.gateway-server', params: { address } },
    code: 'smtp',
  };
}

/** A server that wants a login says so at `MAIL` where it got none (RFC 4954 6). */
function isLogin(result: TransactionResult): result is Extract<TransactionResult, { readonly kind: 'refused' }> {
  if (result.kind !== 'refused') return false;
  return result.stage === 'auth' || (result.stage === 'mail' && speaksOfLogin(result.reply));
}
