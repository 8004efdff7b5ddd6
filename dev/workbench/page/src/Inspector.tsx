import { css } from '@emotion/css';
import type { DataFrame, DataQueryError, GrafanaTheme2, PanelData } from '@grafana/data';
import { Stack, Text, useStyles2 } from '@grafana/ui';

import { Card } from './Card';

/** What Grafana's query inspector tells of an answer. */
export function Inspector({ data }: { data?: PanelData }) {
  return (
    <Card title="Inspector">
      {data?.errors?.map((error, index) => (
        <Failure key={index} error={error} />
      ))}
      {data?.series.map((frame, index) => (
        <FrameMeta key={index} frame={frame} />
      ))}
    </Card>
  );
}

function Failure({ error }: { error: DataQueryError }) {
  return (
    <Text element="p" color="error">
      {error.refId ?? '-'}: status {error.status ?? 'unknown'}. {error.message}
    </Text>
  );
}

function FrameMeta({ frame }: { frame: DataFrame }) {
  const styles = useStyles2(getStyles);
  const { notices = [], stats = [], executedQueryString = '' } = frame.meta ?? {};
  const calls = executedQueryString.split('\n').filter(Boolean);

  return (
    <Stack direction="column" gap={1.5}>
      <Text element="h3" variant="h6">
        {frame.refId}: {frame.length} rows, {Math.max(frame.fields.length - 1, 0)} series
      </Text>
      <Stack gap={3} wrap="wrap">
        {stats.map(({ displayName, value, unit }) => (
          <Text key={displayName} variant="bodySmall">
            {displayName}: {statText(value, unit)}
          </Text>
        ))}
      </Stack>
      <Stack direction="column" gap={0.5}>
        <Text variant="bodySmall" color="secondary">
          Notices: {notices.length}
        </Text>
        {notices.map(({ severity, text }) => (
          <Text key={text} variant="bodySmall">
            {severity}: {text}
          </Text>
        ))}
      </Stack>
      <Stack direction="column" gap={0.5}>
        <Text variant="bodySmall" color="secondary">
          Executed queries: {calls.length}
        </Text>
        {calls.length > 0 && <pre className={styles.calls}>{calls.join('\n')}</pre>}
      </Stack>
    </Stack>
  );
}

function statText(value: number, unit = ''): string {
  switch (unit) {
    case 'short':
      return String(value);
    case 'dateTimeAsIso':
      return new Date(value).toISOString();
    default:
      return `${value} ${unit}`;
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  calls: css({
    margin: 0,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  }),
});
