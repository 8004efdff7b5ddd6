import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';

import { usableVariables } from '../templateVariables';

/** An option of a combobox with the text that it is found by; Grafana's own search sees the label only. */
export interface Choice {
  option: ComboboxOption;
  searchText: string;
}

/** The options that hold every word of the input, in their order. */
export function findOptions(choices: Choice[], input: string): ComboboxOption[] {
  const words = input.toLowerCase().split(/\s+/).filter(Boolean);
  return choices
    .filter(({ searchText }) => words.every((word) => searchText.toLowerCase().includes(word)))
    .map(({ option }) => option);
}

/** The dashboard's variables as choices. */
export function variableChoices(): Choice[] {
  const group = t('query-editor.variables.group', 'Variables');
  return usableVariables().map((name) => ({ option: { value: name, label: name, group }, searchText: name }));
}

/** What a combobox shows for values, also for those it has no option for: custom ones, and all while loading. */
export function selectedOptions(values: string[], choices: Choice[]): ComboboxOption[] {
  return values.map((value) => choices.find(({ option }) => option.value === value)?.option ?? { value, label: value });
}

/** The values of the selected options, without blank and repeated ones. */
export function selectedValues(options: ComboboxOption[]): string[] {
  return [...new Set(options.map(({ value }) => value.trim()))].filter(Boolean);
}
