/** What sources and admins read when a source is told what people did with its alerts. */
export const upstreamTexts = {
  en: {
    'alerts.upstream.taken': 'Taken',
    'alerts.upstream.trouble-passes':
      'The source {source} cannot be told what people do with its alerts ({reason}). It is tried again; see `upstream` of that source.',
    'alerts.upstream.trouble-stays':
      'The source {source} refuses to be told what people do with its alerts ({reason}). Correct `upstream` of that source.',
  },
  de: {
    'alerts.upstream.taken': 'Übernommen',
    'alerts.upstream.trouble-passes':
      'Der Quelle {source} kann nicht gesagt werden, was mit ihren Alarmen geschieht ({reason}). Es wird wieder versucht; siehe `upstream` dieser Quelle.',
    'alerts.upstream.trouble-stays':
      'Die Quelle {source} nimmt nicht an, was mit ihren Alarmen geschieht ({reason}). Bitte `upstream` dieser Quelle berichtigen.',
  },
  fr: {
    'alerts.upstream.taken': 'Pris en charge',
    'alerts.upstream.trouble-passes':
      'La source {source} ne peut pas apprendre ce qui est fait de ses alertes ({reason}). Un nouvel essai suivra ; voir `upstream` de cette source.',
    'alerts.upstream.trouble-stays':
      'La source {source} refuse d’apprendre ce qui est fait de ses alertes ({reason}). Corrigez `upstream` de cette source.',
  },
  es: {
    'alerts.upstream.taken': 'Atendida',
    'alerts.upstream.trouble-passes':
      'A la fuente {source} no se le puede decir qué se hace con sus alertas ({reason}). Se intentará de nuevo; mira `upstream` de esa fuente.',
    'alerts.upstream.trouble-stays':
      'La fuente {source} rechaza saber qué se hace con sus alertas ({reason}). Corrige `upstream` de esa fuente.',
  },
} as const;
