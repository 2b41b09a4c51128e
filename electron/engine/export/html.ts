const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** HTML that is written as it is. */
export interface Html {
  readonly html: string;
}

/** What may stand in a template: text is escaped, HTML is not, and lists are joined. */
type Part = string | number | Html | readonly Part[];

/**
 * A template of HTML in which every text is escaped, so that no label and no file's name can become
 * markup.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return {
    html: strings.map((text, i) => (i === 0 ? text : written(parts[i - 1]!) + text)).join(''),
  };
}

function written(part: Part): string {
  if (typeof part === 'object' && 'html' in part) return part.html;
  if (typeof part === 'object') return part.map(written).join('');
  return String(part).replace(/[&<>"]/g, (sign) => ENTITIES[sign]!);
}
