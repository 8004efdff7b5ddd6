import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Field, RadioButtonGroup } from '@grafana/ui';
import { useId } from 'react';

import type { Granularity, RtcQuery } from '../types';

const DAY_MS = 24 * 60 * 60 * 1000;

interface Props {
  granularity: RtcQuery['granularity'];
  onChange: (granularity: RtcQuery['granularity']) => void;
  /** The query's interval in milliseconds; absent before the first run. */
  intervalMs?: number;
}

/** Size of the buckets. */
export function GranularityField({ granularity, onChange, intervalMs }: Props) {
  const id = useId();
  const label = t('query-editor.granularity.label', 'Granularity');

  return (
    <Field label={label} htmlFor={id} noMargin>
      <RadioButtonGroup<RtcQuery['granularity']>
        id={id}
        aria-label={label}
        options={granularityOptions(intervalMs)}
        value={granularity}
        onChange={onChange}
      />
    </Field>
  );
}

function granularityOptions(intervalMs?: number): Array<SelectableValue<Granularity>> {
  const hour = t('query-editor.granularity.hour', 'Hour');
  const day = t('query-editor.granularity.day', 'Day');
  return [
    {
      value: 'auto',
      label: autoLabel(hour, day, intervalMs),
      description: t(
        'query-editor.granularity.auto-description',
        "By day if the query's interval is a day or more, else by hour. The query option Min interval steers it."
      ),
    },
    { value: '1h', label: hour },
    {
      value: '1d',
      label: day,
      description: t('query-editor.granularity.day-description', 'Days begin at midnight in UTC+8, as in the API.'),
    },
  ];
}

/** The backend decides by the same rule, so that panels and alert rules agree. */
function autoLabel(hour: string, day: string, intervalMs?: number): string {
  if (intervalMs === undefined) {
    return t('query-editor.granularity.auto', 'Auto');
  }
  return t('query-editor.granularity.auto-resolved', 'Auto ({{granularity}})', {
    granularity: intervalMs >= DAY_MS ? day : hour,
  });
}
