import type { DataQuery, RawTimeRange } from '@grafana/data';

import type { Datasource } from '../host/plugin';
import type { HostState } from '../host/state';
import { loadOptions, type VariableOption } from '../host/variableOptions';
import type { AskedDashboard } from './asked';
import type { VariableModel } from './model';

/**
 * Gives variables their values, one after the other: the query of one may use those before it. They have what the address
 * says, else what is stored or comes first; all where several can be chosen.
 */
export async function setVariables(
  host: HostState,
  datasource: Datasource,
  variables: VariableModel[],
  asked: AskedDashboard,
  range: RawTimeRange
): Promise<void> {
  host.variables = {};
  for (const { name, type, query, multi, current } of variables) {
    const options = type === 'query' ? await loadOptions(datasource, query as DataQuery, range) : toOptions(current);
    const inAddress = asked.valuesOf(name);
    const unasked = options.slice(0, multi ? undefined : 1).map(({ value }) => value);
    const values = inAddress.length > 0 ? inAddress : unasked;
    host.variables[name] = { values, texts: values.map((value) => labelOf(value, options)) };
  }
}

function toOptions(current: VariableModel['current']): VariableOption[] {
  const texts = [current?.text ?? []].flat();
  return [current?.value ?? []].flat().map((value, index) => ({ value, label: texts[index] ?? value }));
}

function labelOf(value: string, options: VariableOption[]): string {
  return options.find((option) => option.value === value)?.label ?? value;
}
