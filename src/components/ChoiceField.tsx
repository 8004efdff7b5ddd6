import { t } from '@grafana/i18n';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Field, MultiCombobox, useStyles2 } from '@grafana/ui';
import { useCallback, useId } from 'react';

import {
  type Choice,
  findOptions,
  type ListChange,
  listChange,
  selectedOptions,
  selectedValues,
  variableChoices,
} from './choices';
import { FieldBox } from './FieldBox';
import { Fault } from './Fault';

interface Props {
  label: string;
  placeholder: string;
  values: string[];
  onChange: (change: ListChange) => void;
  /** The choices that are known now. */
  choices: Choice[];
  /** Waits for choices that are still loading; an open list shows them as they arrive. */
  whenArrived?: () => Promise<Choice[]>;
  /** A comma in a typed value separates values. */
  isCommaSeparated?: boolean;
  disabled?: boolean;
  /** What is wrong with the values. */
  problem?: string;
  /** Why there are no choices. Values can be typed all the same. */
  loadError?: string;
  onRetry?: () => void;
}

/** A list of values: chosen from what is known, typed, or template variables. */
export function ChoiceField(props: Props) {
  const { label, values, choices, whenArrived, isCommaSeparated = false, problem, loadError, onRetry } = props;
  const styles = useStyles2(getStyles);
  const id = useId();

  const search = useCallback(
    async (input: string) => {
      const known = whenArrived ? await whenArrived() : choices;
      return findOptions([...known, ...variableChoices()], input);
    },
    [choices, whenArrived]
  );

  return (
    <FieldBox holds="list">
      <Field
        className={styles.field}
        label={label}
        htmlFor={id}
        invalid={Boolean(problem)}
        error={problem}
        disabled={props.disabled}
        noMargin
      >
        <MultiCombobox
          id={id}
          options={search}
          value={selectedOptions(values, choices)}
          onChange={(options) => props.onChange(listChange(values, selectedValues(options, isCommaSeparated)))}
          placeholder={props.placeholder}
          createCustomValue
          isClearable
        />
      </Field>
      {loadError && (
        <Fault text={loadError} action={t('query-editor.retry', 'Try again')} icon="sync" onAction={onRetry} />
      )}
    </FieldBox>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // An empty MultiCombobox is lower than other inputs.
  field: css({ 'div:has(> span > input)': { minHeight: theme.spacing(theme.components.height.md) } }),
});
