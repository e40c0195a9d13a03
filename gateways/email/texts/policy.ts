/** What is said of rules and limits, and of mail that may not be what it seems. */
export const policyTexts = {
  en: {
    // policy/domains.ts
    'email.policy.recipient-denied':
      'The administrator of this gateway lets nobody write to {address}. Ask them if you need to.',
    'email.policy.recipient-not-allowed':
      'The administrator of this gateway lets its users write to certain domains only, and {address} is in none of them. Ask them if you need to.',

    // receiving/judgement.ts
    'email.policy.sender-denied': 'The administrator of this gateway lets this sender write to nobody here.',
    'email.policy.sender-blocked': 'You have blocked this sender.',
    'email.policy.junk': 'A filter says that this mail is junk, and there is no more room for such.',

    // receiving/lobby.ts and releases.ts
    'email.waiting.no-reply':
      'Mail of {address} waits, to whom you have never written and whom nobody can answer. Write "accept {address}" here if you want it, or "block {address}". Without a word it does not come, and is forgotten here after 30 days.',
    'email.waiting.strangers':
      'Mail of senders waits whom you do not know: {senders}. Write to one of them, or add it to your contacts, and its mail comes; else it is gone after 30 days.',

    // receiving/contact-presences.ts
    'email.presence.mail': 'By mail',
    'email.presence.parked': 'Your mailbox does not open. Change your registration, or use the command "mailbox".',

    // receiving/presentable.ts and inbox.ts
    'email.enclosed.event': 'With this mail comes a date:\n{event}',
    'email.enclosed.card': 'With this mail comes a card: {card}',
    'email.hint.jabber-id': 'The author of this mail can be reached in XMPP too: {jid}',

    // policy/mail-limits.ts
    'email.limit.per-mail':
      'A mail may go to at most {most} recipients, and this one has {recipients}. Send it to fewer at a time.',
    'email.limit.mails': 'You have sent {most} mails today, and may not send more. Try again tomorrow (UTC).',
    'email.limit.newcomer':
      'You are new here and have sent {most} mails today, which is as many as you may for now. Try again tomorrow (UTC).',
    'email.limit.recipients':
      'With this mail you would have written to more than {most} recipients today. Try again tomorrow (UTC).',
    'email.limit.gateway':
      'All users together have sent as many mails today as this gateway may. Try again tomorrow (UTC).',

    // policy/loops.ts
    'email.loop.too-many':
      '{address} writes to you again and again, as programs do that answer each other. Further mails wait, and come together when it has stopped.',

    // policy/short-circuit.ts
    'email.route.contact': '{address} is the address of a contact in XMPP and no mail address. Write to it in XMPP.',
    'email.route.own-address':
      '{address} is an address of this gateway for reports, and nobody reads what is sent there. Look at the address.',

    // policy/digest.ts
    'email.digest': '{text}',
    'email.digest.one': 'While you were away a mail came:',
    'email.digest.several': 'While you were away {count} mails came:',
    'email.digest.line': '• {from}: {subject}',
    'email.digest.line-without-subject': '• {from} (no subject)',
    'email.digest.more': 'and {more} more',
    'email.digest.full': 'More may have come than can be told here. They are in your mailbox.',
    'email.digest.how': 'Write read and the address of a sender to the gateway for the text of one.',

    // policy/notification-mode.ts
    'email.notice.mail': 'Mail from {from}: {subject}',
    'email.notice.mail-without-subject': 'Mail from {from} without a subject',
    'email.notice.beginning': '{text}',
    'email.notice.file': 'With a file.',
    'email.notice.files': 'With {files} files.',
    'email.notice.how': 'For the text write to the gateway: read {address}',

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
