/** Focuses the page: its table if it has one, so that rows are read out, otherwise its top. */
export function focusPage(): void {
  const page = document.querySelector<HTMLElement>('main');
  (page?.querySelector<HTMLElement>('[role="grid"]') ?? page)?.focus();
}
