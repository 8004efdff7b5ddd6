import type { SelectableValue } from '@grafana/data';
import { Field, RadioButtonGroup } from '@grafana/ui';
import { useId } from 'react';

interface Props<T> {
  label: string;
  options: Array<SelectableValue<T>>;
  value: T;
  onChange: (value: T) => void;
}

/** One of a few values. */
export function RadioField<T extends string>({ label, options, value, onChange }: Props<T>) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} noMargin>
      <RadioButtonGroup<T> id={id} aria-label={label} options={options} value={value} onChange={onChange} />
    </Field>
  );
}
