import { type DataFrame, type Field, formattedValueToString, type LinkModel, type TimeRange } from '@grafana/data';
import { Button, InteractiveTable, Stack, useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';

import { drawable, hasTime } from './drawable';
import { type Follow, linksOf } from './host/links';

const ROWS_ON_A_PAGE = 12;

interface Props {
  frames: DataFrame[];
  range: TimeRange;
  /** Absent where links lead nowhere. */
  follow?: Follow;
}

/** Frames as tables, one below the other, of series the newest rows first. */
export function AnswerTable({ frames, range, follow }: Props) {
  const theme = useTheme2();
  const tables = useMemo(
    () => drawable(frames, theme).map((frame) => toTable(frame, range, follow)),
    [frames, theme, range, follow]
  );

  return (
    <Stack direction="column">
      {tables.map(({ columns, rows }, index) => (
        <InteractiveTable
          key={index}
          columns={columns}
          data={rows}
          getRowId={({ id }) => String(id)}
          pageSize={ROWS_ON_A_PAGE}
        />
      ))}
    </Stack>
  );
}

/** The values of a row, to sort by. */
interface Row extends Record<string, unknown> {
  /** Index of the frame's row. */
  id: number;
}

function toTable(frame: DataFrame, range: TimeRange, follow?: Follow) {
  const { fields, length } = frame;
  const columns = fields.map((field, index) => ({
    id: `c${index}`,
    header: field.state?.displayName ?? field.name,
    sortType: 'basic' as const,
    cell: ({ row: { original } }: { row: { original: Row } }) => (
      <Cell
        text={textOf(field, original.id)}
        links={follow && field.config.links ? linksOf(frame, field, original.id, range, follow) : []}
      />
    ),
  }));
  const rows = Array.from({ length }, (_, id): Row => {
    const values = fields.map((field, index) => [`c${index}`, field.values[id]]);
    return { ...Object.fromEntries(values), id };
  });
  return { columns, rows: hasTime(frame) ? rows.reverse() : rows };
}

function textOf(field: Field, at: number): string {
  const value: unknown = field.values[at];
  return value === null || !field.display ? '' : formattedValueToString(field.display(value));
}

/** A value; a click on it follows its first link. */
function Cell({ text, links: [link] }: { text: string; links: Array<LinkModel<Field>> }) {
  return link && text ? (
    <Button fill="text" size="sm" tooltip={link.title} onClick={(event) => link.onClick?.(event)}>
      {text}
    </Button>
  ) : (
    text
  );
}
