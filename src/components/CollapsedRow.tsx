import { css } from '@emotion/css';
import { Collapse, Stack, Text, useStyles2 } from '@grafana/ui';
import { type ReactNode, useState } from 'react';

interface Props {
  label: string;
  /** What the fields are set to, to be seen without opening the row. */
  summary: string;
  /** Whether something in the row needs attention, which keeps it open. */
  needsAttention?: boolean;
  children: ReactNode;
}

/** Fields that are seldom needed, closed at first. */
export function CollapsedRow({ label, summary, needsAttention = false, children }: Props) {
  const [isOpen, setIsOpen] = useState(needsAttention);
  const styles = useStyles2(getStyles);
  const title = (
    <Stack gap={1} alignItems="baseline">
      <span>{label}</span>
      <Text variant="bodySmall" color="secondary">
        {summary}
      </Text>
    </Stack>
  );
  return (
    <Collapse className={styles.row} label={title} isOpen={isOpen || needsAttention} onToggle={setIsOpen}>
      {children}
    </Collapse>
  );
}

const getStyles = () => ({
  // The distance to the next row is that of all rows; Collapse would add its own.
  row: css({ marginBottom: 0 }),
});
