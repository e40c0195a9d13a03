/**
 * Words and templates of messages about alerts. A template `…tail` is never cut off. What stands in an SMS is of the GSM
 * alphabet wherever the language can be read so.
 */
export const renderTexts = {
  en: {
    'alerts.render.severity.critical': 'critical',
    'alerts.render.severity.error': 'error',
    'alerts.render.severity.warning': 'warning',
    'alerts.render.severity.info': 'info',
    'alerts.render.resolved': 'resolved',
    'alerts.render.acknowledged': 'acknowledged',
    'alerts.render.title':
      '{{#several}}{{total}} {{total | plural "alert" "alerts"}} {{#firing}}firing{{/firing}}{{#resolved}}resolved{{/resolved}}{{#acknowledged}}acknowledged{{/acknowledged}}{{#name}}: {{name}}{{/name}}{{else}}{{name}}{{/several}}',
    'alerts.render.by': 'by {{by}}',
    'alerts.render.more': '… and {{more}} more',
    'alerts.render.held-back': '{{heldBack}} more {{heldBack | plural "alert was" "alerts were"}} held back.',
    'alerts.render.since': 'Since',
    'alerts.render.lasted': 'Lasted',
    'alerts.render.route': 'Route',
    'alerts.render.details': 'Details',
    'alerts.render.take': 'Take it',
    'alerts.render.chat.tail': 'React with ✅ or write “ack {{code}}” to take it.',
    'alerts.render.mail.tail': 'To take it, answer this mail with “ack”. Its code is {{code}}.',
    'alerts.render.sms.several':
      '{{total}} {{total | plural "alert" "alerts"}} {{#firing}}firing{{/firing}}{{#resolved}}resolved{{/resolved}}{{#acknowledged}}acknowledged{{/acknowledged}}',
    'alerts.render.sms.tail': 'Reply {{code}}',
    'alerts.render.irc.tail': '!ack {{code}}',
  },
  de: {
    'alerts.render.severity.critical': 'kritisch',
    'alerts.render.severity.error': 'Fehler',
    'alerts.render.severity.warning': 'Warnung',
    'alerts.render.severity.info': 'Hinweis',
    'alerts.render.resolved': 'behoben',
    'alerts.render.acknowledged': 'übernommen',
    'alerts.render.title':
      '{{#several}}{{total}} {{total | plural "Alarm" "Alarme"}} {{#firing}}aktiv{{/firing}}{{#resolved}}behoben{{/resolved}}{{#acknowledged}}übernommen{{/acknowledged}}{{#name}}: {{name}}{{/name}}{{else}}{{name}}{{/several}}',
    'alerts.render.by': 'von {{by}}',
    'alerts.render.more': '… und {{more}} weitere',
    'alerts.render.held-back':
      '{{heldBack}} {{heldBack | plural "weiterer Alarm wurde" "weitere Alarme wurden"}} zurückgehalten.',
    'alerts.render.since': 'Seit',
    'alerts.render.lasted': 'Dauer',
    'alerts.render.route': 'Route',
    'alerts.render.details': 'Einzelheiten',
    'alerts.render.take': 'Übernehmen',
    'alerts.render.chat.tail': 'Zum Übernehmen mit ✅ reagieren oder „ack {{code}}“ schreiben.',
    'alerts.render.mail.tail': 'Zum Übernehmen auf diese Mail mit „ack“ antworten. Der Code ist {{code}}.',
    'alerts.render.sms.several':
      '{{total}} {{total | plural "Alarm" "Alarme"}} {{#firing}}aktiv{{/firing}}{{#resolved}}behoben{{/resolved}}{{#acknowledged}}übernommen{{/acknowledged}}',
    'alerts.render.sms.tail': 'Antwort {{code}}',
    'alerts.render.irc.tail': '!ack {{code}}',
  },
  fr: {
    'alerts.render.severity.critical': 'critique',
    'alerts.render.severity.error': 'erreur',
    'alerts.render.severity.warning': 'avertissement',
    'alerts.render.severity.info': 'information',
    'alerts.render.resolved': 'résolu',
    'alerts.render.acknowledged': 'pris en charge',
    'alerts.render.title':
      '{{#several}}{{total}} {{total | plural "alerte" "alertes"}} {{#firing}}en cours{{/firing}}{{#resolved}}{{total | plural "résolue" "résolues"}}{{/resolved}}{{#acknowledged}}{{total | plural "prise" "prises"}} en charge{{/acknowledged}}{{#name}} : {{name}}{{/name}}{{else}}{{name}}{{/several}}',
    'alerts.render.by': 'par {{by}}',
    'alerts.render.more': '… et {{more}} {{more | plural "autre" "autres"}}',
    'alerts.render.held-back':
      '{{heldBack}} {{heldBack | plural "autre alerte a été retenue" "autres alertes ont été retenues"}}.',
    'alerts.render.since': 'Depuis',
    'alerts.render.lasted': 'Durée',
    'alerts.render.route': 'Route',
    'alerts.render.details': 'Détails',
    'alerts.render.take': 'Prendre en charge',
    'alerts.render.chat.tail': 'Pour la prendre en charge, réagissez par ✅ ou écrivez « ack {{code}} ».',
    'alerts.render.mail.tail': 'Pour la prendre en charge, répondez « ack » à ce courriel. Son code est {{code}}.',
    'alerts.render.sms.several':
      '{{total}} {{total | plural "alerte" "alertes"}} {{#firing}}en cours{{/firing}}{{#resolved}}{{total | plural "résolue" "résolues"}}{{/resolved}}{{#acknowledged}}{{total | plural "prise" "prises"}} en charge{{/acknowledged}}',
    'alerts.render.sms.tail': 'Répondre {{code}}',
    'alerts.render.irc.tail': '!ack {{code}}',
  },
  es: {
    'alerts.render.severity.critical': 'crítico',
    'alerts.render.severity.error': 'error',
    'alerts.render.severity.warning': 'aviso',
    'alerts.render.severity.info': 'información',
    'alerts.render.resolved': 'resuelto',
    'alerts.render.acknowledged': 'atendido',
    'alerts.render.title':
      '{{#several}}{{total}} {{total | plural "alerta" "alertas"}} {{#firing}}{{total | plural "activa" "activas"}}{{/firing}}{{#resolved}}{{total | plural "resuelta" "resueltas"}}{{/resolved}}{{#acknowledged}}{{total | plural "atendida" "atendidas"}}{{/acknowledged}}{{#name}}: {{name}}{{/name}}{{else}}{{name}}{{/several}}',
    'alerts.render.by': 'por {{by}}',
    'alerts.render.more': '… y {{more}} más',
    'alerts.render.held-back':
      '{{heldBack | plural "Se retuvo" "Se retuvieron"}} {{heldBack}} {{heldBack | plural "alerta" "alertas"}} más.',
    'alerts.render.since': 'Desde',
    'alerts.render.lasted': 'Duración',
    'alerts.render.route': 'Ruta',
    'alerts.render.details': 'Detalles',
    'alerts.render.take': 'Atender',
    'alerts.render.chat.tail': 'Para atenderla, reaccione con ✅ o escriba «ack {{code}}».',
    'alerts.render.mail.tail': 'Para atenderla, responda «ack» a este correo. Su código es {{code}}.',
    'alerts.render.sms.several':
      '{{total}} {{total | plural "alerta" "alertas"}} {{#firing}}{{total | plural "activa" "activas"}}{{/firing}}{{#resolved}}{{total | plural "resuelta" "resueltas"}}{{/resolved}}{{#acknowledged}}{{total | plural "atendida" "atendidas"}}{{/acknowledged}}',
    'alerts.render.sms.tail': 'Responda {{code}}',
    'alerts.render.irc.tail': '!ack {{code}}',
  },
} as const;
