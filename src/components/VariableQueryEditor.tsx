import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Field, RadioButtonGroup, Text } from '@grafana/ui';
import { useEffect, useId } from 'react';

import type { RtcDataSource } from '../datasource';
import type { RtcOptions, RtcQuery, RtcVariableQuery } from '../types';

type Props = QueryEditorProps<RtcDataSource, RtcQuery, RtcOptions, RtcVariableQuery>;

/** What a query variable lists. */
export function VariableQueryEditor({ query, onChange }: Props) {
  const id = useId();
  const label = t('variable-editor.list.label', 'Values');
  const listed = query.queryType ?? 'apps';
  const choose = (queryType: RtcVariableQuery['queryType']) =>
    onChange({ refId: query.refId || 'RtcVariableQuery', queryType });

  // Grafana runs no variable whose query was never stored, so the choice that a new one shows is stored at once.
  useEffect(() => {
    if (!query.queryType) {
      choose('apps');
    }
  });

  return (
    <>
      <Field label={label} htmlFor={id} noMargin>
        <RadioButtonGroup
          id={id}
          aria-label={label}
          options={[
            { value: 'apps', label: t('variable-editor.list.apps', 'Apps') },
            { value: 'indicators', label: t('variable-editor.list.indicators', 'Indicators') },
          ]}
          value={listed}
          onChange={choose}
        />
      </Field>
      <Text variant="bodySmall" color="secondary">
        {listed === 'apps'
          ? t('variable-editor.list.apps-help', 'The variable shows names of apps; its values are app IDs.')
          : t(
              'variable-editor.list.indicators-help',
              'The variable shows labels of indicators; its values are their names.'
            )}
      </Text>
    </>
  );
}
