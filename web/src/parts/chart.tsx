import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { theme } from '../shell/theme.js';
import { inTurn } from './in-turn.js';

/** A line of a chart. */
export interface ChartSeries {
  readonly label: string;
  /** A custom property of tokens.css: `--accent`. */
  readonly colour: string;
  readonly isDashed?: boolean;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface ChartProps {
  readonly title: string;
  readonly xLabel: string;
  readonly series: readonly ChartSeries[];
  /** Of the legend's values. */
  readonly format: (value: number) => string;
  /** Of the axis' numbers. */
  readonly axisFormat: (value: number) => string;
  /** The largest x from the beginning on, so that the lines grow into the chart. */
  readonly xEnd: number;
}

const HEIGHT = 210;

/** Lines over a common axis, which grow while they are looked at, with a legend that has each line's last value. */
export function Chart({ title, xLabel, series, format, axisFormat, xEnd }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shownTheme = theme.value;
  const look = series.map(({ colour, isDashed }) => `${colour}${isDashed ? '-' : ''}`).join(' ');

  /** Shows what the newest rendering was given. */
  const update = useRef(() => {});
  update.current = () =>
    plot.current?.batch(() => {
      plot.current!.setData(joined(series), false);
      plot.current!.setScale('x', { min: 0, max: xEnd });
    });

  useEffect(() => {
    const element = box.current!;
    const observer = new ResizeObserver(() => {
      const width = element.clientWidth;
      // Told of the first width, too, which the chart has been made with.
      if (plot.current!.width !== width) plot.current!.setSize({ width, height: HEIGHT });
    });
    // A chart takes several milliseconds to make, and a tab shows more than one of them.
    const takeBack = inTurn(() => {
      const noPoints: uPlot.AlignedData = [[], ...series.map(() => [])];
      plot.current = new uPlot(options(element, series, xLabel, axisFormat), noPoints, element);
      update.current();
      observer.observe(element);
    });
    return () => {
      takeBack();
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
    // Only what the series look like makes another chart: their points are shown by each rendering.
  }, [look, xLabel, shownTheme]);

  useEffect(() => update.current());

  return (
    <figure class="chart">
      <figcaption class="chart-caption">
        <h3>{title}</h3>
        <ul class="legend">
          {series.map(({ label, colour, isDashed, y }) => (
            <li key={label}>
              <span class={isDashed ? 'swatch dashed' : 'swatch'} style={{ borderColor: `var(${colour})` }} />
              {label} <span class="number">{y.length > 0 ? format(y[y.length - 1]) : '–'}</span>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={box} class="plot" aria-hidden="true" />
    </figure>
  );
}

function joined(series: readonly ChartSeries[]): uPlot.AlignedData {
  if (series.length === 0) return [[]];
  return uPlot.join(series.map(({ x, y }): uPlot.AlignedData => [[...x], [...y]]));
}

function options(
  element: HTMLElement,
  series: readonly ChartSeries[],
  xLabel: string,
  axisFormat: (value: number) => string,
): uPlot.Options {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: token('--muted'),
    font: '12px ui-sans-serif, system-ui, sans-serif',
    grid: { stroke: token('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false } },
    axes: [
      { ...axis, label: xLabel, labelSize: 18, labelFont: axis.font, size: 28 },
      { ...axis, size: 46, values: (_, values) => values.map(axisFormat) },
    ],
    series: [
      {},
      ...series.map(({ label, colour, isDashed }): uPlot.Series => ({
        label,
        stroke: token(colour),
        width: 2,
        spanGaps: true,
        points: { show: isDashed === true, size: 5 },
        ...(isDashed && { dash: [6, 4] }),
      })),
    ],
  };
}
