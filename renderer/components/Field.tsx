import { type ReactNode, useId } from 'react';

/** A labelled control: `children` receives the id that links it to its label, and its help. */
export function Field({
  label,
  help,
  children,
}: {
  label: string;
  help?: ReactNode;
  children: (ids: { id: string; 'aria-describedby': string | undefined }) => ReactNode;
}) {
  const id = useId();
  const helpId = help ? `${id}-help` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': helpId })}
      {help ? (
        <span className="help" id={helpId}>
          {help}
        </span>
      ) : null}
    </div>
  );
}
