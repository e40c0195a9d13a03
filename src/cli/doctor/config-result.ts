import { type Diagnoses, ExamReport } from '../../../gateways/gateway.js';
import type { Finding } from '../../config/finding.js';
import type { AreaResult } from './run-areas.js';

/** What can be wrong with the config. */
export const configDiagnoses = {
  'config-wrong': {
    severity: 'error',
    title: 'the config file, or a file that it names, cannot be used',
    why: 'Isthmus does not start with it, so that nothing else is looked at. `isthmus check` tells the same.',
  },
  'config-doubtful': {
    severity: 'warning',
    title: 'something in the config file is hardly meant so',
    why: 'Isthmus starts with it and may do something else than you expect.',
  },
} as const satisfies Diagnoses;

/** What is wrong in the files themselves, as the doctor tells it. */
export function configResult(file: string, findings: readonly (Finding & { readonly file?: string })[]): AreaResult {
  const report = new ExamReport(configDiagnoses);
  for (const { file: where = file, line, origin, severity, path, value, message, fix } of findings) {
    report.tell(severity === 'error' ? 'config-wrong' : 'config-doubtful', {
      subject: path === '' ? where : path,
      found: `${value === undefined ? '' : `${value} `}${message}.`,
      write: fix,
      where: origin ?? (line === undefined ? where : `${where}, line ${line}`),
    });
  }
  if (findings.length === 0) report.fine(`${file} can be used`);
  return { area: 'config', findings: report.findings, well: report.well };
}
