import type { ReactNode } from 'react';

/** A part of the page that scrolls separately, also by keyboard. */
export function Scrollable({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
