import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Field, Text, useStyles2 } from '@grafana/ui';
import type { ReactElement, ReactNode } from 'react';

interface Props {
  /** Id of the input. */
  id: string;
  label: string;
  /** What the setting is and where to find it. Outside the label, so that links in it do not focus the input. */
  help: NonNullable<ReactNode>;
  /** What is wrong with the value. */
  problem?: string;
  required?: boolean;
  disabled?: boolean;
  children: ReactElement<Record<string, unknown>>;
}

/** One setting of the data source: label, input, help. */
export function SettingField({ id, label, help, problem, required, disabled, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.setting}>
      <Field
        label={label}
        htmlFor={id}
        invalid={Boolean(problem)}
        error={problem}
        required={required}
        disabled={disabled}
        noMargin
      >
        {children}
      </Field>
      <div className={styles.help}>
        <Text variant="bodySmall" color="secondary">
          {help}
        </Text>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  setting: css({
    maxWidth: theme.spacing(75),
    marginBottom: theme.spacing(2),
  }),
  help: css({
    marginTop: theme.spacing(0.5),
  }),
});
