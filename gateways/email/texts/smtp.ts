/** What is said of mails that a server did not take. `{said}`: the server's own words. */
export const smtpTexts = {
  en: {
    'email.failed.unknown-address':
      'There is no mailbox {address}. Look at how it is spelled. The mail server said: {said}',
    'email.failed.moved':
      '{address} takes no mail any more. Ask its owner for the new address. The mail server said: {said}',
    'email.failed.unknown-domain':
      'No mail server is known for {address}. Look at how it is spelled behind the at sign. The mail server said: {said}',
    'email.failed.takes-no-mail':
      'The domain of {address} takes no mail at all. Reach its owner in another way. The mail server said: {said}',
    'email.failed.disabled':
      'The mailbox {address} takes no mail now. Reach its owner in another way. The mail server said: {said}',
    'email.failed.full': 'The mailbox {address} is full. Try again later. The mail server said: {said}',
    'email.failed.too-large':
      'The mail is too large for the server. Send less at once, or a link to the file. The mail server said: {said}',
    'email.failed.late':
      'The mail server of {address} was not reached in time. Try again later. The mail server said: {said}',
    'email.failed.loop':
      'The mail to {address} went round in circles and was stopped. Tell the administrator of that address. The mail server said: {said}',
    'email.failed.content':
      'The mail server does not take this kind of content. Send it in another form. The mail server said: {said}',
    'email.failed.utf8':
      'A mail server on the way cannot carry the letters of {address}. Ask for an address of Latin letters. The mail server said: {said}',
    'email.failed.policy':
      'The mail server refused this mail to {address} by its rules, for instance as spam. Write it in other words, or reach its owner in another way. The mail server said: {said}',
    'email.failed.forbidden':
      'The mail server does not let you send to {address}. Ask whoever runs the server. The mail server said: {said}',
    'email.failed.login':
      'Your mail server did not accept the login, so nothing can be sent. Register again with the right password. The mail server said: {said}',
    'email.failed.gateway-server':
      "The gateway's own mail server has trouble and did not take the mail to {address}. Its administrator has been told.",
    'email.failed.busy':
      'The mail server took no mail to {address} for now. Try again later. The mail server said: {said}',
    'email.failed.internal':
      'The mail server did not understand the gateway, and the mail to {address} was not sent. Tell the administrator of the gateway. The mail server said: {said}',
    'email.failed.other':
      'The mail to {address} was refused. Reach its owner in another way. The mail server said: {said}',
    'email.failed.unreachable':
      'The mail server could not be reached, and the mail to {address} was not sent. Try again later. ({said})',
  },
} as const;
