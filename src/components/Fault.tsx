import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FieldValidationMessage, type IconName, useStyles2 } from '@grafana/ui';

interface Props {
  text: string;
  /** What can be done about it. */
  action: string;
  icon: IconName;
  onAction?: () => void;
}

/** Something that is wrong, said where it is, with a button that helps. */
export function Fault({ text, action, icon, onAction }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.fault}>
      <FieldValidationMessage>{text}</FieldValidationMessage>
      <Button size="sm" fill="text" variant="secondary" icon={icon} onClick={onAction}>
        {action}
      </Button>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fault: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginTop: theme.spacing(0.5),
  }),
});
