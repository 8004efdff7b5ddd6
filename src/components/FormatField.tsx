import { t } from '@grafana/i18n';

import { LIST_FORMATS, type ListFormat } from '../queryTypes';
import type { RtcQuery } from '../types';
import { RadioField } from './RadioField';

type Value = NonNullable<RtcQuery['format']>;

interface Props {
  format: Value;
  onChange: (format: Value) => void;
}

/** What the users of a room come as. */
export function FormatField({ format, onChange }: Props) {
  const labels: Record<ListFormat, string> = {
    table: t('query-editor.format.table', 'Table'),
    timeline: t('query-editor.format.timeline', 'Timeline'),
  };
  return (
    <RadioField<Value>
      label={t('query-editor.format.label', 'Format')}
      options={LIST_FORMATS.map((value) => ({ value, label: labels[value] }))}
      value={format}
      onChange={onChange}
    />
  );
}
