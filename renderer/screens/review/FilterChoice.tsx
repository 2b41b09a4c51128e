import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { focusPage } from '../../components/focusPage.ts';

/**
 * One choice of the filter, after which the rows have the focus again: at once where it was made in the
 * list that drops down. By letters and arrows on the closed list each press is a choice, so whoever makes
 * it that way says by Enter that it is the one.
 */
export function FilterChoice({
  label,
  value,
  onChange,
  children,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  const isSearching = useRef(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      focusPage();
    }
    const opensList = event.key === ' ' || event.key === 'F4' || event.altKey;
    isSearching.current = !opensList;
  };
  return (
    <select
      className="input"
      aria-label={label}
      value={value}
      onPointerDown={() => {
        isSearching.current = false;
      }}
      onKeyDown={onKeyDown}
      onBlur={() => {
        isSearching.current = false;
      }}
      onChange={(event) => {
        onChange(event.target.value);
        if (!isSearching.current) focusPage();
      }}
    >
      {children}
    </select>
  );
}
