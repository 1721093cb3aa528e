import type { VNode } from 'preact';
import type { Language } from '../../../domain/language.js';
import { FieldFault, type FormState, sentenceFor } from '../../shared/components/form-fields.js';

interface RadiosProps {
  readonly language: Language;
  readonly form: FormState;
  readonly name: string;
  readonly legend: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly hint?: string }[];
  readonly layout?: 'lines' | 'zooms';
}

/** One choice out of a few, each with its own face; the ids are the name and the value. */
export function Radios({ language, form, name, legend, options, layout = 'lines' }: RadiosProps): VNode {
  const sentence = sentenceFor(language, form, name);
  return (
    <fieldset class={sentence === undefined ? undefined : 'faulty'}>
      <legend class="as-label">{legend}</legend>
      <FieldFault id={`${name}-fault`} language={language} sentence={sentence} />
      <div class={`choices ${layout}`}>
        {options.map(({ value, label, hint }) => (
          <label class="choice" key={value}>
            <input
              id={`${name}-${value}`}
              type="radio"
              name={name}
              value={value}
              checked={form.values[name] === value}
            />
            <span class="face">
              <b>{label}</b>
              {hint === undefined ? null : <span class="small">{hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
