import { t } from '@grafana/i18n';
import { Alert, Stack } from '@grafana/ui';

interface Props {
  /** Grafana duration after which a bucket is final. */
  dataDelay: string;
}

/** What is different in an alert rule. */
export function AlertRuleHint({ dataDelay }: Props) {
  return (
    <Alert severity="info" title={t('query-editor.alert-rule.title', 'In an alert rule')}>
      <Stack direction="column" gap={1}>
        <div>
          {t(
            'query-editor.alert-rule.delay',
            'Values appear when they are final, {{dataDelay}} after their hour or day has ended, so the newest hours are always missing. Use a relative time range that reaches back well beyond that and reduce it with Last. With the usual 8h, now-34h to now holds the newest final hours and the newest final day.',
            { dataDelay }
          )}
        </div>
        <div>
          {t(
            'query-editor.alert-rule.variables',
            'Dashboard variables do not work here: choose apps and indicators themselves. Auto granularity is by hour.'
          )}
        </div>
      </Stack>
    </Alert>
  );
}
