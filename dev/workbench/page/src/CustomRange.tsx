import { dateMath, type RawTimeRange } from '@grafana/data';
import { Button, Field, Input, Stack } from '@grafana/ui';
import { useState } from 'react';

interface Props {
  range: RawTimeRange;
  onChange: (range: RawTimeRange) => void;
}

/** A range by hand: `now-32h`, `now/d` or ISO 8601. */
export function CustomRange({ range, onChange }: Props) {
  const [from, setFrom] = useState(String(range.from));
  const [to, setTo] = useState(String(range.to));
  const isValid = (text: string) => dateMath.toDateTime(text, {})?.isValid() ?? false;

  return (
    <Stack gap={1} alignItems="flex-end">
      <Field label="From" htmlFor="range-from" invalid={!isValid(from)} noMargin>
        <Input id="range-from" value={from} width={20} onChange={(event) => setFrom(event.currentTarget.value)} />
      </Field>
      <Field label="To" htmlFor="range-to" invalid={!isValid(to)} noMargin>
        <Input id="range-to" value={to} width={20} onChange={(event) => setTo(event.currentTarget.value)} />
      </Field>
      <Button variant="secondary" disabled={!isValid(from) || !isValid(to)} onClick={() => onChange({ from, to })}>
        Apply
      </Button>
    </Stack>
  );
}
