import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { moment } from '../format.js';
import { onThemeChange } from '../state/theme.js';
import { t } from '../texts.js';
import { axisTimes, powersOfTen, scaleSteps } from './chart-axes.js';
import { ChartTable } from './chart-table.js';

/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** One of six fixed colours: the same thing has the same one in every chart. */
  readonly colour: 1 | 2 | 3 | 4 | 5 | 6;
  readonly dashed?: boolean;
  /** One value a step; null where there is none. */
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly title: string;
  /** What the vertical axis counts. */
  readonly unit: string;
  /** Start of the first step and length of each, ms. */
  readonly from: number;
  readonly step: number;
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
  /** The same for the axis, where that is another one. */
  readonly axis?: (value: number) => string;
  readonly logarithmic?: boolean;
}

const HEIGHT = 210;

/** Lines over time, with the values at the cursor or, without one, the latest; the same figures as a table below. */
export function Chart(props: ChartProps): JSX.Element {
  const { title, unit, from, step, series, format, axis = format, logarithmic = false } = props;
  const area = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [cursor, setCursor] = useState<number | undefined>(undefined);
  const [look, setLook] = useState(0);
  const names = series.map(({ name, colour, dashed }) => `${name}/${colour}/${dashed === true}`).join();
  const filled = series.some(({ values }) => values.some((value) => value !== null && value !== 0));

  const data = useMemo<uPlot.AlignedData>(() => {
    const steps = Math.max(0, ...series.map(({ values }) => values.length));
    const times = Array.from({ length: steps }, (_, index) => from + index * step);
    return [times, ...series.map(({ values }) => values.map((value) => (logarithmic && value === 0 ? null : value)))];
  }, [series, from, step, logarithmic]);

  // Made anew when what it shows is another thing or its colours changed; new figures alone are put in below.
  // The series are known by `names`.
  useEffect(() => {
    const box = area.current;
    if (box === null || !filled) return;
    const options = optionsFor({ box, unit, series, hidden, axis, logarithmic, onCursor: setCursor });
    const made = new uPlot(options, data, box);
    plot.current = made;
    const sized = new ResizeObserver(() => {
      if (box.clientWidth > 0) made.setSize({ width: box.clientWidth, height: HEIGHT });
    });
    sized.observe(box);
    return () => {
      sized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [names, unit, hidden, logarithmic, filled, look]);
  useEffect(() => plot.current?.setData(data), [data]);
  useEffect(() => onThemeChange(() => setLook((before) => before + 1)), []);

  const toggle = (name: string) =>
    setHidden((before) => {
      const after = new Set(before);
      if (!after.delete(name)) after.add(name);
      return after;
    });
  const last = Math.max(0, (data[0]?.length ?? 0) - 1);
  const shown = Math.min(cursor ?? last, last);
  const move = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const made = plot.current;
    if (by === undefined || made === undefined) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, shown + by));
    made.setCursor({ left: made.valToPos(from + next * step, 'x'), top: HEIGHT / 2 });
  };

  if (!filled) return <p class="chart-empty">{t.chart.empty}</p>;
  return (
    <div class="chart">
      <div class="legend">
        <span class="legend-at">{cursor === undefined ? t.chart.latest : t.chart.at(moment(from + shown * step))}</span>
        {series.map(({ name, colour, dashed, values }) => (
          <button
            key={name}
            type="button"
            class="legend-item"
            aria-pressed={!hidden.has(name)}
            title={t.chart.hide(name)}
            onClick={() => toggle(name)}
          >
            <svg viewBox="0 0 24 10" aria-hidden="true">
              <path
                d="M1 5H23"
                class={`series-${colour}`}
                stroke-width="3"
                stroke-dasharray={dashed ? '5 3' : undefined}
              />
            </svg>
            {name} <span class="value">{said(values[shown], format)}</span>
          </button>
        ))}
      </div>
      <div
        ref={area}
        class="chart-area"
        role="img"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its cursor is moved by the arrow keys
        tabIndex={0}
        aria-label={t.chart.label(title, series.map(({ name }) => name).join(', '))}
        onKeyDown={move}
      />
      <ChartTable title={title} from={from} step={step} series={series} format={format} sums={!logarithmic} />
    </div>
  );
}

function said(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value);
}

interface Look {
  readonly box: HTMLElement;
  readonly unit: string;
  readonly series: readonly Series[];
  readonly hidden: ReadonlySet<string>;
  readonly axis: (value: number) => string;
  readonly logarithmic: boolean;
  readonly onCursor: (index: number | undefined) => void;
}

function optionsFor({ box, unit, series, hidden, axis: onAxis, logarithmic, onCursor }: Look): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `12px ${colour('--font')}`;
  const axis = { stroke: colour('--text-soft'), font, labelFont: font, grid: { stroke: colour('--line'), width: 1 } };
  const ticks = { stroke: colour('--line'), width: 1, size: 4 };
  return {
    padding: [10, 14, 0, 0],
    width: Math.max(200, box.clientWidth),
    height: HEIGHT,
    ms: 1,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true }, y: logarithmic ? { distr: 3 } : { range: scaleSteps } },
    axes: [
      { ...axis, ticks, space: 70, size: 32, values: axisTimes },
      {
        ...axis,
        ticks,
        label: unit,
        labelSize: 20,
        size: 62,
        ...(logarithmic && { grid: { ...axis.grid, filter: powersOfTen } }),
        values: (_, splits) => splits.map((value) => (value === null ? '' : onAxis(value))),
      },
    ],
    series: [
      {},
      ...series.map((one) => ({
        label: one.name,
        show: !hidden.has(one.name),
        stroke: colour(`--series-${one.colour}`),
        width: 2,
        spanGaps: true,
        points: { show: sparse(one.values) },
        ...(one.dashed === true ? { dash: [6, 4] } : {}),
      })),
    ],
    hooks: { setCursor: [(made) => onCursor(made.cursor.idx ?? undefined)] },
  };
}

/** So few values that lines alone would hide them. */
function sparse(values: readonly (number | null)[]): boolean {
  return values.filter((value) => value !== null).length < 40 && values.some((value) => value === null);
}
