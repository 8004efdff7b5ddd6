import { t } from '@grafana/i18n';

import { type Direction, DIRECTIONS } from '../queryTypes';
import type { RtcQuery } from '../types';
import { RadioField } from './RadioField';

type Value = NonNullable<RtcQuery['direction']>;

interface Props {
  direction: Value;
  onChange: (direction: Value) => void;
}

/** Which streams of a user are asked for. */
export function DirectionField({ direction, onChange }: Props) {
  const labels: Record<Direction, string> = {
    both: t('query-editor.direction.both', 'Both'),
    up: t('query-editor.direction.up', 'Uplink'),
    down: t('query-editor.direction.down', 'Downlink'),
  };
  return (
    <RadioField<Value>
      label={t('query-editor.direction.label', 'Direction')}
      options={DIRECTIONS.map((value) => ({ value, label: labels[value] }))}
      value={direction}
      onChange={onChange}
    />
  );
}
