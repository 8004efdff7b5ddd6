import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Field, FieldValidationMessage, Text, useStyles2 } from '@grafana/ui';
import { cloneElement, type ReactElement, type ReactNode, useId, useState } from 'react';

import type { SettingProblem } from '../settingProblems';

interface Props {
  /** Id of the input. */
  id: string;
  label: string;
  /** What the setting is and where to find it. Outside the label, so that links in it do not focus the input. */
  help: NonNullable<ReactNode>;
  problem?: SettingProblem;
  required?: boolean;
  disabled?: boolean;
  /** Whether the user has tried to save. Until then a field that nobody has been in is not yet missing. */
  wasSubmitted?: boolean;
  /** Of a Combobox, which takes no description for its input. */
  isDescribedByGroup?: boolean;
  children: ReactElement<Record<string, unknown>>;
}

/** One setting of the data source: label, input, what is wrong with it, help. */
export function SettingField({
  id,
  label,
  help,
  problem,
  required,
  disabled,
  wasSubmitted,
  isDescribedByGroup,
  children,
}: Props) {
  const styles = useStyles2(getStyles);
  const [wasLeft, setWasLeft] = useState(false);
  const helpId = useId();
  const problemId = useId();
  const isShown = problem && (!problem.isMissing || wasSubmitted || wasLeft);

  return (
    <div
      role={isDescribedByGroup ? 'group' : undefined}
      aria-describedby={isDescribedByGroup ? helpId : undefined}
      className={styles.setting}
      onBlur={() => setWasLeft(true)}
    >
      <Field label={label} htmlFor={id} invalid={isShown} required={required} disabled={disabled} noMargin>
        {cloneElement(children, {
          'aria-describedby': isShown ? `${problemId} ${helpId}` : helpId,
          'aria-required': required,
        })}
      </Field>
      {isShown && (
        <div className={styles.below}>
          <FieldValidationMessage id={problemId}>{problem.text}</FieldValidationMessage>
        </div>
      )}
      <div id={helpId} className={styles.below}>
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
    marginTop: theme.spacing(2),
  }),
  below: css({
    marginTop: theme.spacing(0.5),
  }),
});
