import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';

import { resolveAuto } from '../granularity';
import type { BucketSize } from '../queryTypes';
import type { Granularity, RtcQuery } from '../types';
import { RadioField } from './RadioField';

type Value = NonNullable<RtcQuery['granularity']>;

interface Props {
  granularity: Value;
  onChange: (granularity: Value) => void;
  /** The sizes to choose from, the finest first. */
  granularities: BucketSize[];
  /** The query's interval in milliseconds; absent before the first run. */
  intervalMs?: number;
}

/** Size of the buckets. */
export function GranularityField({ granularity, onChange, granularities, intervalMs }: Props) {
  return (
    <RadioField<Value>
      label={t('query-editor.granularity.label', 'Granularity')}
      options={[autoOption(granularities, intervalMs), ...granularities.map(sizeOption)]}
      value={granularity}
      onChange={onChange}
    />
  );
}

function autoOption(granularities: BucketSize[], intervalMs?: number): SelectableValue<Granularity> {
  return {
    value: 'auto',
    label:
      intervalMs === undefined
        ? t('query-editor.granularity.auto', 'Auto')
        : t('query-editor.granularity.auto-resolved', 'Auto ({{granularity}})', {
            granularity: sizeOption(resolveAuto(granularities, intervalMs)).label,
          }),
    description: t(
      'query-editor.granularity.auto-description',
      "The coarsest that is not wider than the query's interval, else the finest. The query option Min interval steers it."
    ),
  };
}

function sizeOption(value: BucketSize): SelectableValue<Granularity> {
  const options: Record<BucketSize, SelectableValue<Granularity>> = {
    '30s': { label: t('query-editor.granularity.half-minute', '30 seconds') },
    '5min': { label: t('query-editor.granularity.five-minutes', '5 minutes') },
    '1h': { label: t('query-editor.granularity.hour', 'Hour') },
    '1d': {
      label: t('query-editor.granularity.day', 'Day'),
      description: t('query-editor.granularity.day-description', 'Days begin at midnight in UTC+8, as in the API.'),
    },
  };
  return { value, ...options[value] };
}
