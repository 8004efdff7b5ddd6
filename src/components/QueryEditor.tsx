import type { QueryEditorProps } from '@grafana/data';
import { Stack } from '@grafana/ui';

import { isAlertRule, ruleIntervalMs, useRuleQuery } from '../alertRules';
import type { RtcDataSource } from '../datasource';
import { changeQueryType, findLeftovers, findProblems } from '../query';
import { offeredQueryTypes, queryTypeRow } from '../queryTypes';
import { readQuery } from '../readQuery';
import type { RtcOptions, RtcQuery } from '../types';
import { AlertRuleHint } from './AlertRuleHint';
import { AppsField } from './AppsField';
import { DimensionField } from './DimensionField';
import { DrillDownFields } from './DrillDownFields';
import { FieldRow } from './FieldRow';
import { FilterFields } from './FilterFields';
import { GranularityField } from './GranularityField';
import { IndicatorsField } from './IndicatorsField';
import { LeftoverFields } from './LeftoverFields';
import { OptionFields } from './OptionFields';
import { QueryTypeField } from './QueryTypeField';
import { useQueryChange } from './useQueryChange';

export type Props = QueryEditorProps<RtcDataSource, RtcQuery, RtcOptions>;

/** The fields that the query's type has, in fixed rows, and what else the query holds that concerns its type. */
export function QueryEditor({ app, data, datasource, query: stored, range, onChange, onRunQuery }: Props) {
  const inAlertRule = isAlertRule(app);
  const query = useRuleQuery(stored, inAlertRule, onChange);
  const change = useQueryChange(query, onChange, onRunQuery, inAlertRule);
  const shown = readQuery(query);
  const { queryType, appIds, indicators = [], dimension, granularity } = shown;
  const row = queryTypeRow(queryType);
  const problems = findProblems(shown, datasource.defaultAppId);
  const leftovers = findLeftovers(shown);
  const intervalMs = inAlertRule ? ruleIntervalMs(query) : data?.request?.intervalMs;
  const hasIndicators = row.indicators.length > 0;
  const hasDimension = row.dimensions.length > 0;
  const hasLegend = !row.drillDown || row.drillDown.legendPlaceholders !== undefined;
  const hasGranularity = row.granularities.length > 1;

  return (
    <Stack direction="column" gap={1}>
      {inAlertRule && <AlertRuleHint datasource={datasource} query={shown} intervalMs={ruleIntervalMs(query)} />}
      <FieldRow hasLead>
        <QueryTypeField
          queryType={queryType}
          onChange={(value) => change((latest) => changeQueryType(latest, value, datasource.ownIndicators))}
          queryTypes={offeredQueryTypes(datasource.allowsDrillDown, inAlertRule, queryType)}
        />
        <AppsField
          datasource={datasource}
          appIds={appIds}
          onChange={(edit) => change((latest) => ({ ...latest, appIds: edit(latest.appIds) }))}
          problem={problems.appIds}
        />
      </FieldRow>
      {(hasIndicators || hasDimension || hasGranularity) && (
        <FieldRow>
          {hasIndicators && (
            <IndicatorsField
              datasource={datasource}
              queryType={queryType}
              indicators={indicators}
              onChange={(edit) => change((latest) => ({ ...latest, indicators: edit(latest.indicators ?? []) }))}
              problem={problems.indicators}
            />
          )}
          {hasDimension && dimension && (
            <DimensionField
              dimension={dimension}
              onChange={(value) => change((latest) => ({ ...latest, dimension: value }))}
              dimensions={row.dimensions}
            />
          )}
          {hasGranularity && granularity && (
            <GranularityField
              granularity={granularity}
              onChange={(value) => change((latest) => ({ ...latest, granularity: value }))}
              granularities={row.granularities}
              intervalMs={intervalMs}
            />
          )}
        </FieldRow>
      )}
      {row.drillDown && (
        <DrillDownFields
          datasource={datasource}
          query={shown}
          drillDown={row.drillDown}
          onChange={change}
          problems={problems}
          // Grafana gives the dashboard's range, and in Explore that of either pane; the answer has the query's own.
          range={data?.request ? data.timeRange : range}
        />
      )}
      <LeftoverFields query={shown} leftovers={leftovers} onChange={change} />
      {row.filters.length > 0 && !row.drillDown && <FilterFields query={shown} onChange={change} problems={problems} />}
      {hasLegend && <OptionFields query={shown} onChange={change} />}
    </Stack>
  );
}
