import type { DataFrame, TimeRange } from '@grafana/data';
import { TimeSeries, TooltipPlugin, useTheme2 } from '@grafana/ui';
import type { ComponentProps } from 'react';
import { useMemo } from 'react';

import { drawable } from './drawable';
import { LinkMenu } from './LinkMenu';

interface Props {
  frames: DataFrame[];
  range: TimeRange;
  width: number;
  height: number;
}

type Legend = ComponentProps<typeof TimeSeries>['legend'];
type TooltipMode = ComponentProps<typeof TooltipPlugin>['mode'];

const LEGEND = { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] } as unknown as Legend;
const ALL_SERIES = 'multi' as TooltipMode;

/** Frames as Grafana's time series panel draws them. */
export function Chart({ frames, range, width, height }: Props) {
  const theme = useTheme2();
  const drawn = useMemo(() => drawable(frames, theme), [frames, theme]);

  return (
    <TimeSeries frames={drawn} timeRange={range} timeZone="browser" width={width} height={height} legend={LEGEND}>
      {(config, aligned) => (
        <>
          <TooltipPlugin config={config} data={aligned} frames={drawn} mode={ALL_SERIES} timeZone="browser" />
          <LinkMenu config={config} data={aligned} />
        </>
      )}
    </TimeSeries>
  );
}
