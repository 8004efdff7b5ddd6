import { t } from '@grafana/i18n';
import { Alert, Stack } from '@grafana/ui';

import { type QueryType, queryTypeRow } from '../queryTypes';

interface Props {
  queryType: QueryType;
  /** Grafana duration after which a bucket that is not of real-time data is final. */
  dataDelay: string;
}

/** What is different in an alert rule. */
export function AlertRuleHint({ queryType, dataDelay }: Props) {
  const { delay, dimensions } = queryTypeRow(queryType);
  return (
    <Alert severity="info" title={t('query-editor.alert-rule.title', 'In an alert rule')}>
      <Stack direction="column" gap={1}>
        <div>{delay ? realTimeText(delay) : finalText(dataDelay)}</div>
        <div>
          {dimensions.length > 0
            ? t(
                'query-editor.alert-rule.places',
                'Choose one indicator: the rule gets its value for each dimension value, such as a province or an operating system, and each of these is an alert instance of its own.'
              )
            : t('query-editor.alert-rule.series', 'Reduce each series with Last.')}
        </div>
        <div>
          {t(
            'query-editor.alert-rule.variables',
            'Dashboard variables do not work here: give apps and all other values themselves.'
          )}
        </div>
      </Stack>
    </Alert>
  );
}

function realTimeText(delay: string): string {
  return t(
    'query-editor.alert-rule.real-time',
    'Values appear {{delay}} after the half minute that they are for, so a relative time range of now-5m to now works.',
    { delay }
  );
}

function finalText(dataDelay: string): string {
  return t(
    'query-editor.alert-rule.delay',
    'Values appear when they are final, {{dataDelay}} after the end of the time that they are for, so the newest hours are always missing. Use a relative time range that reaches back well beyond that. With the usual 8h, now-34h to now holds the newest final values, also by day.',
    { dataDelay }
  );
}
