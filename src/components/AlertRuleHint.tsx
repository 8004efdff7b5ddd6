import { t } from '@grafana/i18n';
import { Alert, Stack } from '@grafana/ui';

import type { RtcDataSource } from '../datasource';
import { resolveAuto } from '../granularity';
import type { TypedQuery } from '../query';
import { queryTypeRow } from '../queryTypes';
import type { QueryTypeFacts } from '../types';
import { CollapsedRow } from './CollapsedRow';
import { useResource } from './useResource';

interface Props {
  datasource: RtcDataSource;
  query: TypedQuery;
  /** The interval of the rule's query. */
  intervalMs: number;
}

/** What is different in an alert rule, in a line that can be unfolded. */
export function AlertRuleHint({ datasource, query, intervalMs }: Props) {
  const { items = [] } = useResource(datasource.getQueryTypes);
  const facts = items.find(({ name }) => name === query.queryType);
  const { drillDown } = queryTypeRow(query.queryType);
  const from = facts && rangeStart(facts, query, intervalMs);
  if (drillDown && !drillDown.worksInRules) {
    return (
      <Alert
        severity="info"
        title={t('query-editor.alert-rule.lists', 'This query type does not work in alert rules.')}
        bottomSpacing={0}
      />
    );
  }
  const summary = from ? t('query-editor.alert-rule.range', 'Use a time range such as {{from}} to now.', { from }) : '';

  return (
    <CollapsedRow label={t('query-editor.alert-rule.title', 'In an alert rule')} summary={summary}>
      <Stack direction="column" gap={1}>
        {facts && (
          <div>
            {t(
              'query-editor.alert-rule.delay',
              'A value is available {{delay}} after the end of its bucket. The relative time range of the rule must reach back further than that.',
              { delay: facts.delay }
            )}
          </div>
        )}
        <div>{answerText(query)}</div>
        <div>
          {t(
            'query-editor.alert-rule.variables',
            'Dashboard variables do not work here: give apps and all other values themselves.'
          )}
        </div>
      </Stack>
    </CollapsedRow>
  );
}

/** What a rule gets. */
function answerText({ queryType }: TypedQuery): string {
  const { dimensions, drillDown } = queryTypeRow(queryType);
  if (drillDown) {
    return t(
      'query-editor.alert-rule.rooms',
      'The rule gets the number of rooms that were created in its time range, for each app.'
    );
  }
  return dimensions.length > 0
    ? t(
        'query-editor.alert-rule.places',
        'Choose one indicator: the rule gets its value for each dimension value, such as a province or an operating system, and each of these is an alert instance of its own.'
      )
    : t('query-editor.alert-rule.series', 'Reduce each series with Last.');
}

function rangeStart({ alertRanges }: QueryTypeFacts, { queryType, granularity }: TypedQuery, intervalMs: number) {
  const { granularities } = queryTypeRow(queryType);
  const isAuto = granularity === 'auto' && granularities.length > 0;
  const size = isAuto ? resolveAuto(granularities, intervalMs) : (granularity ?? 'auto');
  return Object.hasOwn(alertRanges, size) ? alertRanges[size] : alertRanges.auto;
}
