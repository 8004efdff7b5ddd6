import { Stack } from '@grafana/ui';
import type { ReactNode } from 'react';

/** A row of fields. It has the distance between fields that rows have between each other. */
export function FieldRow({ children }: { children: ReactNode }) {
  return (
    <Stack gap={1} wrap="wrap" alignItems="flex-start">
      {children}
    </Stack>
  );
}
