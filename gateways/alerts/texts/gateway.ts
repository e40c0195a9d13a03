/** What the gateway itself says to those who write to it, and of itself. */
export const gatewayTexts = {
  en: {
    'alerts.title': 'Alerts',
    'alerts.instructions':
      'Nobody has to register to write to a route. Who registers says by which name others read who has written.',
    'alerts.register.name': 'Your name',
    'alerts.register.name.description':
      'Others read it in alerts that you write; leave it empty to be shown by your address.',
    'alerts.register.name.wrong': 'Write one line of at most {most} characters.',
    'alerts.prompt': 'Which route do you want to write to? Write its name.',
    'alerts.prompt-label': 'Name of the route',
    'alerts.address-wrong': '“{address}” cannot be the name of a route. Write to one such as {example}.',
    'alerts.address-unknown': 'There is no route “{address}”. Ask an admin which routes there are.',
    'alerts.policy':
      'What is written to a route is told to the people and rooms that its admins have set, by XMPP, SMS, mail or IRC.',
    'alerts.contact': 'Route of alerts: what is written here is told to those who take care of it.',
    'alerts.not-allowed':
      'You may not write to the route “{route}”. Ask an admin to name you in its “allow: send:” in the book of routes.',
    'alerts.answer.not-allowed':
      'You may not answer alerts of the route “{route}” that way. Ask an admin to name you in its “allow:” in the book of routes.',
    'alerts.answer.unclear':
      'Several alerts are open for you. Say which one is meant: “{word} {code}”. Open are: {open}.',
    'alerts.answer.unknown': 'No alert with the code {code} is open. It may be over, or taken back.',
    'alerts.answer.unproven':
      'It is not certain that this mail is from you. Answer the mail about the alert itself, or write “{code}” from another address that the book of routes has for you.',
    'alerts.answer.no-account':
      'I know you by your nick alone, which anybody may take. Log in to the services of the network with the account that the book of routes has for you, and say it again.',
    'alerts.answer.nothing': 'No alert is open for you, and nobody listens here for other words.',
  },
} as const;
