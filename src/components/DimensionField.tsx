import { t } from '@grafana/i18n';

import type { Dimension } from '../queryTypes';
import type { RtcQuery } from '../types';
import { RadioField } from './RadioField';

type Value = NonNullable<RtcQuery['dimension']>;

interface Props {
  dimension: Value;
  onChange: (dimension: Value) => void;
  /** The ones to choose from. */
  dimensions: Dimension[];
}

/** What a distribution breaks its values down by. */
export function DimensionField({ dimension, onChange, dimensions }: Props) {
  const labels: Record<Dimension, string> = {
    Province: t('query-editor.dimension.province', 'Province'),
    Country: t('query-editor.dimension.country', 'Country'),
    OS: t('query-editor.dimension.os', 'OS'),
    Access: t('query-editor.dimension.access', 'Network type'),
  };
  return (
    <RadioField<Value>
      label={t('query-editor.dimension.label', 'Dimension')}
      options={dimensions.map((value) => ({ value, label: labels[value] }))}
      value={dimension}
      onChange={onChange}
    />
  );
}
