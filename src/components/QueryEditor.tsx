import { CoreApp, type QueryEditorProps } from '@grafana/data';
import { Stack } from '@grafana/ui';

import type { RtcDataSource } from '../datasource';
import { changeQueryType, findProblems, fit } from '../query';
import { queryTypeRow } from '../queryTypes';
import type { RtcOptions, RtcQuery } from '../types';
import { AlertRuleHint } from './AlertRuleHint';
import { AppsField } from './AppsField';
import { DimensionField } from './DimensionField';
import { FilterFields } from './FilterFields';
import { GranularityField } from './GranularityField';
import { IndicatorsField } from './IndicatorsField';
import { LegendField } from './LegendField';
import { QueryTypeField } from './QueryTypeField';
import { SortField } from './SortField';
import { useQueryChange } from './useQueryChange';

export type Props = QueryEditorProps<RtcDataSource, RtcQuery, RtcOptions>;

/** The fields that the query's type has. */
export function QueryEditor({ app, data, datasource, query, onChange, onRunQuery }: Props) {
  const change = useQueryChange(query, onChange, onRunQuery);
  const shown = fit(query);
  const { queryType, appIds, indicators, dimension, granularity, legend = '' } = shown;
  const row = queryTypeRow(queryType);
  const problems = findProblems(shown, datasource.defaultAppId);
  const inAlertRule = app === CoreApp.UnifiedAlerting || app === CoreApp.CloudAlerting;

  return (
    <Stack direction="column" gap={1}>
      {inAlertRule && <AlertRuleHint queryType={queryType} dataDelay={datasource.dataDelay} />}
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        <QueryTypeField
          queryType={queryType}
          onChange={(value) => change(changeQueryType(shown, value, datasource.ownIndicators))}
        />
        <AppsField
          datasource={datasource}
          appIds={appIds}
          onChange={(value) => change({ appIds: value })}
          problem={problems.appIds}
        />
        {indicators && (
          <IndicatorsField
            datasource={datasource}
            queryType={queryType}
            indicators={indicators}
            onChange={(value) => change({ indicators: value })}
            problem={problems.indicators}
          />
        )}
        {dimension && (
          <DimensionField
            dimension={dimension}
            onChange={(value) => change({ dimension: value })}
            dimensions={row.dimensions}
          />
        )}
        {dimension && <SortField sort={shown.sort} onChange={(value) => change({ sort: value })} />}
        {granularity && (
          <GranularityField
            granularity={granularity}
            onChange={(value) => change({ granularity: value })}
            granularities={row.granularities}
            intervalMs={inAlertRule ? 0 : data?.request?.intervalMs}
          />
        )}
      </Stack>
      {row.filters.length > 0 && <FilterFields query={shown} onChange={change} problems={problems} />}
      <LegendField legend={legend} onChange={(value) => change({ legend: value })} />
    </Stack>
  );
}
