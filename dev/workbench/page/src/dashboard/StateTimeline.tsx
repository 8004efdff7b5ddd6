import { css } from '@emotion/css';
import {
  type DataFrame,
  dateTimeFormat,
  type Field,
  FieldType,
  getFieldDisplayName,
  type GrafanaTheme2,
  type TimeRange,
} from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  frames: DataFrame[];
  range: TimeRange;
  width: number;
  height: number;
}

const NAMES = 170;
const AXIS = 20;
const TICKS = 5;

/**
 * A row for each series, coloured as its values are. A second time of a frame is when a state ends. Grafana's own panel of
 * this kind is not part of its packages.
 */
export function StateTimeline({ frames, range, width, height }: Props) {
  const styles = useStyles2(getStyles);
  const from = range.from.valueOf();
  const to = range.to.valueOf();
  const span = to - from;
  const rows = frames.flatMap((frame) => {
    const [time, end] = frame.fields.filter(({ type }) => type === FieldType.time);
    const values = frame.fields.filter(({ type }) => type !== FieldType.time);
    return time ? values.map((field) => ({ name: getFieldDisplayName(field, frame, frames), field, time, end })) : [];
  });
  const rowHeight = (height - AXIS) / rows.length;
  const at = (moment: number) => ((moment - from) / span) * (width - NAMES);

  return (
    <div className={styles.plot} style={{ width, height }}>
      {rows.map(({ name, field, time, end }, index) => (
        <div key={name} className={styles.row} style={{ height: rowHeight }}>
          <span className={styles.name} style={{ fontSize: Math.min(12, rowHeight) }}>
            {name}
          </span>
          {runs(field, time, end, to).map((run) => (
            <i
              key={`${index} ${run.start}`}
              className={styles.run}
              style={{
                left: NAMES + Math.max(0, at(run.start)),
                width: at(run.end) - Math.max(0, at(run.start)),
                background: run.color,
              }}
            />
          ))}
        </div>
      ))}
      {Array.from({ length: TICKS }, (_, tick) => (
        <span key={tick} className={styles.tick} style={{ left: NAMES + at(from + (span * tick) / TICKS) }}>
          {dateTimeFormat(from + (span * tick) / TICKS, { format: 'HH:mm' })}
        </span>
      ))}
    </div>
  );
}

interface Run {
  start: number;
  end: number;
  color?: string;
}

/** Neighbours of one colour are one; a missing value ends it. What has no end yet lasts until the latest time. */
function runs(field: Field, time: Field, ends: Field | undefined, latest: number): Run[] {
  const found: Run[] = [];
  const step = (time.values[1] ?? 0) - (time.values[0] ?? 0);
  time.values.forEach((start: number, index) => {
    const value: unknown = field.values[index];
    if (value === null || value === undefined) {
      return;
    }
    const color = field.display?.(value).color;
    const end: number = ends ? (ends.values[index] ?? latest) : start + step;
    const last = found.at(-1);
    if (last && last.end === start && last.color === color) {
      last.end = end;
    } else {
      found.push({ start, end, color });
    }
  });
  return found;
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({ position: 'relative', overflow: 'hidden' }),
  row: css({ position: 'relative', display: 'flex', alignItems: 'center' }),
  name: css({
    width: NAMES,
    paddingRight: theme.spacing(1),
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    ...theme.typography.bodySmall,
  }),
  run: css({ position: 'absolute', top: '10%', bottom: '10%', opacity: 0.8 }),
  tick: css({ position: 'absolute', bottom: 0, color: theme.colors.text.secondary, ...theme.typography.bodySmall }),
});
