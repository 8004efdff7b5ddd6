import { type DataContextScopedVar, getFieldDisplayValuesProxy, getTimeField, type ScopedVars } from '@grafana/data';

/** What the template of a data link finds where it is clicked: `${__value.raw}`, `${__data.fields.app_id}` and the like. */
export function valuesAt({ frame, field, rowIndex }: DataContextScopedVar['value']): ScopedVars {
  const scopes: Record<string, object> = { __field: { name: field.name, labels: field.labels } };
  if (rowIndex !== undefined) {
    scopes.__value = { raw: field.values[rowIndex], time: getTimeField(frame).timeField?.values[rowIndex] };
    scopes.__data = { fields: getFieldDisplayValuesProxy({ frame, rowIndex }) };
  }
  return Object.fromEntries(Object.entries(scopes).map(([name, value]) => [name, { text: '', value }]));
}
