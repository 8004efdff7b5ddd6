import type { CustomVariableSupport, DataQuery, DataQueryRequest, MetricFindValue, RawTimeRange } from '@grafana/data';
import { lastValueFrom } from 'rxjs';

import { requestOf } from './ask';
import type { Datasource } from './plugin';

export interface VariableOption {
  value: string;
  label: string;
}

/** What a query variable lists. */
export async function loadOptions(
  datasource: Datasource,
  query: DataQuery,
  range: RawTimeRange
): Promise<VariableOption[]> {
  const support = datasource.variables as CustomVariableSupport<Datasource>;
  const panel = requestOf({ query, range, minInterval: '', asker: 'panel' });
  const request: DataQueryRequest<DataQuery> = { ...panel, targets: [query] };
  const values: MetricFindValue[] = (await lastValueFrom(support.query(request))).data;
  return values.map(({ text, value }) => ({ value: String(value ?? text), label: text }));
}
