import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Field, FieldValidationMessage, MultiCombobox, useStyles2 } from '@grafana/ui';
import { useCallback, useId } from 'react';

import { type Choice, findOptions, selectedOptions, selectedValues, variableChoices } from './choices';
import { FieldBox } from './FieldBox';

interface Props {
  label: string;
  placeholder: string;
  values: string[];
  onChange: (values: string[]) => void;
  choices: Choice[];
  loading?: boolean;
  disabled?: boolean;
  /** What is wrong with the values. */
  problem?: string;
  /** Why there are no choices. Values can be typed all the same. */
  loadError?: string;
  onRetry?: () => void;
}

/** A list of values: chosen from what is known, typed, or template variables. */
export function ChoiceField(props: Props) {
  const { label, values, choices, problem, loadError } = props;
  const styles = useStyles2(getStyles);
  const id = useId();

  const search = useCallback(
    async (input: string) => findOptions([...choices, ...variableChoices()], input),
    [choices]
  );

  return (
    <FieldBox>
      <Field label={label} htmlFor={id} invalid={Boolean(problem)} error={problem} disabled={props.disabled} noMargin>
        <MultiCombobox
          id={id}
          options={search}
          value={selectedOptions(values, choices)}
          onChange={(options) => props.onChange(selectedValues(options))}
          placeholder={props.placeholder}
          loading={props.loading}
          createCustomValue
          isClearable
        />
      </Field>
      {loadError && (
        <div className={styles.loadError}>
          <FieldValidationMessage>{loadError}</FieldValidationMessage>
          <Button size="sm" fill="text" variant="secondary" icon="sync" onClick={props.onRetry}>
            {t('query-editor.retry', 'Try again')}
          </Button>
        </div>
      )}
    </FieldBox>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  loadError: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginTop: theme.spacing(0.5),
  }),
});
