/** What senders of alerts are told when theirs cannot be read. What people may have written stands in all languages. */
export const sourceTexts = {
  en: {
    'alerts.source.json-broken': 'This is no JSON. Send one JSON document in UTF-8.',
    'alerts.source.xml-broken':
      'This XML cannot be read. Send one well-formed element without document type, comments and processing instructions.',
    'alerts.source.not-utf8': 'This is not UTF-8. Send the text in UTF-8.',
    'alerts.source.empty': 'There is nothing in this. Send what the alert says.',
    'alerts.source.delay-wrong':
      'When this is to be told cannot be read from {delay}. Write 30m, 10am, tomorrow, 3pm or seconds since 1970: at least ten seconds and at most three days from now.',
    'alerts.source.signature-missing': 'The header {header} is missing. Set the same secret at the sender as here.',
    'alerts.source.signature-wrong':
      'The signature in {header} is not of this body and the secret of this source. Set the same secret at the sender as here.',
    'alerts.source.signature-stale':
      'The time in {header} is too far from now. Set the clocks of both machines, and send when it is signed.',
    'alerts.source.too-large': 'This is too large. Send at most {most} octets at once.',
    'alerts.source.wrong-type': 'This source does not read {type}. Send {types}.',
    'alerts.source.wrong-charset': 'This source does not read {charset}. Send UTF-8.',
    'alerts.source.not-an-object': 'A JSON object is expected here. Send {example}.',
    'alerts.source.no-alerts': 'There is no list of alerts at {path}. Send one, empty where there are none.',
    'alerts.source.field-missing': '{path} is missing. Send it.',
    'alerts.source.field-wrong': '{path} cannot be used. Write {expected}.',
    'alerts.source.not-cap':
      'This is no alert of CAP 1.0, 1.1 or 1.2. Send one alert element with identifier and sender.',
    'alerts.source.nothing-to-say': 'There is no text in this that could be passed on. Write some.',
    'alerts.source.not-to-distribute':
      'You have asked that this is not passed on (Distribute: false), so it was passed on to nobody. Send it without that.',
    'alerts.source.event-wrong': '{path} cannot be used. Write {expected}.',
    'alerts.source.not-kept': 'The alerts could not be kept at the moment. Send them again in a moment.',
    'alerts.source.too-many': 'These are more alerts than are taken at once. Send them again in a moment.',

    'alerts.mapping.not-an-object': 'Write names with templates here, such as title: "{{message}}".',
    'alerts.mapping.unknown': '{name} is nothing that a mapping knows. Write one of {names}.',
    'alerts.mapping.not-text': 'Write a template in quotes, such as "{{message}}".',
    'alerts.mapping.missing': 'Write what the title is made of, such as title: "{{message}}".',
    'alerts.mapping.template-long': 'This template is too long. Write at most {most} characters.',
    'alerts.mapping.template-open': 'A {{ has no }} after it. Write {{path}}.',
    'alerts.mapping.template-empty': 'There is nothing between {{ and }}. Write a path such as {{host.name}}.',
    'alerts.mapping.path-wrong':
      '{path} is no path. Write names with dots between them, such as host.name, tags[0] or labels[a.b].',
    'alerts.mapping.path-deep': '{path} is too deep. Write at most {most} names.',
    'alerts.mapping.places-many': 'The templates have too many places. Write at most {most} in all of them.',
    'alerts.mapping.many': 'These are too many. Write at most {most}.',
    'alerts.mapping.name-wrong': '{name} is no name of a label. Write letters, digits, dots, hyphens and underscores.',
    'alerts.mapping.severity-wrong': '{value} is no severity. Write one of {values}.',
    'alerts.mapping.status-wrong': '{value} is no status. Write one of {values}.',
  },
  de: {
    'alerts.source.delay-wrong':
      'Aus {delay} ist nicht zu lesen, wann dies gesagt werden soll. Bitte 30m, 10am, tomorrow, 3pm oder Sekunden seit 1970 schreiben: frühestens in zehn Sekunden und spätestens in drei Tagen.',
    'alerts.source.too-many':
      'Das sind mehr Meldungen, als auf einmal genommen werden. Bitte in einem Moment noch einmal senden.',
    'alerts.source.nothing-to-say': 'Darin ist kein Text, der weitergegeben werden könnte. Bitte etwas schreiben.',
    'alerts.source.not-to-distribute':
      'Du wolltest, dass dies nicht weitergegeben wird (Distribute: false), also hat es niemand bekommen. Bitte ohne das senden.',
  },
  fr: {
    'alerts.source.delay-wrong':
      '{delay} ne dit pas quand cela doit être annoncé. Écrivez 30m, 10am, tomorrow, 3pm ou des secondes depuis 1970 : dans dix secondes au plus tôt et trois jours au plus tard.',
    'alerts.source.too-many': 'Ce sont plus d’alertes qu’il n’en est pris à la fois. Renvoyez-les dans un instant.',
    'alerts.source.nothing-to-say': 'Il n’y a là aucun texte à transmettre. Écrivez-en un.',
    'alerts.source.not-to-distribute':
      'Vous avez demandé que ceci ne soit pas transmis (Distribute: false), personne ne l’a donc reçu. Envoyez-le sans cela.',
  },
  es: {
    'alerts.source.delay-wrong':
      'De {delay} no se puede leer cuándo hay que avisar. Escribe 30m, 10am, tomorrow, 3pm o segundos desde 1970: como pronto en diez segundos y como tarde en tres días.',
    'alerts.source.too-many': 'Son más alertas de las que se toman a la vez. Envíalas de nuevo en un momento.',
    'alerts.source.nothing-to-say': 'Aquí no hay texto que se pueda pasar. Escribe algo.',
    'alerts.source.not-to-distribute':
      'Has pedido que esto no se pase (Distribute: false), así que nadie lo ha recibido. Envíalo sin eso.',
  },
} as const;
