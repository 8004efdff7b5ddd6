import type { DataFrame, DataTransformerInfo } from '@grafana/data';
import { groupBy, range } from 'lodash';
import { map } from 'rxjs';

interface Options {
  fields: string[];
}

/**
 * A frame for each value of a field, which its other fields have as a label: as the dashboards use Grafana's
 * transformation of this name, which is not part of its packages.
 */
export const partitionByValues: DataTransformerInfo<Options> = {
  id: 'partitionByValues',
  name: 'Partition by values',
  defaultOptions: { fields: [] },
  operator: ({ fields: [name = ''] }) => map((frames) => frames.flatMap((frame) => partsOf(frame, name))),
};

function partsOf(frame: DataFrame, name: string): DataFrame[] {
  const by = frame.fields.find((field) => field.name === name);
  if (!by) {
    return [frame];
  }
  const others = frame.fields.filter((field) => field !== by);
  const rowsOf = groupBy(range(frame.length), (row) => by.values[row]);
  return Object.entries(rowsOf).map(([value, rows]) => ({
    ...frame,
    length: rows.length,
    fields: others.map((field) => ({
      ...field,
      values: rows.map((row) => field.values[row]),
      labels: { ...field.labels, [name]: value },
      state: undefined,
    })),
  }));
}
