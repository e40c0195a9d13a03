/** What stands in and beside the mails of a conversation. */
export const conversationTexts = {
  en: {
    'email.subject.none': 'Message from {name}',
    'email.correction': 'Correction of my last mail:\n\n{text}',
    'email.nobody': 'This message names nobody whom a mail could go to.',
    'email.too-large':
      'The mail would be larger than the {most} MiB that may be sent. Send a link to the file in place of the file.',
    'email.file.link': '{name}: {url}',
    'email.file.lost': '{name} came with this mail and could not be kept: {reason}',
    'email.file.no-place':
      'There is no place for files: the administrator of this gateway has not set up HTTP. The file is still in the mail.',
    'email.cut': '[…]',
    'email.over-limit':
      'This mail is too large to be brought here ({size} MiB). It lies in the mailbox. What is in it:\n{parts}',
    'email.group.unknown':
      'Nobody remembers who was in this conversation any more. Write to its people by their own addresses.',
    'email.list.unknown': 'No mail of this list is known here, so nobody knows where posts to it go.',
    'email.account.gone': 'This account has no mail address any more. Register again, or change the registration.',
    'email.oauth.no-provider':
      'The administrator of this gateway has no sign-in at this provider any more. Ask for it, or register with a password.',
    'email.mailbox.no-login':
      'I have no password for this mailbox. Change the registration and tell it, or sign in at your provider with the command sign-in.',
    'email.mailbox.parked':
      'The mail server does not let me into {address}: {reason} I do not try again by myself. Change the registration, and I do.',
    'email.given-up':
      'The mail server could not be reached for days, or did not take the mail; it is not tried any more.',
    'email.unknown':
      'The mail was handed over and the answer was lost: it may have been sent. It is not sent again by itself, so that nobody gets it twice.',
    'email.loop': 'This mail goes in circles between mail servers.',
    'email.policy.kept':
      'Mails pass the mail servers of sender and receiver, which keep them as they like. The gateway keeps the text of a mail only on its way, and mails to its own addresses whole for {days} days, or as long as they wait for their user, encrypted; ids, subjects and addresses are kept for a year, so that answers find their conversation, and what is said in a room that its user has entered, or is invited to, for {rooms} days.',
    'email.policy':
      'Mails pass the mail servers of sender and receiver, which keep them as they like. The gateway keeps the text of a mail only on its way, encrypted where it waits for its user; ids, subjects and addresses are kept for a year, so that answers find their conversation, and what is said in a room that its user has entered, or is invited to, for {rooms} days.',
  },
} as const;
