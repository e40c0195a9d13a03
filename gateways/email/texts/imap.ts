/** Why a mailbox is not connected, or did not do what it was asked. `{said}`: empty, or what the server said, in brackets. */
export const imapTexts = {
  en: {
    'email.imap.host-unknown': 'The name of the mail server (IMAP) is not known. Check the host in your registration.',
    'email.imap.address-refused':
      'The mail server (IMAP) has an address that this gateway does not connect to. Give another host, or ask the admin to allow it.',
    'email.imap.unreachable': 'The mail server (IMAP) cannot be reached{said}. It is tried again.',
    'email.imap.timeout': 'The mail server (IMAP) does not answer. It is tried again.',
    'email.imap.tls-failed':
      'There is no encrypted connection to the mail server (IMAP){said}. Check the port and the kind of encryption in your registration.',
    'email.imap.certificate-refused':
      'The certificate of the mail server (IMAP) is not trusted{said}. Check the host in your registration, or tell who runs the server.',
    'email.imap.lost': 'The connection to the mail server (IMAP) was lost{said}. It is made again.',
    'email.imap.protocol':
      'What the mail server (IMAP) answers cannot be understood{said}. Check host and port in your registration; it is tried again.',
    'email.imap.throttled': 'The mail server (IMAP) asks to be left alone for a while{said}. It is tried again later.',
    'email.imap.too-many-connections':
      'Your mailbox has as many connections as the mail server allows{said}. Close other mail programs; it is tried again.',
    'email.imap.sign-in-unavailable': 'The mail server lets nobody in at the moment{said}. It is tried again.',
    'email.imap.sign-in-refused':
      'The mail server does not accept your user name or password{said}. Change them in your registration; nothing is tried before.',
    'email.imap.sign-in-lost':
      'The mail service no longer lets this gateway into your mailbox. Grant access again in your registration.',
    'email.imap.refused': 'The mail server refused this{said}.',
    'email.imap.over-quota': 'Your mailbox is full{said}. Remove mails, then try again.',
    'email.imap.too-large': 'This mail is larger than it may be. Use a mail program for it.',
    'email.imap.no-such-mail': 'This mail is no longer there.',
    'email.imap.no-such-folder': 'There is no such folder in your mailbox{said}.',
    'email.imap.down': 'Your mailbox is not connected at the moment. Try again later.',
    'email.imap.busy': 'Too much is asked of your mailbox at once. Try again later.',
    'email.imap.not-held': 'Your mailbox is just being taken over by another process. Try again.',
    'email.imap.closed': 'Your mailbox is just being closed. Try again later.',
  },
} as const;
