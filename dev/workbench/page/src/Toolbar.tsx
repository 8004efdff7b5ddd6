import type { RawTimeRange } from '@grafana/data';
import { Combobox, Field, MultiCombobox, RadioButtonGroup, Stack } from '@grafana/ui';
import { useState } from 'react';

import { AdHocFilter } from './AdHocFilter';
import { CustomRange } from './CustomRange';
import type { Question } from './host/ask';
import type { Datasource } from './host/plugin';
import { VARIABLE_NAME } from './host/variable';
import type { Runs } from './useRuns';
import type { Variable } from './useVariable';

interface Props {
  datasource: Datasource;
  runs: Runs;
  variable: Variable;
}

const RANGES = [
  { value: 'now-1h', label: '1 h' },
  { value: 'now-6h', label: '6 h' },
  { value: 'now-24h', label: '24 h' },
  { value: 'now-2d', label: '2 d' },
  { value: 'now-7d', label: '7 d' },
  { value: 'now-30d', label: '30 d' },
  { value: 'custom', label: 'Custom' },
];

const INTERVALS = ['1m', '1h', '6h', '1d'].map((value) => ({ value }));

/** The controls of a dashboard. */
export function Toolbar({ datasource, runs, variable }: Props) {
  const { question, change, run } = runs;
  const [isCustom, setIsCustom] = useState(RANGES.every(({ value }) => value !== question.range.from));

  const ask = (patch: Partial<Question>) => {
    change(patch);
    run();
  };
  const chooseRange = (from: string) => {
    setIsCustom(from === 'custom');
    if (from !== 'custom') {
      ask({ range: { from, to: 'now' } });
    }
  };

  return (
    <Stack gap={2} wrap="wrap" alignItems="flex-end">
      <Field label={`$${VARIABLE_NAME}`} htmlFor="variable-values" noMargin>
        <MultiCombobox
          id="variable-values"
          options={variable.options}
          value={variable.chosen}
          onChange={(chosen) => variable.choose(chosen.map(({ value }) => value))}
          placeholder="No value"
          width="auto"
          minWidth={24}
          maxWidth={60}
        />
      </Field>
      <Field label="Last" htmlFor="time-range" noMargin>
        <RadioButtonGroup
          id="time-range"
          aria-label="Time range"
          options={RANGES}
          value={isCustom ? 'custom' : String(question.range.from)}
          onChange={chooseRange}
        />
      </Field>
      {isCustom && <CustomRange range={question.range} onChange={(range: RawTimeRange) => ask({ range })} />}
      <Field label="Min interval" htmlFor="min-interval" noMargin>
        <Combobox
          id="min-interval"
          options={INTERVALS}
          value={question.minInterval || null}
          onChange={(option) => ask({ minInterval: option?.value ?? '' })}
          placeholder="None"
          isClearable
          width={16}
        />
      </Field>
      <Field label="Asked by" htmlFor="asker" noMargin>
        <RadioButtonGroup
          id="asker"
          aria-label="Asked by"
          options={[
            { value: 'panel' as const, label: 'Panel' },
            { value: 'alert-rule' as const, label: 'Alert rule' },
            { value: 'explore' as const, label: 'Explore' },
          ]}
          value={question.asker}
          onChange={(asker) => ask({ asker })}
        />
      </Field>
      <AdHocFilter datasource={datasource} onChange={(filters) => ask({ filters })} />
    </Stack>
  );
}
