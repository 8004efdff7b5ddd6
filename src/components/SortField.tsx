import { t } from '@grafana/i18n';

import { type Sort, SORTS } from '../queryTypes';
import type { RtcQuery } from '../types';
import { RadioField } from './RadioField';

/** Stands for the absent order. */
const API_ORDER = '';

interface Props {
  sort: RtcQuery['sort'];
  onChange: (sort: RtcQuery['sort']) => void;
}

/** In which order a distribution comes. */
export function SortField({ sort, onChange }: Props) {
  const labels = sortLabels();
  const orders = [...SORTS, API_ORDER] as const;
  return (
    <RadioField<NonNullable<RtcQuery['sort']> | typeof API_ORDER>
      label={t('query-editor.sort.label', 'Sort')}
      options={orders.map((value) => ({ value, label: labels[value] }))}
      value={sort ?? API_ORDER}
      onChange={(value) => onChange(value === API_ORDER ? undefined : value)}
    />
  );
}

export function sortLabels(): Record<Sort | typeof API_ORDER, string> {
  return {
    desc: t('query-editor.sort.desc', 'Highest first'),
    asc: t('query-editor.sort.asc', 'Lowest first'),
    name: t('query-editor.sort.name', 'Dimension value'),
    [API_ORDER]: t('query-editor.sort.api', 'API order'),
  };
}
