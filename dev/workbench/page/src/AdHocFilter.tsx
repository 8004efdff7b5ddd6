import type { AdHocVariableFilter, MetricFindValue } from '@grafana/data';
import { Combobox, type ComboboxOption, Field, MultiCombobox, Stack } from '@grafana/ui';
import { useState } from 'react';

import type { Datasource } from './host/plugin';

interface Props {
  datasource: Datasource;
  onChange: (filters: AdHocVariableFilter[]) => void;
}

/** A dashboard's ad-hoc filter variable with one condition. */
export function AdHocFilter({ datasource, onChange }: Props) {
  const [key, setKey] = useState('');
  const [values, setValues] = useState<string[]>([]);

  const choose = (next: string[]) => {
    setValues(next);
    const operator = next.length > 1 ? '=|' : '=';
    onChange(next.length > 0 ? [{ key, operator, value: next[0] ?? '', values: next }] : []);
  };

  return (
    <Stack gap={1} alignItems="flex-end">
      <Field label="Ad-hoc filter" htmlFor="ad-hoc-key" noMargin>
        <Combobox
          id="ad-hoc-key"
          options={async () => toOptions(await datasource.getTagKeys?.({ filters: [] }))}
          value={key || null}
          onChange={({ value }) => setKey(value)}
          placeholder="None"
          width={20}
        />
      </Field>
      {key && (
        <Field label="Ad-hoc values" htmlFor="ad-hoc-values" noMargin>
          <MultiCombobox
            key={key}
            id="ad-hoc-values"
            options={async () => toOptions(await datasource.getTagValues?.({ key, filters: [] }))}
            value={values}
            onChange={(chosen) => choose(chosen.map(({ value }) => value))}
            createCustomValue
            isClearable
            width="auto"
            minWidth={20}
            maxWidth={40}
          />
        </Field>
      )}
    </Stack>
  );
}

function toOptions(found: unknown): Array<ComboboxOption<string>> {
  return ((found ?? []) as MetricFindValue[]).map(({ text, value }) => ({ label: text, value: String(value ?? text) }));
}
