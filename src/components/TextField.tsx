import { Field, FieldValidationMessage, Input, Text } from '@grafana/ui';
import { type KeyboardEvent, useId, useState } from 'react';

import { FieldBox } from './FieldBox';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  maxLength: number;
  placeholder?: string;
  help?: string;
  /** What is wrong with the value. */
  problem?: string;
}

/** A text. It is taken when the input is left or on Enter, not at every key. */
export function TextField({ label, value, onChange, maxLength, placeholder, help, problem }: Props) {
  const [draft, setDraft] = useState<string>();
  const id = useId();
  const helpId = useId();
  const problemId = useId();

  const commit = () => {
    if (draft !== undefined) {
      onChange(draft.trim());
      setDraft(undefined);
    }
  };
  const commitOnEnter = (event: KeyboardEvent) => {
    // Enter also ends the composition of Chinese characters.
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      commit();
    }
  };

  return (
    <FieldBox holds="text">
      <Field label={label} htmlFor={id} invalid={Boolean(problem)} noMargin>
        <Input
          id={id}
          aria-describedby={[problem && problemId, help && helpId].filter(Boolean).join(' ') || undefined}
          value={draft ?? value}
          maxLength={maxLength}
          placeholder={placeholder}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={commit}
          onKeyDown={commitOnEnter}
        />
      </Field>
      {problem && <FieldValidationMessage id={problemId}>{problem}</FieldValidationMessage>}
      {help && (
        <div id={helpId}>
          <Text variant="bodySmall" color="secondary">
            {help}
          </Text>
        </div>
      )}
    </FieldBox>
  );
}
