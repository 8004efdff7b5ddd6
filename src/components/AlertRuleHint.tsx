import { t } from '@grafana/i18n';
import { Alert, Stack } from '@grafana/ui';

import type { RtcDataSource } from '../datasource';
import type { TypedQuery } from '../query';
import { queryTypeRow } from '../queryTypes';
import type { QueryTypeFacts } from '../types';
import { CollapsedRow } from './CollapsedRow';
import { useResource } from './useResource';

interface Props {
  datasource: RtcDataSource;
  query: TypedQuery;
}

/** What is different in an alert rule, in a line that can be unfolded. */
export function AlertRuleHint({ datasource, query }: Props) {
  const { items = [] } = useResource(datasource.getQueryTypes);
  const facts = items.find(({ name }) => name === query.queryType);
  const { drillDown } = queryTypeRow(query.queryType);
  const from = facts && rangeStart(facts, query.granularity);
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

/** A rule's query interval is a second unless it is set otherwise, so `auto` is the finest granularity. */
function rangeStart({ alertRanges }: QueryTypeFacts, granularity = 'auto'): string | undefined {
  return Object.hasOwn(alertRanges, granularity) ? alertRanges[granularity] : alertRanges.auto;
}
