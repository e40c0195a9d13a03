import { spawnSync } from 'node:child_process';

/** One series of a page of metrics. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A page of metrics in the text format of Prometheus, as it is served. */
export class MetricsPage {
  readonly text: string;
  readonly samples: readonly Sample[];

  constructor(text: string) {
    this.text = text;
    this.samples = text.split('\n').flatMap((line) => {
      const [, name, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      return name === undefined
        ? []
        : [{ name, labels: labelsOf(labels), value: Number(value?.replace('Inf', 'Infinity')) }];
    });
  }

  static async read(base: string): Promise<MetricsPage> {
    const response = await fetch(`${base}/metrics`);
    if (!response.ok) throw new Error(`/metrics answers ${response.status}`);
    return new MetricsPage(await response.text());
  }

  /** Families that it declares: name, type. */
  get families(): ReadonlyMap<string, string> {
    return new Map([...this.text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
  }

  /** The sum of all series of that name that have these labels. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    const fitting = this.samples.filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    return fitting.reduce((sum, { value }) => sum + value, 0);
  }
}

function labelsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** What `promtool` says; empty where it has nothing to say. */
export function promtool(args: readonly string[], input = ''): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync('/usr/bin/promtool', args, { input, encoding: 'utf8' });
  return { code: status, said: `${stdout}${stderr}`.trim() };
}
