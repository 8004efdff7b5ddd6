import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Stack, Text } from '@grafana/ui';
import { useEffect } from 'react';

import type { RtcDataSource } from '../datasource';
import { QUERY_TYPES_WITH_INDICATORS } from '../queryTypes';
import type { RtcOptions, RtcQuery, RtcVariableQuery } from '../types';
import { QueryTypeField } from './QueryTypeField';
import { RadioField } from './RadioField';

type Props = QueryEditorProps<RtcDataSource, RtcQuery, RtcOptions, RtcVariableQuery>;

/** What a query variable lists. */
export function VariableQueryEditor({ query, onChange }: Props) {
  const listed = query.queryType ?? 'apps';
  const choose = (choice: Pick<RtcVariableQuery, 'queryType' | 'indicatorsOf'>) =>
    onChange({ refId: query.refId || 'RtcVariableQuery', ...choice });

  // Grafana runs no variable whose query was never stored, so the choice that a new one shows is stored at once.
  useEffect(() => {
    if (!query.queryType) {
      choose({ queryType: 'apps' });
    }
  });

  return (
    <Stack direction="column" gap={1}>
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        <RadioField
          label={t('variable-editor.list.label', 'Values')}
          options={[
            { value: 'apps', label: t('variable-editor.list.apps', 'Apps') },
            { value: 'indicators', label: t('variable-editor.list.indicators', 'Indicators') },
          ]}
          value={listed}
          onChange={(queryType) => choose({ queryType })}
        />
        {listed === 'indicators' && (
          <QueryTypeField
            queryType={query.indicatorsOf}
            onChange={(indicatorsOf) => choose({ queryType: listed, indicatorsOf })}
            queryTypes={QUERY_TYPES_WITH_INDICATORS}
          />
        )}
      </Stack>
      <Text variant="bodySmall" color="secondary">
        {listed === 'apps'
          ? t('variable-editor.list.apps-help', 'The variable shows names of apps; its values are app IDs.')
          : t(
              'variable-editor.list.indicators-help',
              'The variable shows labels of indicators; its values are their names.'
            )}
      </Text>
    </Stack>
  );
}
