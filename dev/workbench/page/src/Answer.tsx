import type { PanelData } from '@grafana/data';
import { Alert, EmptyState, LoadingBar, RadioButtonGroup } from '@grafana/ui';
import { useState } from 'react';

import { AnswerTable } from './AnswerTable';
import { Card } from './Card';
import { Chart } from './Chart';
import { hasTime } from './drawable';
import type { Follow } from './host/links';
import { isWaiting, useIsReady } from './host/useIsReady';
import { useWidth } from './useWidth';

const HEIGHT = 320;

interface Props {
  title: string;
  data?: PanelData;
  follow?: Follow;
}

/** The panel: notices, and a chart or a table. */
export function Answer({ title, data, follow }: Props) {
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const [box, width] = useWidth();
  const isReady = useIsReady(data);
  const frames = (isReady && data?.series.filter(({ fields }) => fields.length > 1)) || [];
  // Values by place have no time to be drawn over.
  const drawsChart = view === 'chart' && frames.every(hasTime);
  const isLoading = isWaiting(data);

  return (
    <Card
      title={title}
      actions={
        <RadioButtonGroup
          aria-label="View"
          size="sm"
          options={[
            { value: 'chart' as const, label: 'Chart' },
            { value: 'table' as const, label: 'Table' },
          ]}
          value={view}
          onChange={setView}
        />
      }
    >
      <Messages data={data} />
      <div ref={box} data-testid="answer" aria-busy={isLoading}>
        {isLoading && <LoadingBar width={width} />}
        {frames.length === 0 && !isLoading && <EmptyState variant="not-found" message="No data" hideImage />}
        {frames.length > 0 && width > 0 && drawsChart && data && (
          <Chart frames={frames} range={data.timeRange} width={width} height={HEIGHT} />
        )}
        {frames.length > 0 && width > 0 && !drawsChart && data && (
          <AnswerTable frames={frames} range={data.timeRange} follow={follow} />
        )}
      </div>
    </Card>
  );
}

/** The errors and notices that a panel shows in its corner. */
function Messages({ data }: { data?: PanelData }) {
  const notices = data?.series.flatMap(({ meta }) => meta?.notices ?? []) ?? [];
  return (
    <>
      {data?.errors?.map((error, index) => (
        <Alert key={index} severity="error" title={error.message ?? 'The query failed'} bottomSpacing={0} />
      ))}
      {notices.map(({ severity, text }) => (
        <Alert key={text} severity={severity} title={text} bottomSpacing={0} />
      ))}
    </>
  );
}
