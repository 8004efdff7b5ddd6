import { Box, Stack, Text } from '@grafana/ui';
import { type ReactNode, useId } from 'react';

interface Props {
  title: string;
  /** Shown at the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of the page with a title. */
export function Card({ title, actions, children }: Props) {
  const id = useId();
  return (
    <Box
      element="section"
      aria-labelledby={id}
      borderStyle="solid"
      borderColor="weak"
      borderRadius="default"
      backgroundColor="primary"
      padding={2}
      minWidth={0}
    >
      <Stack direction="column" gap={1.5}>
        <Stack justifyContent="space-between" alignItems="center" wrap="wrap">
          <Text element="h2" variant="h5" id={id}>
            {title}
          </Text>
          {actions}
        </Stack>
        {children}
      </Stack>
    </Box>
  );
}
