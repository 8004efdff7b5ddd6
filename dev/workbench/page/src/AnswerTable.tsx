import { type DataFrame, type Field, formattedValueToString } from '@grafana/data';
import { InteractiveTable, Stack, useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';

import { drawable, hasTime } from './drawable';

const ROWS_ON_A_PAGE = 12;

/** Frames as tables, one below the other, the newest rows first. */
export function AnswerTable({ frames }: { frames: DataFrame[] }) {
  const theme = useTheme2();
  const tables = useMemo(() => drawable(frames, theme).map(toTable), [frames, theme]);

  return (
    <Stack direction="column">
      {tables.map(({ columns, rows }, index) => (
        <InteractiveTable
          key={index}
          columns={columns}
          data={rows}
          getRowId={({ id }) => id ?? ''}
          pageSize={ROWS_ON_A_PAGE}
        />
      ))}
    </Stack>
  );
}

type Row = Record<string, string>;

function toTable(frame: DataFrame) {
  const { fields, length } = frame;
  const columns = fields.map((field, index) => ({ id: `c${index}`, header: field.state?.displayName ?? field.name }));
  const rows = Array.from({ length }, (_, at) => {
    const row: Row = { id: String(at) };
    fields.forEach((field, index) => (row[`c${index}`] = cell(field, at)));
    return row;
  });
  return { columns, rows: hasTime(frame) ? rows.reverse() : rows };
}

function cell(field: Field, at: number): string {
  const value: unknown = field.values[at];
  return value === null || !field.display ? '' : formattedValueToString(field.display(value));
}
