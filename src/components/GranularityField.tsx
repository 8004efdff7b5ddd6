import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';

import type { BucketSize } from '../queryTypes';
import type { Granularity, RtcQuery } from '../types';
import { RadioField } from './RadioField';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const SIZE_MS: Record<BucketSize, number> = {
  '30s': 30 * SECOND_MS,
  '5min': 5 * MINUTE_MS,
  '1h': HOUR_MS,
  '1d': 24 * HOUR_MS,
};

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

/** The backend decides by the same rule, so that panels and alert rules agree. */
function autoOption(granularities: BucketSize[], intervalMs?: number): SelectableValue<Granularity> {
  const fits = (size: BucketSize) => intervalMs !== undefined && SIZE_MS[size] <= intervalMs;
  const resolved = [...granularities].reverse().find(fits) ?? granularities[0]!;
  return {
    value: 'auto',
    label:
      intervalMs === undefined
        ? t('query-editor.granularity.auto', 'Auto')
        : t('query-editor.granularity.auto-resolved', 'Auto ({{granularity}})', {
            granularity: sizeOption(resolved).label,
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
