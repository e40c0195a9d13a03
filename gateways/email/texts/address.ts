/** What is said of mail addresses. */
export const addressTexts = {
  en: {
    'email.address.prompt': 'Write a mail address, such as alice@example.com.',
    'email.address.prompt-label': 'Mail address',
    'email.address.write-as': 'Write this address as {suggestion}.',
    'email.address.empty': 'Write a mail address, such as alice@example.com.',
    'email.address.no-at':
      '{written} is no mail address, because it has no at sign. Write a whole one, such as alice@example.com.',
    'email.address.local-empty':
      '{written} is no mail address, because nothing stands before the at sign. Write a whole one, such as alice@example.com.',
    'email.address.local':
      '{written} is no mail address: what stands before the at sign has characters that need quotes or may not be there. Look at how it is spelled.',
    'email.address.comment':
      '{written} has something in parentheses, which no mail is sent to. Write the address without it.',
    'email.address.domain':
      '{written} is no mail address, because what stands behind the at sign is no domain. Look at how it is spelled.',
    'email.address.too-long':
      '{written} is too long for a mail address: at most 64 octets may stand before the at sign, and 254 in all. Look at how it is spelled.',
    'email.address.no-reply':
      '{address} only sends mail, and nobody reads what is sent there. Look in its last mail for another way to answer.',
  },
} as const;
