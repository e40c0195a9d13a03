/** What is said of rules and limits, and of mail that may not be what it seems. */
export const policyTexts = {
  en: {
    // policy/domains.ts
    'email.policy.recipient-denied':
      'The administrator of this gateway lets nobody write to {address}. Ask them if you need to.',
    'email.policy.recipient-not-allowed':
      'The administrator of this gateway lets its users write to certain domains only, and {address} is in none of them. Ask them if you need to.',

    // policy/spoofing.ts
    'email.warning.failed':
      'Warning: {domain} says that this mail is not from there. Do not trust it, and follow no links in it.',
    'email.warning.unproven': 'Warning: nothing proves that this mail is from {domain}. Ask its sender in another way.',
    'email.warning.unaligned':
      'Warning: this mail names a sender at {domain} and was sent from {path}. Ask its sender in another way.',
    'email.warning.several-from': 'This mail names several authors: {addresses}. Look at whom you answer.',
    'email.warning.name-is-address':
      'Warning: the sender calls itself {named}, but the address is {address}. Look at it closely before you answer.',
    'email.warning.reply-to':
      'Your answer to this mail goes to another domain than it came from: {address}. Look at it closely before you answer.',
    'email.warning.scripts':
      'Warning: name or address of the sender have letters that look like others. In plain letters the address is {address}.',
    'email.warning.hidden':
      'Warning: name or address of the sender have characters that are not seen. In plain letters the address is {address}.',
  },
} as const;
