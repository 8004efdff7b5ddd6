import { LoadingState, type PanelData } from '@grafana/data';
import { useState } from 'react';

/** Whether a panel is drawn: as in Grafana, from its first answer on that is not loading. */
export function useIsReady(data?: PanelData): boolean {
  const [isReady, setReady] = useState(false);
  if (!isReady && data && data.state !== LoadingState.Loading) {
    setReady(true);
  }
  return isReady;
}

/** Whether more is to come. */
export function isWaiting(data?: PanelData): boolean {
  return data?.state === undefined || data.state === LoadingState.Loading || data.state === LoadingState.Streaming;
}
