import type { QueryEditorProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Stack, Text } from '@grafana/ui';
import { useEffect } from 'react';

import type { RtcDataSource } from '../datasource';
import { QUERY_TYPES_WITH_INDICATORS } from '../queryTypes';
import type { RtcOptions, RtcQuery, RtcVariableQuery } from '../types';
import { describe, readVariableQuery } from '../variableQuery';
import { FieldRow } from './FieldRow';
import { QueryTypeField } from './QueryTypeField';
import { RadioField } from './RadioField';

type Props = QueryEditorProps<RtcDataSource, RtcQuery, RtcOptions, RtcVariableQuery>;

/** What a query variable lists. */
export function VariableQueryEditor({ query, onChange }: Props) {
  const read = readVariableQuery(query);
  const listed = read.queryType;
  const choose = (choice: Pick<RtcVariableQuery, 'queryType' | 'indicatorsOf'>) =>
    onChange(describe({ refId: read.refId, ...choice }));

  // Grafana runs no variable whose query was never stored, so the choice that a new one shows is stored at once.
  const isNew = !query?.queryType;
  useEffect(() => {
    if (isNew) {
      onChange(read);
    }
  });

  return (
    <Stack direction="column" gap={1}>
      <FieldRow>
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
            queryType={read.indicatorsOf}
            onChange={(indicatorsOf) => choose({ queryType: listed, indicatorsOf })}
            queryTypes={QUERY_TYPES_WITH_INDICATORS}
          />
        )}
      </FieldRow>
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
