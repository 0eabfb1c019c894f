import type { ComponentChildren } from 'preact';

/** A labelled control: `id` is the control's. */
export function Field({
  id,
  label,
  children,
}: {
  readonly id: string;
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
    </div>
  );
}

interface NumberFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly least: number;
  /** Default: whole numbers. */
  readonly step?: number | 'any';
  readonly onChange: (value: number) => void;
}

/** A labelled number. What is no number is left to be corrected, and changes nothing. */
export function NumberField({ id, label, value, least, step = 1, onChange }: NumberFieldProps) {
  return (
    <Field id={id} label={label}>
      <input
        id={id}
        type="number"
        value={value}
        min={least}
        step={step}
        onChange={({ currentTarget }) => currentTarget.reportValidity() && onChange(currentTarget.valueAsNumber)}
        required
      />
    </Field>
  );
}

interface ChoiceFieldProps<Name extends string> {
  readonly id: string;
  readonly label: string;
  readonly value: Name;
  readonly choices: readonly Name[];
  readonly onChange: (value: Name) => void;
}

/** A labelled choice of one of some names. */
export function ChoiceField<Name extends string>({ id, label, value, choices, onChange }: ChoiceFieldProps<Name>) {
  return (
    <Field id={id} label={label}>
      <select id={id} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as Name)}>
        {choices.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </Field>
  );
}
