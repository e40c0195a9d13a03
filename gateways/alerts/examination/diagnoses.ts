import type { Diagnoses } from '../../gateway.js';

/** What can be wrong between Isthmus and what alerts come from or go to. */
export const alertsDiagnoses = {
  'upstream-unreachable': {
    severity: 'error',
    title: 'the API of a source does not answer',
    why: 'Silences that people make do not reach it, and it goes on sending.',
  },
  'upstream-certificate': {
    severity: 'error',
    title: 'the certificate of the API of a source is not trusted',
    why: 'Its token is given only to whom Isthmus can verify.',
  },
  'upstream-login': {
    severity: 'error',
    title: 'the API of a source refuses our login',
    why: 'Silences that people make do not reach it, and it goes on sending.',
  },
  'upstream-wrong': {
    severity: 'error',
    title: 'what answers is not the API of a source',
    why: 'Silences that people make do not reach it, and it goes on sending.',
  },
  'webhook-unreachable': {
    severity: 'warning',
    title: 'the web server of a bot does not answer',
    why: 'Its events wait for it, and are given up in the end.',
  },
  'links-nowhere': {
    severity: 'hint',
    title: 'messages about alerts have no links',
    why: 'With a public address of the HTTP port people can take an alert by one touch.',
  },
} as const satisfies Diagnoses;
