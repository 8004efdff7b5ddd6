import { CoreApp, type QueryEditorProps } from '@grafana/data';
import { Stack } from '@grafana/ui';

import type { RtcDataSource } from '../datasource';
import { findProblems, withDefaults } from '../query';
import type { RtcOptions, RtcQuery } from '../types';
import { AlertRuleHint } from './AlertRuleHint';
import { AppsField } from './AppsField';
import { GranularityField } from './GranularityField';
import { IndicatorsField } from './IndicatorsField';
import { LegendField } from './LegendField';
import { useQueryChange } from './useQueryChange';

export type Props = QueryEditorProps<RtcDataSource, RtcQuery, RtcOptions>;

export function QueryEditor({ app, data, datasource, query, onChange, onRunQuery }: Props) {
  const change = useQueryChange(query, onChange, onRunQuery);
  const { appIds, indicators, granularity, legend = '' } = withDefaults(query);
  const problems = findProblems(query, datasource.defaultAppId);
  const inAlertRule = app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;

  return (
    <Stack direction="column" gap={1}>
      {inAlertRule && <AlertRuleHint dataDelay={datasource.dataDelay} />}
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        <AppsField
          datasource={datasource}
          appIds={appIds}
          onChange={(value) => change({ appIds: value })}
          problem={problems.appIds}
        />
        <IndicatorsField
          datasource={datasource}
          indicators={indicators}
          onChange={(value) => change({ indicators: value })}
          problem={problems.indicators}
        />
        <GranularityField
          granularity={granularity}
          onChange={(value) => change({ granularity: value })}
          intervalMs={inAlertRule ? 0 : data?.request?.intervalMs}
        />
      </Stack>
      <LegendField legend={legend} onChange={(value) => change({ legend: value })} />
    </Stack>
  );
}
